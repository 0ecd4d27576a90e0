"""Layouts inside the state of their widgets."""

import ipywidgets
import pytest
from traitlets import TraitError

from yewpyter import Button, Layout, Slider
from yewpyter._pacing import flush_all


def layouts(sent):
    flush_all()
    return [msg["state"]["layout"] for _, msg in sent if "layout" in msg.get("state", {})]


def test_all_ways_to_give_a_layout_mean_the_same():
    for layout in ({"width": "50%"}, Layout(width="50%"), ipywidgets.Layout(width="50%")):
        button = Button(layout=layout)
        assert button.get_state("layout") == {"layout": {"width": "50%"}}
        assert isinstance(button.layout, ipywidgets.Layout)


def test_changes_go_out_one_message_each(sent):
    button = Button()
    button.layout.width = "50%"
    flush_all()
    button.layout = {"height": "2em"}
    flush_all()
    button.layout.height = "3em"
    flush_all()
    button.layout = None
    assert layouts(sent) == [{"width": "50%"}, {"height": "2em"}, {"height": "3em"}, {}]


def test_a_border_is_one_change(sent):
    button = Button()
    button.layout.border = "1px solid"
    [layout] = layouts(sent)
    assert set(layout.values()) == {"1px solid"}
    assert set(layout) <= {"border", *(f"border_{s}" for s in ("top", "right", "bottom", "left"))}


def test_several_changes_can_be_held_together(sent):
    button = Button()
    with button.layout.hold_trait_notifications():
        button.layout.width = "1em"
        button.layout.height = "2em"
    flush_all()
    with button.hold_sync():
        button.layout.width = "3em"
        button.layout.height = "4em"
    assert layouts(sent) == [{"width": "1em", "height": "2em"}, {"width": "3em", "height": "4em"}]


def test_a_shared_layout_changes_all_who_share_it(sent):
    layout = Layout(width="10px")
    first, second = Button(layout=layout), Slider(layout=layout)
    layout.width = "20px"
    flush_all()
    assert {widget for widget, _ in sent} == {first, second}
    first.layout = {}
    flush_all()
    sent.clear()
    layout.width = "30px"
    flush_all()
    assert [widget for widget, _ in sent] == [second]


def test_a_layout_of_ipywidgets_is_copied(sent):
    given = ipywidgets.Layout(width="10px")
    button = Button(layout=given)
    sent.clear()
    given.width = "20px"
    assert button.layout.width == "10px"
    assert not sent


def test_an_unknown_property_is_named_with_those_there_are():
    with pytest.raises(TraitError, match=r"no property 'widht'; it has: .*width"):
        Button(layout={"widht": "1px"})


def test_a_value_that_css_does_not_have_is_refused():
    with pytest.raises(TraitError):
        Button(layout={"visibility": "sometimes"})


def test_grids_of_ipywidgets_can_place_a_widget():
    left, right = Button(), Slider()
    ipywidgets.AppLayout(left_sidebar=left, right_sidebar=right)
    assert left.get_state("layout")["layout"]["grid_area"] == "left-sidebar"
    grid = ipywidgets.GridspecLayout(1, 2)
    grid[0, 1] = right
    assert right.get_state("layout")["layout"]["grid_area"] == "widget001"


def test_a_layout_is_repeated_in_the_repr():
    assert repr(Button(layout={"width": "1px"})) == "Button(layout=Layout(width='1px'))"
    assert repr(Button()) == "Button()"
