"""An output frame, as far as the kernel sees it."""

import itertools

from yewpyter._envelope import is_envelope


def is_beacon(data):
    return is_envelope(data) and "beacon" in data["content"]["_tree"]


def unnumbered(news):
    """News without the number that an update has on the widget's own comm."""
    data = news.get("data", {})
    if "state" not in data:
        return news
    state = {key: value for key, value in data["state"].items() if key != "_n"}
    return {**news, "data": {**data, "state": state}}


class FrameClient:
    """Opens the frames' comm on a real kernel, asks, and collects what comes."""

    names = (f"frame-{number}" for number in itertools.count())

    def __init__(self, kernel, version=1, **more):
        self.kernel = kernel
        self.comm_id = next(self.names)
        self._ids = itertools.count(1)
        content = {
            "comm_id": self.comm_id,
            "target_name": "yewpyter.frame",
            "data": {"version": version, **more},
        }
        self.opening = self._send("comm_open", content)

    def post(self, data, buffers=(), request=None):
        """Send a request; return its number and what the kernel published meanwhile."""
        number = next(self._ids) if request is None else request
        content = {"comm_id": self.comm_id, "data": {"id": number, **data}}
        return number, self._send("comm_msg", content, buffers)

    def ask(self, ask, **more):
        """Ask; return the answer and its buffers."""
        return self._answer(*self.post({"ask": ask, **more}))

    def tell(self, model, data, buffers=(), **more):
        """Tell a widget message; return the answer, and everything that was published."""
        number, messages = self.post({"tell": model, "data": data, **more}, buffers)
        return self._answer(number, messages)[0], messages

    def sets(self, model, **state):
        """Set state as a view does; return everything that was published."""
        answer, messages = self.tell(
            model, {"method": "update", "state": state, "buffer_paths": []}
        )
        assert answer["done"] is True
        return messages

    def says(self, model, content, **more):
        """Send a custom message as a view does."""
        return self.tell(model, {"method": "custom", "content": content}, **more)

    def close(self):
        self._send("comm_close", {"comm_id": self.comm_id, "data": {}})

    def pushes(self, messages):
        """The news for this frame among messages, beacons apart, with their buffers."""
        ours = [m for m in messages if self._is_ours(m) and "n" in m["content"]["data"]]
        news = [(m["content"]["data"], [bytes(b) for b in m["buffers"]]) for m in ours]
        return [(unnumbered(n), buffers) for n, buffers in news if not is_beacon(n.get("data"))]

    def news(self, messages):
        """The news for this frame among messages."""
        return [data for data, _ in self.pushes(messages)]

    def _answer(self, number, messages):
        [answer] = [
            m for m in messages if self._is_ours(m) and m["content"]["data"].get("re") == number
        ]
        return answer["content"]["data"], [bytes(b) for b in answer["buffers"]]

    def _is_ours(self, message):
        return message["msg_type"] == "comm_msg" and message["content"]["comm_id"] == self.comm_id

    def _send(self, kind, content, buffers=()):
        client = self.kernel.client
        message = client.session.send(
            client.shell_channel.socket, kind, content, buffers=list(buffers)
        )
        return self.kernel.finish(message["header"]["msg_id"])
