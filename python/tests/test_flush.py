"""When the changes of a tree go out, together with what, and in which order."""

import os
import threading
import time

import pytest
from conftest import wait_until
from ipywidgets.widgets import widget as upstream
from test_kernel_threads import run_together
from test_tree import shown, told
from traitlets import Any, Bunch, validate
from tree_page import inside

from yewpyter import Button, Grid, Progress, Slider, Text, _outbox, _pacing
from yewpyter._pacing import flush_all


@pytest.fixture
def tree(page_comms):
    """A grid with a slider inside, and its comm."""
    slider = Slider(0, max=10**6)
    grid = Grid([slider])
    return grid, slider, shown(grid, page_comms)


def values(messages):
    """The values that were told, in order."""
    entries = [entry for data in messages for entry in inside(data).get("messages", [])]
    states = [entry["data"].get("state", {}) for entry in entries]
    return [state["value"] for state in states if "value" in state]


def test_the_first_change_goes_at_once_and_the_others_together(tree):
    _, slider, comm = tree
    for value in range(1, 1000):
        slider.value = value
    assert values(comm.take()) == [1]
    flush_all()
    assert values(comm.take()) == [999]


def test_at_most_sixty_messages_a_second_for_a_tree_however_many_change(page_comms, monkeypatch):
    monkeypatch.setattr(_outbox, "BEAT", 1 / 60)
    bars = [Progress(max=10**9) for _ in range(100)]
    comm = shown(Grid(bars), page_comms)
    started, count = time.monotonic(), 0
    while time.monotonic() < started + 0.5:
        count += 1
        for bar in bars:
            bar.value = count
    took = time.monotonic() - started
    assert len(comm.take()) <= took * 60 + 2
    wait_until(lambda: not _pacing._clock._due)
    final = values(comm.take())
    assert set(final) <= {count}


def test_without_threads_every_change_goes_at_once(tree, monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(_pacing, "_clock", _pacing._Clock())
    monkeypatch.setattr(threading.Thread, "start", refuse)
    _, slider, comm = tree
    for value in (1, 2, 3):
        slider.value = value
    assert values(comm.take()) == [1, 2, 3]


def test_what_is_held_goes_as_one(tree):
    grid, slider, comm = tree
    with slider.hold_sync():
        slider.value = 1
        slider.description = "a"
        assert comm.take() == []
    [message] = told(comm)["messages"]
    assert message["data"]["state"] == {"description": "a", "value": 1}
    with grid.hold_trait_notifications(), slider.hold_trait_notifications():
        slider.value = 2
        grid.columns = 2
        assert comm.take() == []
    assert [m["data"]["state"] for m in told(comm)["messages"]] == [{"value": 2}, {"columns": 2}]


def test_what_a_page_has_said_is_not_said_back(tree, monkeypatch):
    monkeypatch.setattr(upstream, "JUPYTER_WIDGETS_ECHO", False)
    _, slider, comm = tree
    comm.sets(slider._model_id, value=5)
    flush_all()
    assert slider.value == 5
    assert comm.take() == []
    comm.sets(slider._model_id, value=10**7)
    assert values([{"content": {"_tree": told(comm)}}]) == [10**6]


def test_a_page_is_echoed_in_an_envelope(tree, monkeypatch):
    monkeypatch.setattr(upstream, "JUPYTER_WIDGETS_ECHO", True)
    _, slider, comm = tree
    comm.sets(slider._model_id, value=5)
    envelope = told(comm)
    assert "n" not in envelope
    echo = {"method": "echo_update", "state": {"value": 5}, "buffer_paths": []}
    assert envelope["messages"] == [{"to": slider._model_id, "data": echo, "buffers": 0}]


@pytest.mark.parametrize("echoes", [False, True])
def test_a_value_corrected_to_what_it_was_is_told(tree, monkeypatch, echoes):
    monkeypatch.setattr(upstream, "JUPYTER_WIDGETS_ECHO", echoes)
    _, slider, comm = tree
    slider.value = 10**6
    flush_all()
    comm.take()
    comm.sets(slider._model_id, value=10**7)
    assert values(comm.take())[-1] == 10**6


def test_an_echo_and_what_the_page_has_led_to_are_one_message(page_comms, monkeypatch):
    monkeypatch.setattr(upstream, "JUPYTER_WIDGETS_ECHO", True)
    slider, button = Slider(), Button()
    slider.observe(lambda change: setattr(button, "description", str(change["new"])), "value")
    comm = shown(Grid([slider, button]), page_comms)
    comm.sets(slider._model_id, value=5)
    envelope = told(comm)
    assert [m["data"]["method"] for m in envelope["messages"]] == ["echo_update", "update"]
    assert [m["to"] for m in envelope["messages"]] == [slider._model_id, button._model_id]


def test_a_long_callback_does_not_hold_the_echo_back(page_comms, monkeypatch):
    monkeypatch.setattr(upstream, "JUPYTER_WIDGETS_ECHO", True)
    monkeypatch.setattr(_outbox, "BEAT", 1 / 60)
    slider, heard = Slider(), []
    comm = shown(Grid([slider]), page_comms)

    def callback(_):
        wait_until(lambda: comm.sent)
        heard.extend(inside(data)["messages"] for data in comm.take())

    slider.observe(callback, "value")
    comm.sets(slider._model_id, value=5)
    assert [m["data"]["method"] for [m] in heard] == ["echo_update"]


def test_a_refused_value_is_taken_back(tree, monkeypatch):
    monkeypatch.setattr(upstream, "JUPYTER_WIDGETS_ECHO", False)
    _, slider, comm = tree
    comm.sets(slider._model_id, value="many")
    assert values([{"content": {"_tree": told(comm)}}]) == [0]


def test_observers_run_in_order_and_after_the_message(tree):
    _, slider, comm = tree
    seen = []
    slider.observe(lambda change: seen.append((change["new"], len(comm.sent))), "value")
    slider.observe(lambda _: setattr(slider, "description", "second"), "value")
    slider.value = 1
    assert seen == [(1, 1)]
    flush_all()
    states = [entry["data"]["state"] for d in comm.take() for entry in inside(d)["messages"]]
    assert states == [{"value": 1}, {"description": "second"}]


def test_a_custom_message_comes_after_what_was_set_before_it(tree):
    grid, slider, comm = tree
    slider.value = 1
    slider.value = 2
    slider.send("said")
    grid.columns = 2
    flush_all()
    kinds = [
        [entry["data"].get("content") for entry in inside(data).get("messages", [])]
        for data in comm.take()
    ]
    assert kinds == [[None], [None], ["said"], []]


def test_a_custom_message_in_a_turn_goes_after_it(tree):
    _, slider, comm = tree
    with slider.hold_trait_notifications():
        slider.value = 7
        slider.send("said", [b"x"])
        assert comm.sent == []
    (state, _), (said, buffers) = comm.sent
    assert values([state]) == [7]
    [entry] = inside(said)["messages"]
    assert (entry["data"], entry["buffers"], buffers) == (
        {"method": "custom", "content": "said"},
        1,
        [b"x"],
    )


def test_reading_the_state_in_a_turn_sends_nothing(tree):
    grid, slider, comm = tree
    with slider.hold_trait_notifications():
        slider.value = 7
        grid.columns = 2  # goes only after the turn
        assert grid.get_state()["columns"] == 2
        slider.send_state()
        assert comm.take() == []
    assert len(comm.take()) == 1


def test_a_value_that_cannot_be_sent_costs_only_itself(page_comms):
    class Open(Text):
        anything = Any().tag(sync=True)

    bad, good = Open(), Text()
    grid = Grid([bad, good])
    comm = shown(grid, page_comms)
    grid.columns = 2
    comm.take()
    bad.anything = object()
    good.value = "x"
    grid.columns = 3
    with pytest.raises(TypeError):
        grid._outbox.flush()
    assert [inside(data).get("n") or data["state"]["_n"] for data in comm.take()] == [2, 3]
    good.value = "y"
    assert values([{"content": {"_tree": told(comm)}}]) == ["y"]


class Bound(Slider):
    """A slider whose validator sets another widget."""

    follower = None

    @validate("description")
    def _follow(self, proposal: Bunch) -> str:
        if self.follower is not None:
            self.follower.value = self.follower.value + 1
        return proposal["value"]


def test_threads_that_set_widgets_of_one_tree_from_validators_do_not_block(page_comms):
    follower, other = Slider(0, max=10**6), Slider(0, max=10**6)
    bound = Bound()
    bound.follower = follower
    grid = Grid([bound, follower, other])
    comm = shown(grid, page_comms)

    def describe(start):
        for number in range(200):
            bound.description = f"{start}{number}"
            bound.send("x")

    def slide(widget):
        for number in range(200):
            widget.value = number
            widget.send("y")
            grid.get_state()

    def flush():
        for _ in range(200):
            flush_all()
            grid._outbox.flush()

    run_together([(describe, 1), (describe, 2), (slide, other), (slide, follower), (flush,)])
    flush_all()
    grid._outbox.flush()
    [told_last] = [values([d]) for d, _ in comm.sent if values([d])][-1:]
    assert told_last


def test_a_widget_in_another_threads_turn_does_not_hold_back_the_others(tree):
    grid, slider, comm = tree
    button = Button()
    grid.append(button)
    flush_all()
    comm.take()
    begun, go_on = threading.Event(), threading.Event()

    def long_turn():
        with slider.hold_trait_notifications():
            slider.value = 5
            begun.set()
            go_on.wait(60)

    thread = threading.Thread(target=long_turn)
    thread.start()
    begun.wait(60)
    button.description = "meanwhile"
    grid._outbox.flush()
    [message] = told(comm)["messages"]
    assert message["data"]["state"] == {"description": "meanwhile"}
    go_on.set()
    thread.join(60)
    grid._outbox.flush()
    assert values([{"content": {"_tree": told(comm)}}]) == [5]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this platform")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_says_nothing(tree):
    _, slider, comm = tree
    child = os.fork()
    if child == 0:
        slider.value = 7
        flush_all()
        slider.post("x")
        os._exit(len(comm.sent))
    assert os.waitpid(child, 0)[1] == 0


def test_what_a_page_s_message_leads_to_does_not_wait_for_the_beat(tree):
    grid, slider, comm = tree
    bar = Progress(0, max=100)
    grid.append(bar)
    slider.observe(lambda change: setattr(bar, "value", change["new"]), "value")
    flush_all()
    comm.take()
    for step in range(1, 6):
        comm.sets(slider._model_id, value=step)
        assert values(comm.take())[-1] == step, "sent before the message counts as handled"
