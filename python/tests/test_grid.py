"""Children, tracks, breakpoints and spans."""

import json

import ipywidgets
import pytest
from traitlets import TraitError

from yewpyter import Button, Grid, Slider, Text
from yewpyter._pacing import flush_all


def ref(widget):
    return f"IPY_MODEL_{widget.model_id}"


def test_what_is_written_becomes_what_travels():
    first, second = Slider(), ipywidgets.Text()
    grid = Grid(
        [first, second],
        columns=3,
        gap=4,
        min_column_width=12.5,
        narrow=0,
        breakpoints={900: "2fr 1fr", 480: 2},
        spans={first: 2, second: (1, 3)},
    )
    state = json.loads(json.dumps(grid.get_state()))
    assert state["children"] == [ref(first), ref(second)]
    assert state["columns"] == 3
    assert state["gap"] == "4px"
    assert state["min_column_width"] == "12.5px"
    assert state["narrow"] == 0
    assert state["breakpoints"] == [[480, 2], [900, "2fr 1fr"]]
    assert state["spans"] == {first.model_id: [2, 1], second.model_id: [1, 3]}


def test_breakpoints_may_be_pairs():
    assert Grid(breakpoints=[(900, 3), (0, "auto")]).breakpoints == ((0, "auto"), (900, 3))


def test_the_default_is_empty():
    state = json.loads(json.dumps(Grid().get_state()))
    expected = {
        "children": [],
        "columns": "auto",
        "min_column_width": "240px",
        "gap": "8px",
        "narrow": 480,
        "breakpoints": [],
        "spans": {},
    }
    assert {key: state[key] for key in expected} == expected


def test_children_and_spans_change_in_one_message(sent):
    first, second = Slider(), Text()
    grid = Grid([first], spans={first: 2})
    sent.clear()
    for change in (
        lambda: grid.append(second, columns=2, rows=2),
        lambda: grid.remove(first),
        lambda: grid.insert(0, first),
        lambda: grid.span(first, rows=3),
    ):
        change()
        flush_all()
    messages = [msg["state"] for _, msg in sent]
    assert messages == [
        {
            "children": [ref(first), ref(second)],
            "spans": {first.model_id: [2, 1], second.model_id: [2, 2]},
        },
        {"children": [ref(second)], "spans": {second.model_id: [2, 2]}},
        {"children": [ref(first), ref(second)]},
        {"spans": {second.model_id: [2, 2], first.model_id: [1, 3]}},
    ]


def test_a_span_of_one_cell_is_none():
    child = Button()
    grid = Grid([child], spans={child: 2})
    grid.span(child)
    assert dict(grid.spans) == {}
    grid.spans = {child: 1}
    assert dict(grid.spans) == {}


def test_spans_cannot_be_changed_behind_the_grids_back():
    child = Button()
    grid = Grid([child])
    with pytest.raises(TypeError):
        grid.spans[child] = (2, 1)


def test_a_child_may_occur_twice():
    child = Button()
    grid = Grid([child, child])
    assert grid.get_state("children") == {"children": [ref(child), ref(child)]}
    grid.remove(child)
    assert grid.children == (child,)


def test_a_closed_child_is_left_out():
    ours, foreign, left = Button(), ipywidgets.Button(), Button()
    grid = Grid([ours, foreign, left], spans={ours: 2, left: 2})
    ours.close()
    foreign.close()
    assert grid.get_state("children") == {"children": [ref(left)]}
    assert grid.get_state("spans") == {"spans": {left.model_id: [2, 1]}}


def test_a_cycle_is_refused():
    inner = Grid()
    outer = Grid([ipywidgets.VBox([inner])])
    for make in (lambda: inner.append(outer), lambda: inner.append(inner)):
        with pytest.raises(TraitError, match="cannot contain itself"):
            make()
    assert inner.children == ()


@pytest.mark.parametrize(
    "options",
    [
        {"columns": 0},
        {"columns": True},
        {"columns": ""},
        {"columns": "1fr; color: red"},
        {"columns": 2.5},
        {"gap": -1},
        {"gap": "1em}"},
        {"narrow": "wide"},
        {"breakpoints": {"wide": 2}},
        {"breakpoints": {300: 0}},
        {"breakpoints": [300, 2]},
        {"breakpoints": [(300, 2), (300, 3)]},
        {"breakpoints": 3},
        {"children": [3]},
        {"children": Button},
        {"children": "abc"},
        {"spans": [1]},
    ],
)
def test_what_is_refused(options):
    with pytest.raises(TraitError):
        Grid(**options)


@pytest.mark.parametrize("span", [0, (1, 0), (1, 2, 3), "2", True, 1.5, (20_000, 1)])
def test_spans_that_are_refused(span):
    child = Button()
    with pytest.raises(TraitError, match=r"a span in Grid\.spans must be"):
        Grid([child], spans={child: span})


def test_a_span_of_a_stranger_is_refused():
    stranger = Button(description="who")
    with pytest.raises(TraitError, match=r"Button.*'who'.*not among the children"):
        Grid(spans={stranger: 2})
    with pytest.raises(TraitError, match="not among the children"):
        Grid([Button()]).spans = {stranger: 2}
    with pytest.raises(ValueError, match="is not in the grid"):
        Grid().remove(stranger)


def test_a_page_can_say_the_spans_back():
    first, second = Button(), Button()
    grid = Grid([first, second])
    grid.set_state({"spans": {second.model_id: [2, 1], "gone": [3, 3]}, "children": [ref(second)]})
    assert grid.children == (second,)
    assert dict(grid.spans) == {second: (2, 1)}
