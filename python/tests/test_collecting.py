"""Displayed widgets that nobody needs any more, and those that only look like it."""

import gc
import weakref

import ipywidgets
import pytest
from test_tree import shown

from yewpyter import Grid, Slider, _collecting
from yewpyter._live_widgets import live_widget, live_widgets, registry


@pytest.fixture
def clock(monkeypatch):
    """Time that passes when the test says so."""
    now = [1000.0]
    monkeypatch.setattr(_collecting, "monotonic", lambda: now[0])

    def passes(seconds):
        now[0] += seconds

    return passes


def views(comm, count, page="tab"):
    comm.say({"method": "update", "state": {"_view_count": count}, "buffer_paths": []}, page=page)


def heard_of(comm, page="tab"):
    comm.say({"method": "custom", "content": {}}, page=page)


def is_gone(reference):
    gc.collect()
    _collecting._close_left()
    return reference() is None


@pytest.fixture
def displayed(page_comms):
    """Make a displayed widget that only the kernel holds; return a weak reference and its comm."""

    def make():
        grid = Grid([Slider()])
        comm = shown(grid, page_comms)
        return weakref.ref(grid), comm

    return make


def test_what_no_page_shows_and_nobody_holds_is_closed(displayed, clock):
    grid, comm = displayed()
    assert comm.state["_view_count"] == 0
    assert not is_gone(grid)
    views(comm, 1)
    views(comm, 0)
    clock(_collecting.GRACE)
    heard_of(comm)
    assert is_gone(grid)
    assert comm.closed
    assert comm.comm_id not in registry()


def test_a_page_that_is_closed_finds_its_widgets_again(displayed, clock):
    grid, comm = displayed()
    views(comm, 1)
    views(comm, 0)
    clock(1000)
    heard_of(comm, page="another")
    assert not is_gone(grid)
    assert live_widget(comm.comm_id) is grid()


def test_a_view_that_only_moves_keeps_it(displayed, clock):
    grid, comm = displayed()
    views(comm, 1)
    views(comm, 0)
    heard_of(comm)
    clock(_collecting.GRACE / 2)
    views(comm, 1)
    clock(_collecting.GRACE)
    heard_of(comm)
    assert not is_gone(grid)


def test_two_tabs_do_not_mislead_each_other(displayed, clock):
    grid, comm = displayed()
    views(comm, 1, page="one")
    views(comm, 2, page="two")
    views(comm, 0, page="one")
    clock(_collecting.GRACE)
    heard_of(comm, page="one")
    heard_of(comm, page="two")
    assert not is_gone(grid)
    views(comm, 0, page="two")
    clock(_collecting.GRACE)
    heard_of(comm, page="one")
    assert not is_gone(grid)
    heard_of(comm, page="two")
    assert is_gone(grid)


def test_a_reloaded_page_says_nothing_and_what_it_shows_is_kept(displayed, clock):
    grid, comm = displayed()
    views(comm, 1, page="before")
    views(comm, 1, page="after")
    views(comm, 0, page="after")
    clock(_collecting.GRACE)
    heard_of(comm, page="after")
    assert not is_gone(grid)


def test_what_was_never_shown_is_kept(displayed, clock):
    grid, comm = displayed()
    views(comm, 0)
    views(comm, -1)
    clock(_collecting.GRACE)
    heard_of(comm)
    assert not is_gone(grid)


def test_a_widget_in_a_variable_lives_and_can_be_shown_again(page_comms, clock):
    kept = Grid([Slider()])
    comm = shown(kept, page_comms)
    views(comm, 1)
    views(comm, 0)
    clock(_collecting.GRACE)
    heard_of(comm)
    stands_in = registry()[comm.comm_id]
    assert isinstance(stands_in, _collecting.Faded)
    # A page that asks for everything still finds it, and it can be closed with all others.
    assert stands_in.get_state() == kept.get_state()
    assert stands_in._get_embed_state()["model_name"] == "GridModel"
    assert live_widgets()[comm.comm_id] is kept
    assert ipywidgets.Widget.get_manager_state()["state"][comm.comm_id]
    assert isinstance(registry()[comm.comm_id], _collecting.Faded)
    shown(kept, page_comms)
    assert registry()[comm.comm_id] is kept
    reference = weakref.ref(kept)
    del kept
    views(comm, 1)
    clock(_collecting.GRACE)
    heard_of(comm)
    assert not is_gone(reference)
    views(comm, 0)
    clock(_collecting.GRACE)
    heard_of(comm)
    assert is_gone(reference)


def test_a_view_that_comes_back_holds_it_again(page_comms, clock):
    kept = Grid()
    comm = shown(kept, page_comms)
    views(comm, 1)
    views(comm, 0)
    clock(_collecting.GRACE)
    heard_of(comm)
    views(comm, 1)
    assert registry()[comm.comm_id] is kept


def test_what_stands_for_a_collected_widget_still_has_its_name(page_comms, clock):
    kept = Slider()
    comm = shown(kept, page_comms)
    views(comm, 1)
    views(comm, 0)
    clock(_collecting.GRACE)
    heard_of(comm)
    stands_in = registry()[comm.comm_id]
    del kept
    gc.collect()
    assert stands_in.get_state()["_model_name"] == "SliderModel"
    assert stands_in._get_embed_state()["model_module"] == "yewpyter"
    assert stands_in.model_id == comm.comm_id
    stands_in.close()
    assert live_widget(comm.comm_id) is None
    assert comm.comm_id not in live_widgets()
    with pytest.raises(AttributeError, match="the widget is gone"):
        _ = stands_in.value
    _collecting._close_left()
    assert comm.comm_id not in registry()


def test_a_child_in_a_variable_does_not_keep_its_root(page_comms, clock):
    child = Slider()
    comm = shown(Grid([child]), page_comms)
    views(comm, 1)
    views(comm, 0)
    clock(_collecting.GRACE)
    heard_of(comm)
    gc.collect()
    _collecting._close_left()
    assert comm.closed
    assert child._outbox is None
    child.value = 7
    assert shown(child, page_comms).state["value"] == 7


def test_each_page_is_told_its_own_count(displayed, monkeypatch):
    grid, comm = displayed()
    views(comm, 2, page="one")
    counts = {}
    for page in ("one", "two", None):
        monkeypatch.setattr("yewpyter._tree_widget.asking_page", lambda page=page: page)
        counts[page] = grid().get_state()["_view_count"]
    assert counts == {"one": 2, "two": 0, None: None}


def test_in_a_kernel_it_all_comes_together(fresh_kernel):
    kernel = fresh_kernel
    kernel.run(
        """
        import gc, weakref
        from yewpyter import *
        from yewpyter import _collecting
        def make():
            grid = Grid([Slider()])
            display(grid)
            return weakref.ref(grid), grid.model_id
        grid, comm_id = make()
        """
    )
    comm_id = kernel.value("comm_id")
    kernel.page_sets(comm_id, _view_count=1)
    kernel.run("gc.collect()")
    assert kernel.value("grid() is None") is False
    messages = kernel.page_sets(comm_id, _view_count=0)
    assert [m for m in messages if m["msg_type"] == "comm_close"] == []
    kernel.run("_collecting.GRACE = 0.0")
    kernel.run("gc.collect()")
    assert kernel.value("grid() is None") is True
    closed = [m for m in kernel.messages if m["msg_type"] == "comm_close"]
    assert [m["content"]["comm_id"] for m in closed] == [comm_id]
