"""A page, as far as trees go: comms that are recorded, and what the wire's rules make of them."""

import json
from typing import ClassVar

from ipywidgets.widgets.widget import _remove_buffers

from yewpyter import _tree

FOREVER = 3600.0


class FakeComm:
    """A comm whose messages a test reads, and may hand to a page or lose."""

    opened: ClassVar[dict] = {}

    def __init__(self, comm_id, data=None, buffers=None, **_named):
        self.comm_id = comm_id
        self.opening = copied(data, buffers)
        self.sent = []
        self.closed = False
        type(self).opened[comm_id] = self

    def on_msg(self, callback):
        self.callback = callback

    def on_close(self, callback):
        pass

    def send(self, data=None, metadata=None, buffers=None):
        self.sent.append(copied(data, buffers))

    def close(self):
        self.closed = True

    @property
    def state(self):
        data, buffers = self.opening
        return with_buffers(data["state"], data["buffer_paths"], buffers)

    def say(self, data, buffers=(), page="page"):
        """Send a message as a page does."""
        message = {"content": {"comm_id": self.comm_id, "data": data}, "buffers": list(buffers)}
        self.callback({**message, "header": {"session": page}})

    def relay(self, to, data, buffers=()):
        """Send an inline child's message as a page does."""
        self.wrap({"messages": [{"to": to, "data": data, "buffers": len(buffers)}]}, buffers)

    def sets(self, to, **state):
        self.relay(to, {"method": "update", "state": state, "buffer_paths": []})

    def wrap(self, content, buffers=()):
        self.say({"method": "custom", "content": {"_tree": {"version": 1, **content}}}, buffers)

    def take(self):
        """Return what was sent since the last call, beacons apart."""
        taken = [data for data, _ in self.sent if "beacon" not in inside(data)]
        self.sent.clear()
        return taken


def copied(data, buffers):
    """What arrives: no object of the kernel's."""
    return json.loads(json.dumps(data)), [bytes(buffer) for buffer in buffers or ()]


def inside(data):
    """What is in an envelope; nothing for other messages."""
    content = data.get("content")
    return content.get("_tree", {}) if isinstance(content, dict) else {}


def with_buffers(state, paths, buffers):
    for path, buffer in zip(paths, buffers, strict=True):
        holder = state
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = buffer
    return state


class Page:
    """What a page makes of one root's messages."""

    def __init__(self, comm):
        self.root = comm.comm_id
        self.heard, self.delivered, self.lost = {}, {}, {}
        self.held_back = {}
        self.models = {}
        self.whole(comm.state)

    def whole(self, state):
        tree = state.pop("_tree")
        self.last = self.complete = state.pop("_n")
        self.models = {self.root: state}
        self.behind = {}
        self.open(tree["models"] if tree else {})
        for i, model in self.models.items():
            newest = model.pop("_s", 0)
            if self.heard.setdefault(i, newest) < newest:
                self.behind[i] = newest
        self.forget_gone()

    def forget_gone(self):
        self.heard = {i: s for i, s in self.heard.items() if i in self.models}
        self.behind = {i: s for i, s in self.behind.items() if i in self.models}
        self.held_back = {i: held for i, held in self.held_back.items() if i in self.models}

    def open(self, records):
        for i, record in records.items():
            self.models[i] = _tree.completed(record, self.models[self.root])

    @property
    def question(self):
        """What the page has to ask for, if anything."""
        waits = any(self.held_back.values()) or any(
            self.heard.get(i, 0) < newest for i, newest in self.behind.items()
        )
        if self.complete == self.last and not waits:
            return None
        return {"since": self.complete, "streams": dict(self.heard)}

    def beacon(self, n):
        """Hear which number is the newest."""
        self.last = max(self.last, n)

    def take(self, data, buffers):
        if data["method"] == "update":
            state = with_buffers(dict(data["state"]), data["buffer_paths"], buffers)
            if "_tree" in state:
                self.whole(state)
            elif self.numbered(state.pop("_n")):
                self.models[self.root].update(state)
            return
        envelope = inside(data)
        self.take_envelope(envelope, self.numbered(envelope["n"], envelope.get("since")), buffers)

    def take_envelope(self, envelope, news, buffers):
        if news and "open" in envelope:
            paths = envelope["open_buffer_paths"]
            self.open(with_buffers(envelope["open"], paths, buffers[: len(paths)]))
            for i in envelope["open"]:
                self.heard.setdefault(i, self.models[i].pop("_s", 0))
        buffers = list(buffers)[len(envelope.get("open_buffer_paths", [])) :]
        for entry in envelope.get("messages", []):
            if "lost" in entry:
                self.skip(entry["to"], entry["lost"])
                continue
            mine, buffers = buffers[: entry["buffers"]], buffers[entry["buffers"] :]
            self.message(entry, mine, news)
        for i in envelope.get("gone", []) if news else []:
            self.models.pop(i, None)
            self.heard.pop(i, None)
        self.forget_gone()

    def numbered(self, n, since=None):
        """Note a number; say whether what comes with it is news."""
        if since is not None and since <= self.complete:
            self.complete, self.last = max(self.complete, n), max(self.last, n)
            return True
        if n <= self.last:
            return False
        if self.complete == self.last == n - 1:
            self.complete = n
        self.last = n
        return True

    def message(self, entry, buffers, news):
        to, data = entry["to"], entry["data"]
        if to not in self.models:
            return
        if "s" in entry:
            self.held_back.setdefault(to, {})[entry["s"]] = data["content"]
            self.deliver(to)
        elif news:
            state = with_buffers(dict(data["state"]), data["buffer_paths"], buffers)
            self.models[to].update(state)

    def skip(self, to, lost):
        if lost > self.heard.get(to, 0):
            self.lost[to] = lost
            self.heard[to] = lost
            self.deliver(to)

    def deliver(self, to):
        waiting = self.held_back.get(to, {})
        while self.heard.get(to, 0) + 1 in waiting:
            self.heard[to] = self.heard.get(to, 0) + 1
            self.delivered.setdefault(to, []).append(waiting.pop(self.heard[to]))
        self.held_back[to] = {s: c for s, c in waiting.items() if s > self.heard.get(to, 0)}


def kernel_state(root):
    """What a page should know of a root."""
    plain, paths, buffers = _remove_buffers(root.get_state())
    state = with_buffers(copied(plain, ())[0], paths, buffers)
    tree = state.pop("_tree") or {"models": {}}
    models = {root._model_id: state}
    models |= {i: _tree.completed(record, state) for i, record in tree["models"].items()}
    for model in models.values():
        model.pop("_s", None)
        model.pop("_n", None)
    return models
