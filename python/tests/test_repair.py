"""Messages that get lost or come twice, and pages that end up with the same all the same."""

import gc
import random

import pytest
from conftest import wait_until
from test_tree import Foreign, shown, told
from tree_page import Page, inside, kernel_state

from yewpyter import Grid, Slider, Text, _beacon, _streams
from yewpyter._beacon import Beacon
from yewpyter._pacing import flush_all


class Wire:
    """Between a root and a page; loses some of what the kernel says and doubles some."""

    def __init__(self, comm, seed):
        self.comm, self.page = comm, Page(comm)
        self.random = random.Random(seed)
        self.lossy = True

    def carry(self):
        for data, buffers in self.comm.sent:
            if "beacon" in inside(data):
                continue
            times = self.random.choice([0, 1, 1, 2]) if self.lossy else 1
            for _ in range(times):
                self.page.take(data, buffers)
        self.comm.sent.clear()

    def ask(self):
        question = self.page.question
        if question is not None:
            self.comm.wrap(question)
            self.carry()


class Kernel:
    """Changes a tree at random."""

    def __init__(self, grid, seed):
        self.grid, self.random, self.count = grid, random.Random(seed), 0
        self.posted = {}

    def act(self):
        self.count += 1
        inside = [*self.everything(self.grid)]
        widget = self.random.choice(inside)
        acts = [self.set, self.set, self.set, self.add, self.remove, self.post, self.post]
        self.random.choice(acts)(widget)
        if self.random.random() < 0.7:
            self.grid._outbox.flush()

    def everything(self, grid):
        yield grid
        for child in grid.children:
            if isinstance(child, Grid):
                yield from self.everything(child)
            else:
                yield child

    def set(self, widget):
        if isinstance(widget, Foreign):
            widget.blob = bytes([self.count % 256])
        widget.tooltip = str(self.count)

    def add(self, widget):
        if isinstance(widget, Grid):
            make = self.random.choice([Slider, Text, Foreign, lambda: Grid([Text("deep")])])
            widget.insert(self.random.randint(0, len(widget.children)), make())

    def remove(self, widget):
        if isinstance(widget, Grid) and widget.children:
            widget.remove(self.random.choice(widget.children))

    def post(self, widget):
        self.posted.setdefault(widget._model_id, []).append(self.count)
        widget.post(self.count)


@pytest.mark.parametrize("seed", range(60))
def test_a_page_that_loses_much_ends_up_with_the_same(page_comms, seed):
    grid = Grid([Slider(), Grid([Text()])])
    grid.post("before")
    wire = Wire(shown(grid, page_comms), seed)
    kernel = Kernel(grid, seed)
    for _ in range(60):
        kernel.act()
        wire.carry()
        if wire.random.random() < 0.3:
            wire.ask()
    grid._outbox.flush()
    wire.carry()
    wire.lossy = False
    wire.page.beacon(grid._outbox.n)
    for _ in range(2):  # the state, and what was posted before it was opened
        wire.ask()
    assert wire.page.question is None
    assert wire.page.models == kernel_state(grid)
    for model_id in wire.page.models:
        # What was posted before a page knew the widget is not for it.
        heard = wire.page.delivered.get(model_id, [])
        posted = kernel.posted.get(model_id, [])
        assert heard == posted[len(posted) - len(heard) :]
    root = grid._model_id
    assert wire.page.delivered.get(root, []) == kernel.posted.get(root, [])


@pytest.fixture
def tree(page_comms):
    slider, text = Slider(), Text()
    grid = Grid([slider, text])
    return grid, slider, text, shown(grid, page_comms)


def test_only_what_has_changed_since_is_repeated(tree):
    grid, slider, text, comm = tree
    for change in (
        lambda: setattr(slider, "value", 1),
        lambda: setattr(text, "value", "x"),
        lambda: setattr(grid, "columns", 2),
        lambda: setattr(slider, "value", 3),
    ):
        change()
        flush_all()
        grid._outbox.flush()
    comm.take()
    comm.wrap({"since": 2})
    envelope = told(comm)
    assert (envelope["n"], envelope["since"]) == (5, 2)
    states = {e["to"]: e["data"]["state"] for e in envelope["messages"]}
    assert states == {grid._model_id: {"columns": 2}, slider._model_id: {"value": 3}}
    comm.wrap({"since": 5})
    assert told(comm) == {"version": 1, "n": 6, "since": 5}


@pytest.mark.parametrize("since", [0, 1_000_000])
def test_after_openings_or_unknown_numbers_the_whole_is_sent(tree, since):
    grid, *_, comm = tree
    grid.append(Slider(4))
    flush_all()
    comm.take()
    comm.wrap({"since": since})
    [data] = comm.take()
    assert data["state"]["_n"] == 1
    assert len(data["state"]["_tree"]["models"]) == 3


def test_asking_for_the_state_of_a_root_is_no_news(tree):
    grid, slider, _, comm = tree
    slider.value = 2
    slider.value = 3
    comm.say({"method": "request_state"})
    *_, whole = comm.take()
    assert whole["state"]["_n"] == grid._outbox.n == 2
    assert whole["state"]["_tree"]["models"][slider._model_id]["value"] == 3


def test_asking_for_the_state_of_a_child_is_answered_in_an_envelope(tree):
    _, slider, _, comm = tree
    comm.relay(slider._model_id, {"method": "request_state"})
    envelope = told(comm)
    assert envelope["n"] == 1
    assert set(envelope["messages"][0]["data"]["state"]) == set(slider.keys)


def test_posts_are_numbered_per_widget_and_follow_the_state(tree):
    grid, slider, text, comm = tree
    slider.value = 1
    slider.value = 2
    slider.post({"a": 1}, [b"x"])
    text.post("t")
    slider.post("b")
    comm.take()
    entries = [(e["to"], e["data"].get("content"), e.get("s")) for e in told(comm)["messages"]]
    assert entries == [
        (slider._model_id, None, None),
        (slider._model_id, {"a": 1}, 1),
        (slider._model_id, "b", 2),
        (text._model_id, "t", 1),
    ]
    state = grid.get_state()
    assert state["_tree"]["models"][slider._model_id]["_s"] == slider._s == 2
    assert "_s" not in state


def test_a_post_is_what_it_was_when_it_was_posted(tree):
    _, slider, _, comm = tree
    content, buffer = {"list": [1]}, bytearray(b"one")
    slider.value = 1
    slider.post(content, [buffer])
    content["list"].append(2)
    buffer[:] = b"two"
    flush_all()
    [entry] = inside(comm.sent[-1][0])["messages"]
    assert (entry["data"]["content"], comm.sent[-1][1]) == ({"list": [1]}, [b"one"])
    with pytest.raises(TypeError):
        slider.post(object())


def test_posts_that_are_kept_no_longer_are_said_to_be_lost(tree, monkeypatch):
    monkeypatch.setattr(_streams, "MOST_KEPT", 3)
    grid, slider, _, comm = tree
    page = Page(comm)
    for number in range(10):
        slider.post(number)
    flush_all()
    comm.take()
    page.beacon(grid._outbox.n)
    page.heard[slider._model_id] = 0
    comm.wrap(page.question)
    page.take(*comm.sent[0])
    assert page.lost == {slider._model_id: 7}
    assert page.delivered == {slider._model_id: [7, 8, 9]}


def test_large_posts_are_kept_as_long_as_there_is_room(monkeypatch):
    monkeypatch.setattr(_streams, "MOST_KEPT_BYTES", 100)
    stream = _streams.Stream()
    for _ in range(5):
        stream.add("x", [bytes(30)])
    assert [post.s for post in stream.take()] == [1, 2, 3, 4, 5]
    lost, posts = stream.above(0, 0)
    assert (lost, [post.s for post in posts]) == (2, [3, 4, 5])


def test_posts_of_a_widget_that_no_page_knows_go_nowhere(page_comms):
    slider = Slider()
    slider.post("x")
    grid = Grid([slider])
    comm = shown(grid, page_comms)
    flush_all()
    assert comm.take() == []
    assert comm.state["_tree"]["models"][slider._model_id]["_s"] == 1


class Root:
    """A root as the beacon sees it."""

    def __init__(self, model_id):
        self._model_id, self.n, self.open, self.said = model_id, 0, True, []

    def root(self):
        return self if self.open else None

    def say(self, content):
        self.said.append(content)

    def sends(self, beacon):
        self.n += 1
        beacon.sent(self)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(_beacon, "QUIET", 0.02)
    monkeypatch.setattr(_beacon, "FIRST_PAUSE", 0.001)


def test_a_beacon_tells_all_roots_and_is_silent_when_it_was_heard(quick, monkeypatch):
    monkeypatch.setattr(_beacon, "FIRST_PAUSE", 3600)
    beacon, first, second = Beacon(), Root("a"), Root("b")
    first.sends(beacon)
    first.sends(beacon)
    second.sends(beacon)
    wait_until(lambda: second.said)
    assert second.said == [{"beacon": 1, "at": {"a": 2, "b": 1}}]
    beacon.heard(1)
    beacon.after_cell()
    first.sends(beacon)
    beacon.after_cell()
    assert first.said == [{"beacon": 2, "at": {"a": 3}}]
    first.sends(beacon)
    beacon.heard(2)
    beacon.after_cell()
    assert first.said[-1] == {"beacon": 3, "at": {"a": 4}}


def test_a_beacon_nobody_hears_gives_up(quick):
    beacon, root = Beacon(), Root("a")
    root.sends(beacon)
    wait_until(lambda: len(root.said) == 1 + _beacon.MOST_REPEATS)
    wait_until(lambda: not beacon._roots)
    assert [said["beacon"] for said in root.said] == list(range(1, 10))


def test_beacons_leave_out_roots_that_are_gone_and_forget_old_ones(quick, monkeypatch):
    monkeypatch.setattr(_beacon, "FIRST_PAUSE", 3600)
    monkeypatch.setattr(_beacon, "MOST_ROOTS", 3)
    beacon = Beacon()
    roots = [Root(name) for name in "abcde"]
    for root in roots:
        root.sends(beacon)
    roots[4].open = False
    gone = roots.pop(3)
    del gone, root
    gc.collect()
    beacon.after_cell()
    assert roots[2].said == [{"beacon": 1, "at": {"c": 1}}]
    roots[2].open = False
    beacon._speak()
    assert not beacon._roots


def test_a_real_root_says_the_beacon(page_comms, monkeypatch):
    monkeypatch.setattr(_beacon, "FIRST_PAUSE", 3600)
    slider = Slider()
    comm = shown(Grid([slider]), page_comms)
    slider.value = 1
    found = lambda: [inside(d) for d, _ in comm.sent if "beacon" in inside(d)]  # noqa: E731
    wait_until(found)
    [beacon] = found()
    assert beacon["at"][comm.comm_id] == 1
    comm.wrap({"heard": beacon["beacon"]})
    assert not _beacon.beacon._roots
