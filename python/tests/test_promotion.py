"""Inline children that get a comm of their own, and who speaks for them then."""

import random
import threading

import ipywidgets
import pytest
from test_kernel_threads import run_together
from test_tree import ref, shown, told
from tree_page import inside

from yewpyter import Button, Grid, Slider, Text
from yewpyter._live_widgets import registry
from yewpyter._pacing import flush_all


def spoken_for(comm):
    """The ids that messages on a comm speak for, and those in its newest trees."""
    ids = set()
    for data in comm.take():
        envelope = inside(data)
        ids |= {entry["to"] for entry in envelope.get("messages", [])} | set(
            envelope.get("open", {})
        )
        ids |= {comm.comm_id} if data["method"] == "update" else set()
    return ids


@pytest.fixture
def tree(page_comms):
    """A grid with a grid with a slider, and its comm."""
    slider = Slider(0, max=10**6)
    inner = Grid([slider])
    outer = Grid([inner, Button()])
    return outer, inner, slider, shown(outer, page_comms)


def test_a_promoted_child_takes_with_it_what_it_contains(tree, page_comms):
    outer, inner, slider, comm = tree
    slider.value = 1
    slider.value = 2
    comm.take()
    own = shown(inner, page_comms)
    assert own.comm_id == inner._model_id
    assert own.state["_n"] == 0
    assert own.state["_tree"]["models"][slider._model_id]["value"] == 2
    assert set(outer.get_state()["_tree"]["models"]) == {outer.children[1]._model_id}
    slider.value = 3
    inner.gap = 1
    outer.gap = 2
    flush_all()
    assert spoken_for(own) == {slider._model_id, inner._model_id}
    assert spoken_for(comm) == {outer._model_id}


def test_the_former_root_says_nothing_of_it(tree):
    outer, inner, _, comm = tree
    inner.open()
    flush_all()
    outer._outbox.flush()
    assert comm.take() == []
    assert outer.get_state()["children"][0] == ref(inner)


def test_its_buttons_are_still_heard_where_a_page_has_spoken_too_early(tree):
    outer, _, _, comm = tree
    button, clicks = outer.children[1], []
    button.on_click(clicks.append)
    button.open()
    comm.relay(button._model_id, {"method": "custom", "content": {"event": "click"}})
    assert clicks == [button]


def test_a_child_of_two_roots_gets_a_comm(tree, page_comms):
    _, _, slider, comm = tree
    second = Grid([Text()])
    other = shown(second, page_comms)
    second.append(slider)
    flush_all()
    assert page_comms[slider._model_id].state["value"] == 0
    slider.value = 1
    assert spoken_for(comm) == set()
    assert spoken_for(other) == {second._model_id}
    assert spoken_for(page_comms[slider._model_id]) == {slider._model_id}


def test_a_root_displayed_around_a_child_of_another(tree, page_comms):
    outer, inner, slider, _ = tree
    other = shown(Grid([inner]), page_comms)
    assert other.state["_tree"] is None
    assert slider._model_id in page_comms[inner._model_id].state["_tree"]["models"]
    assert outer.get_state()["_tree"]["models"].keys() == {outer.children[1]._model_id}


def test_what_two_parts_of_one_tree_hold_is_promoted_with_neither(page_comms):
    shared = Slider()
    first, second = Grid([shared]), Grid([shared])
    comm = shown(Grid([first, second]), page_comms)
    assert shared._model_id in comm.state["_tree"]["models"]
    first.open()
    assert set(page_comms) == {comm.comm_id, first._model_id, shared._model_id}


def test_a_child_that_moves_to_another_root_stays_inline(tree, page_comms):
    outer, inner, slider, comm = tree
    second = Grid()
    other = shown(second, page_comms)
    inner.gap = 1  # from now on the rest waits
    inner.remove(slider)
    second.append(slider)
    slider.value = 5
    flush_all()
    second._outbox.flush()
    assert set(page_comms) == {outer._model_id, second._model_id}
    assert slider._model_id not in spoken_for(comm)
    assert slider._model_id in spoken_for(other)
    slider.value = 6
    second._outbox.flush()
    assert spoken_for(other) == {slider._model_id}


def test_reading_all_states_opens_nothing(tree):
    """ipywidgets reads them while it goes through its registry, which must stay as it is."""
    outer, _, slider, _ = tree
    other = Grid()
    other.open()
    other.gap = 1  # from now on the rest waits
    other.append(slider)
    before = dict(registry())
    for widget in list(before.values()):
        widget.get_state()
    assert registry() == before
    other._outbox.flush()
    assert registry().keys() - before.keys() == {slider._model_id}
    assert outer.comm is not None


def test_a_box_of_another_library_promotes_in_the_midst_of_a_change(tree, page_comms):
    outer, _, slider, _ = tree
    with outer.hold_trait_notifications(), slider.hold_trait_notifications():
        slider.value = 8
        box = ipywidgets.VBox([slider])
    flush_all()
    assert box.children == (slider,)
    assert page_comms[slider._model_id].state["value"] == 8


def test_an_opening_that_fails_leaves_all_as_it_was(tree, monkeypatch):
    outer, inner, slider, comm = tree

    def fail(*_):
        raise RuntimeError("no comm")

    with monkeypatch.context() as patch:
        patch.setattr(ipywidgets.Widget, "open", fail)
        with pytest.raises(RuntimeError):
            inner.open()
    slider.value = 3
    outer._outbox.flush()
    assert slider._model_id in spoken_for(comm)
    assert inner.comm is None


def test_the_two_routes_never_both_speak(page_comms):
    """Threads change widgets while others promote them: after an opening only its comm speaks."""
    sliders = [Slider(0, max=10**6) for _ in range(40)]
    outer = Grid([Grid(sliders[:20]), *sliders[20:]])
    comm = shown(outer, page_comms)
    opened_at = {}
    lock = threading.Lock()

    def change(seed):
        choice = random.Random(seed)
        for number in range(400):
            choice.choice(sliders).value = number
            outer._outbox.flush()

    def promote(widgets):
        for widget in widgets:
            widget.open()
            with lock:
                opened_at[widget._model_id] = len(comm.sent)

    run_together(
        [(change, 1), (change, 2), (promote, sliders[::2]), (promote, sliders[1::2] + sliders)]
    )
    flush_all()
    for model_id, place in opened_at.items():
        late = [inside(data) for data, _ in comm.sent[place:]]
        assert model_id not in {e["to"] for news in late for e in news.get("messages", [])}
    for slider in sliders:
        slider._outbox.flush()
        own = page_comms[slider._model_id]
        values = [
            data["state"]["value"] for data, _ in own.sent if "value" in data.get("state", {})
        ]
        assert [own.state["value"], *values][-1] == slider.value


def test_a_page_hears_of_a_promoted_child_once_more_if_it_is_removed_and_added(tree, page_comms):
    _, inner, slider, comm = tree
    slider.open()
    inner.remove(slider)
    flush_all()
    assert "gone" not in inside(comm.take()[-1])
    inner.append(slider)
    inner._outbox.flush()
    assert "open" not in told(comm)
