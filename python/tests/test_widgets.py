"""What every widget takes, refuses and tells, without a kernel."""

import copy
import logging

import ipywidgets
import pytest
from traitlets import TraitError

from yewpyter import Button, Grid, InstallButton, OutputPane, Progress, Slider, Text

ALL = [Button, Slider, Text, Progress, Grid, OutputPane, lambda: InstallButton("pip")]


def from_page(widget, **content):
    widget._handle_msg(
        {"content": {"data": {"method": "custom", "content": content}}, "buffers": []}
    )


@pytest.mark.parametrize("make", ALL)
def test_all_say_who_they_are(make):
    state = make().get_state()
    assert state["_model_module"] == state["_view_module"] == "yewpyter"
    assert state["_model_module_version"] == state["_view_module_version"] == "*"
    assert state["_package_version"] == "0.1.0"
    assert state["layout"] == {}
    assert "style" not in state


@pytest.mark.parametrize("make", ALL)
def test_none_can_be_copied_and_trying_leaves_the_original_open(make):
    widget = make()
    widget.open()
    for way in (copy.copy, copy.deepcopy):
        with pytest.raises(NotImplementedError, match="make another one"):
            way(widget)
    assert widget.comm is not None


def test_an_unknown_option_is_named_with_those_there_are():
    with pytest.raises(TypeError, match=r"Slider has no option 'valeu'; it has: .*value"):
        Slider(valeu=3)


def test_what_a_callback_raises_is_logged_and_the_others_run(caplog):
    button, calls = Button(), []

    def fail(_):
        raise RuntimeError("no luck")

    button.on_click(fail)
    button.on_click(calls.append)
    button.on_click(calls.append)
    with caplog.at_level(logging.ERROR):
        from_page(button, event="click")
    assert calls == [button]
    assert "no luck" in caplog.text
    button.on_click(calls.append, remove=True)
    button.click()
    assert calls == [button]


def test_callbacks_must_be_callable():
    with pytest.raises(TypeError, match="must be callable, not 3"):
        Button().on_click(3)


def test_text_is_submitted_by_enter():
    text, submitted = Text("hello", placeholder="name"), []
    text.on_submit(lambda widget: submitted.append(widget.value))
    from_page(text, event="submit")
    from_page(text, event="something else")
    assert submitted == ["hello"]


def test_values_of_a_wrong_kind_are_refused():
    for make in (
        lambda: Text(value=3),
        lambda: Button(button_style="loud"),
        lambda: Progress(bar_style="loud"),
        lambda: Slider(orientation="diagonal"),
        lambda: OutputPane(max_lines=0),
        lambda: Slider(layout=3),
        lambda: Slider(layout="IPY_MODEL_x"),
    ):
        with pytest.raises(TraitError):
            make()


def test_progress_stays_within_its_bounds():
    bar = Progress(5, min=0, max=10)
    bar.value = 50
    assert bar.value == 10
    bar.max = 7.5
    assert bar.value == 7.5
    with pytest.raises(TraitError, match=r"min \(9\) must not be greater than max \(7.5\)"):
        bar.min = 9
    with pytest.raises(TraitError, match="finite number, not nan"):
        bar.value = float("nan")
    with pytest.raises(TraitError, match=r"Progress\.min must be a finite number, not 'a'"):
        Progress(min="a")


def test_an_unknown_message_is_logged_not_raised(caplog):
    Button()._handle_msg({"content": {"data": {"method": "dance"}}, "buffers": []})
    assert "unknown widget message 'dance'" in caplog.text


def test_a_refused_value_is_taken_back_on_the_page(sent):
    slider = Slider(5, integer=True)
    with pytest.raises(TraitError):
        slider.set_state({"value": "many"})
    assert sent[-1][1] == {"method": "update", "state": {"value": 5}, "buffer_paths": []}


@pytest.mark.parametrize("make", ALL)
def test_the_text_that_stands_for_a_widget_says_what_to_install(make, monkeypatch):
    widget = make()
    if hasattr(ipywidgets.Widget, "_repr_mimebundle_"):
        bundle = widget._repr_mimebundle_()
    else:
        shown = []

        def show(data, raw, metadata):
            shown.append(data)

        monkeypatch.setattr("yewpyter._display.display", show)
        widget._ipython_display_()
        [bundle] = shown
    assert "If you see this text, install yewpyter" in bundle["text/plain"]
    assert type(widget).__name__ in bundle["text/plain"]
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view == {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}


def test_a_closed_widget_keeps_its_id_and_closes_once():
    button = Button()
    known = button.model_id
    button.close()
    button.close()
    assert button.comm is None
    assert button.model_id == known
    box = ipywidgets.VBox([button])
    assert box.get_state("children") == {"children": [f"IPY_MODEL_{known}"]}


def test_a_chosen_model_id_is_used():
    assert Button(model_id="chosen").model_id == "chosen"
