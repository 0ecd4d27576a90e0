"""Widgets inside of others: one comm, one message, and what becomes of those that come and go."""

import gc
import json
import weakref

import ipywidgets
import pytest
from ipywidgets import embed
from traitlets import Bytes, Instance, Unicode, default
from tree_page import Page, inside, kernel_state

from yewpyter import (
    Button,
    Grid,
    InstallButton,
    Progress,
    Slider,
    Text,
    YewpyterWidget,
    _tree,
    options,
)
from yewpyter._display import VIEW, bundle
from yewpyter._live_widgets import live_widget, live_widgets
from yewpyter._pacing import flush_all


def ref(widget):
    return f"IPY_MODEL_{widget._model_id}"


def shown(widget, page_comms):
    """Display a widget; return its comm."""
    bundle(widget)
    return page_comms[widget._model_id]


def told(comm):
    """The one envelope that was sent."""
    flush_all()
    [data] = comm.take()
    return inside(data)


class Foreign(YewpyterWidget):
    """A widget of somebody else's module."""

    _model_module = Unicode("elsewhere", read_only=True).tag(sync=True)
    _model_name = Unicode("ForeignModel", read_only=True).tag(sync=True)
    blob = Bytes(b"xyz").tag(sync=True)


def test_making_widgets_opens_no_comm(page_comms):
    slider = Slider(5)
    grid = Grid([slider, InstallButton("pip"), Grid([Text()])], spans={slider: 2})
    grid.columns = 3
    slider.value = 7
    assert page_comms == {}
    assert live_widget(slider._model_id) is live_widget(grid._model_id) is None
    assert "_tree" not in grid.get_state()


def test_what_was_never_shown_can_be_collected(page_comms):
    grid = Grid([Slider(), InstallButton("pip")])
    left = [weakref.ref(widget) for widget in (grid, *grid.children)]
    del grid
    gc.collect()
    assert [reference() for reference in left] == [None] * 3


def test_a_displayed_widget_opens_with_all_that_it_contains(page_comms):
    slider, text = Slider(5, description="Size"), Text("x")
    inner = Grid([text, text], columns=2)
    button = InstallButton("pip")
    grid = Grid([slider, inner, button])
    data, _ = bundle(grid)
    assert data[VIEW]["model_id"] == grid._model_id
    assert list(page_comms) == [grid._model_id]
    state = page_comms[grid._model_id].state
    assert state["_n"] == 0
    assert state["_tree"] == {
        "version": 1,
        "models": {
            slider._model_id: {"_model_name": "SliderModel", "value": 5, "description": "Size"},
            inner._model_id: {
                "_model_name": "GridModel",
                "children": [ref(text), ref(text)],
                "columns": 2,
            },
            button._model_id: {
                "_model_name": "InstallButtonModel",
                "packages": ["pip"],
                "python": button.python,
                "log": ref(button.log),
            },
            text._model_id: {"_model_name": "TextModel", "value": "x"},
            button.log._model_id: {
                "_model_name": "OutputPaneModel",
                "description": "Installing pip",
            },
        },
    }
    assert Page(page_comms[grid._model_id]).models == kernel_state(grid)


@pytest.mark.parametrize("slider", [Slider(5), Slider(0.5), Slider(0.0, max=100.0, step=1.0)])
def test_a_record_means_what_the_widget_says(page_comms, slider):
    comm = shown(Grid([slider]), page_comms)
    model = Page(comm).models[slider._model_id]
    types = {key: type(value) for key, value in model.items()}
    state = json.loads(json.dumps(slider.get_state()))
    assert types == {key: type(value) for key, value in state.items()}


class Titled(Slider):
    """A slider that comes with values of its own."""

    tooltip = Unicode("by hand").tag(sync=True)

    @default("max")
    def _far(self):
        return 7

    @default("step")
    def _wide(self):
        return 2

    def get_state(self, key=None, drop_defaults=False):
        return {**super().get_state(key, drop_defaults), "more": 1}


class Computed(Slider):
    """A slider whose unset values depend."""

    @default("min")
    def _low(self):
        return -3


@pytest.mark.parametrize("make", [Titled, Computed, lambda: Computed(4), lambda: Progress(0.5)])
def test_values_of_ones_own_are_told(page_comms, make):
    widget = make()
    root = Grid([widget])
    record = shown(root, page_comms).state["_tree"]["models"][widget._model_id]
    completed = _tree.completed(record, root.get_state())
    assert completed == json.loads(json.dumps(widget.get_state()))


def test_widgets_of_somebody_elses_module_go_whole(page_comms):
    foreign = Foreign()
    state = shown(Grid([foreign]), page_comms).state
    assert state["_tree"]["models"][foreign._model_id] == {
        **foreign.get_state(),
        "_dom_classes": [],
    }


def test_inside_somebody_elses_widget_a_record_says_where_it_is_from(page_comms):
    class Holder(Foreign):
        child = Instance(Slider).tag(
            sync=True, refers=True, to_json=lambda child, _: f"IPY_MODEL_{child._model_id}"
        )

    child = Slider()
    state = shown(Holder(child=child), page_comms).state
    assert state["_tree"]["models"][child._model_id] == {
        "_model_module": "yewpyter",
        "_model_name": "SliderModel",
    }


def test_foreign_widgets_and_those_with_a_comm_are_not_in_the_tree(page_comms):
    ours, foreign = Slider(), ipywidgets.IntSlider()
    ours.open()
    deep = Text()
    box = ipywidgets.VBox([Grid([deep])])
    grid = Grid([ours, foreign, box, Button()])
    models = shown(grid, page_comms).state["_tree"]["models"]
    assert list(models) == [grid.children[3]._model_id]
    # The box has asked for the id of what it contains.
    assert deep._model_id in page_comms[box.children[0]._model_id].state["_tree"]["models"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda w: ipywidgets.VBox([w]),
        lambda w: ipywidgets.jslink((w, "value"), (ipywidgets.IntSlider(), "value")),
        lambda w: w.model_id,
        lambda w: w.get_view_spec(),
        lambda w: embed.dependency_state([w]),
        lambda w: w.open(),
    ],
)
def test_whatever_refers_to_a_widget_opens_it(page_comms, ask):
    slider = Slider(5)
    ask(slider)
    assert page_comms[slider._model_id].state["value"] == 5
    assert live_widget(slider._model_id) is slider


def test_embedding_holds_what_is_inside(page_comms):
    for widget in live_widgets().values():  # those of other tests, which have no kernel
        widget.close()
    slider = Slider(5)
    grid = Grid([slider])
    [first, *_] = embed.dependency_state([grid]).values()
    assert first["state"]["_tree"]["models"][slider._model_id]["value"] == 5
    states = embed.embed_data([grid])["manager_state"]["state"]
    assert states[grid._model_id]["state"]["children"] == [ref(slider)]


def test_a_widget_that_refers_to_itself_while_it_is_made_opens_afterwards(page_comms):
    class Eager(Button):
        def __init__(self):
            self.early = self.model_id
            super().__init__(description="made")

    assert page_comms[Eager().early].state["description"] == "made"


def test_trees_can_be_switched_off(page_comms, monkeypatch):
    monkeypatch.setattr(options, "tree", False)
    grid = Grid([Slider()])
    assert set(page_comms) == {grid._model_id, grid.children[0]._model_id}
    assert page_comms[grid._model_id].state["_tree"] is None
    with pytest.raises(TypeError, match="True or False, not 'no'"):
        options.tree = "no"
    assert repr(options) == "options(tree=False)"


def test_changes_inside_go_in_envelopes_and_those_of_the_root_plainly(page_comms):
    slider, grid = Slider(), Grid()
    grid.children = [slider]
    comm = shown(grid, page_comms)
    grid.columns = 2
    assert comm.take() == [
        {"method": "update", "state": {"columns": 2, "_n": 1}, "buffer_paths": []}
    ]
    slider.value = 3
    grid.gap = 4
    update = {"method": "update", "buffer_paths": []}
    assert told(comm) == {
        "version": 1,
        "n": 2,
        "messages": [
            {"to": slider._model_id, "data": {**update, "state": {"value": 3}}, "buffers": 0},
            {"to": grid._model_id, "data": {**update, "state": {"gap": "4px"}}, "buffers": 0},
        ],
    }


def test_buffers_of_many_go_in_order(page_comms):
    first, second = Foreign(blob=b"1"), Foreign(blob=b"2")
    grid = Grid([first])
    comm = shown(grid, page_comms)
    page = Page(comm)
    grid.append(second)
    first.blob, second.blob = b"3", b"4"
    flush_all()
    for data, buffers in comm.sent:
        page.take(data, buffers)
    blobs = [page.models[w._model_id]["blob"] for w in (first, second)]
    assert blobs == [b"3", b"4"]


def test_only_what_is_new_is_sent(page_comms):
    old, new = Slider(1), Grid([Text("deep")])
    grid = Grid([old])
    comm = shown(grid, page_comms)
    grid.append(new)
    envelope = told(comm)
    assert set(envelope["open"]) == {new._model_id, new.children[0]._model_id}
    assert envelope["messages"][0]["data"]["state"] == {"children": [ref(old), ref(new)]}
    assert "gone" not in envelope


def test_a_hundred_children_added_one_by_one_are_few_messages(page_comms):
    grid = Grid()
    comm = shown(grid, page_comms)
    page = Page(comm)
    for number in range(100):
        grid.append(Slider(number))
    flush_all()
    assert len(comm.sent) == 2
    for data, buffers in comm.sent:
        page.take(data, buffers)
    assert page.models == kernel_state(grid)
    assert len(page.models) == 101


def test_a_child_that_only_moves_stays(page_comms):
    child = Slider()
    first, second = Grid([child]), Grid()
    grid = Grid([first, second])
    comm = shown(grid, page_comms)
    with grid.hold_trait_notifications():
        first.remove(child)
        second.append(child)
    envelope = told(comm)
    assert {"open", "gone"}.isdisjoint(envelope)
    assert len(envelope["messages"]) == 2


def test_a_removed_child_lives_on(page_comms):
    child = Slider()
    grid = Grid([child])
    comm = shown(grid, page_comms)
    grid.remove(child)
    assert told(comm)["gone"] == [child._model_id]
    child.value = 9
    flush_all()
    assert comm.take() == []
    grid.append(child)
    assert told(comm)["open"][child._model_id]["value"] == 9
    grid.remove(child)
    flush_all()
    assert shown(child, page_comms).state["value"] == 9


def test_a_closed_child_leaves_the_tree_and_its_parents(page_comms):
    child, stays = Slider(), Button()
    grid = Grid([child, stays], spans={child: 2, stays: 2})
    comm = shown(grid, page_comms)
    child.close()
    envelope = told(comm)
    assert envelope["gone"] == [child._model_id]
    [message] = envelope["messages"]
    assert message["data"]["state"] == {
        "children": [ref(stays)],
        "spans": {stays._model_id: [2, 1]},
    }
    child.value = 3
    flush_all()
    assert comm.take() == []
    assert child.model_id not in page_comms
    assert "view" not in str(getattr(child, "_repr_mimebundle_", None))


def test_what_was_in_a_closed_root_can_be_displayed_by_itself(page_comms):
    child = Slider()
    grid = Grid([child])
    comm = shown(grid, page_comms)
    grid.close()
    assert comm.closed
    child.value = 4
    assert shown(child, page_comms).state["value"] == 4
    child.value = 5
    assert page_comms[child._model_id].take()[0]["state"] == {"value": 5, "_n": 1}


def test_a_closed_widget_opens_anew_when_it_is_told_to(page_comms):
    grid = Grid([Slider(3)])
    first = shown(grid, page_comms)
    grid.close()
    bundle_before = grid.__dict__
    grid.open()
    assert page_comms[grid._model_id] is not first
    assert len(page_comms[grid._model_id].state["_tree"]["models"]) == 1
    assert not {"_repr_mimebundle_", "_ipython_display_"} & set(bundle_before)


def test_a_chosen_id_is_that_of_the_inline_child(page_comms):
    state = shown(Grid([Slider(model_id="chosen")]), page_comms).state
    assert state["children"] == ["IPY_MODEL_chosen"]
    assert list(state["_tree"]["models"]) == ["chosen"]


def test_a_layout_inside_is_told_by_the_root(page_comms):
    child = Button()
    comm = shown(Grid([child]), page_comms)
    child.layout.width = "3em"
    assert told(comm)["messages"][0]["data"]["state"] == {"layout": {"width": "3em"}}
