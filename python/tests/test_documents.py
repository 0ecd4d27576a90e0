"""Widgets saved to a file and made again, and files that nobody should trust."""

import base64
import json

import ipywidgets
import pytest
from conftest import REPOSITORY, Kernel, opened
from traitlets import Bytes, Dict

from yewpyter import (
    Button,
    Grid,
    InstallButton,
    OutputPane,
    Progress,
    Slider,
    Text,
    load_state,
    save_state,
)
from yewpyter._live_widgets import live_widgets

FORMAT = "application/vnd.jupyter.widget-state+json"


@pytest.fixture(autouse=True)
def nothing_else_open():
    close_all()
    yield
    close_all()


def close_all():
    for widget in live_widgets().values():
        widget.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.json"


def record(name="SliderModel", module="yewpyter", **state):
    return {"model_name": name, "model_module": module, "state": state}


def load(path, models, **more):
    document = {"version_major": 2, "version_minor": 0, "state": models, **more}
    path.write_text(json.dumps(document))
    return load_state(path)


def again(path):
    """Save everything, close it, and load it."""
    save_state(path)
    close_all()
    return load_state(path)


def reasons(losses):
    return {loss.model_id: loss.reason for loss in losses}


def test_widgets_come_back_with_their_values(path):
    slider = Slider(700, min=500, max=1000, step=5, description="Size", layout={"width": "50%"})
    fraction = Slider(0.25, max=1)
    bar, button = Progress(40, max=50, text="40 files"), Button(description="Go", tooltip="hint")
    inner = Grid([bar, button], columns="2fr 1fr")
    grid = Grid([slider, inner, fraction], breakpoints={400: 2}, spans={inner: (2, 1)}, gap=3)
    button.open()
    grid.open()
    states = {
        widget._model_id: widget.get_state() for widget in (slider, fraction, bar, grid, inner)
    }
    report = again(path)
    assert (report.skipped, report.incomplete) == ((), ())
    assert len(report.widgets) == 6
    for model_id, state in states.items():
        assert report.widgets[model_id].get_state() == state
    opened = {i for i, widget in report.widgets.items() if widget.comm is not None}
    assert opened == {grid.model_id, button.model_id}
    assert report.top_level == [report.widgets[grid.model_id]]
    assert report.widgets[slider.model_id].layout.width == "50%"
    assert repr(report).startswith("Restored (6):\n  Button ")


def test_the_file_is_a_document_of_the_standard(path):
    slider = Slider(5)
    slider.open()
    save_state(path)
    document = json.loads(path.read_text())
    assert (document["version_major"], document["version_minor"]) == (2, 0)
    found = document["state"][slider.model_id]
    assert set(found) == {"model_name", "model_module", "model_module_version", "state"}
    assert (found["model_name"], found["model_module"]) == ("SliderModel", "yewpyter")
    assert found["state"] == json.loads(json.dumps(slider.get_state()))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_widgets_of_others_and_closed_ones_are_not_saved(path):
    child = ipywidgets.IntSlider()
    Button().close()
    grid = Grid([child])
    grid.open()
    Slider()
    save_state(path)
    assert set(json.loads(path.read_text())["state"]) == {grid.model_id}
    # While it is open, it is found again.
    report = load_state(path)
    assert report.widgets[grid.model_id].children == (child,)
    report = again(path)
    assert reasons(report.incomplete) == {grid.model_id: "child 0 is missing"}


def test_an_open_widget_takes_over_the_saved_state(path):
    slider = Slider(5)
    slider.open()
    save_state(path)
    slider.value = 90
    report = load_state(path)
    assert report.widgets == {slider.model_id: slider}
    assert slider.value == 5


def test_binary_values_are_saved(path):
    class Binary(Text):
        data = Bytes(b"abc").tag(sync=True)
        more = Dict({"x": [b"\xff", "y"]}).tag(sync=True)

    widget = Binary()
    widget.open()
    save_state(path)
    found = json.loads(path.read_text())["state"][widget.model_id]
    buffers = {tuple(b["path"]): base64.b64decode(b["data"]) for b in found["buffers"]}
    assert buffers == {("data",): b"abc", ("more", "x", 0): b"\xff"}
    assert {b["encoding"] for b in found["buffers"]} == {"base64"}
    widget.data, widget.more = b"", {}
    report = load_state(path)
    assert report.incomplete == ()
    assert (widget.data, widget.more) == (b"abc", {"x": [b"\xff", "y"]})


def test_the_last_lines_of_a_pane_come_back_as_text(path):
    pane = OutputPane(description="log")
    pane.open()
    pane.write("first\n")
    pane.take_text("error", "oh no\n")
    pane.take_output({"data": {"text/plain": "<Figure>", "text/html": "<b>"}, "metadata": {}}, None)
    report = again(path)
    saved = json.loads(path.read_text())["state"][pane.model_id]["state"]["_saved"]
    assert saved == {
        "pieces": [
            {"kind": "stdout", "text": "first\n"},
            {"kind": "error", "text": "oh no\n"},
            {"kind": "stdout", "text": "<Figure>\n"},
        ],
        "dropped": 0,
    }
    loaded = report.widgets[pane.model_id]
    assert (loaded.text, loaded.description) == ("first\noh no\n<Figure>\n", "log")
    loaded.write("newer\n")
    assert load_state(path).widgets[pane.model_id].text.endswith("newer\n")


def test_of_a_long_output_the_end_is_saved(path):
    pane = OutputPane()
    pane.open()
    for number in range(3000):
        pane.write(f"line {number}\n")
    report = again(path)
    text = report.widgets[pane.model_id].text
    assert len(text) <= 4096
    assert text.endswith("line 2999\n")
    dropped = 3000 - text.count("\n")
    assert dropped > 2000
    assert reasons(report.incomplete) == {
        pane.model_id: f"{dropped} earlier lines of its output were not saved"
    }
    pane = OutputPane()
    pane.write("before\n" + "\N{SNOWMAN}" * 3000)
    pieces = pane._saved_state()["_saved"]
    assert pieces["dropped"] == 2
    assert pieces["pieces"][0]["text"] == "\N{SNOWMAN}" * (4096 // 3)


def test_a_document_says_no_more_than_text_in_a_pane(path):
    bundle = {"text/html": "<script>", "text/plain": "words"}
    pieces = [
        {"kind": "output", "data": bundle, "metadata": {}},
        {"kind": "output", "data": 3},
        {"kind": "stdout", "text": 3},
        {"kind": "script", "text": "x"},
        "x",
    ]
    report = load(path, {"p": record("OutputPaneModel", _saved={"pieces": pieces, "dropped": "x"})})
    assert report.widgets["p"].text == "words\n"
    assert len(report.incomplete) == 3
    for saved in (3, {"pieces": 3}, None):
        [loss] = load(path, {"q": record("OutputPaneModel", _saved=saved)}).incomplete
        assert loss.reason == "its saved output cannot be read"


def test_an_install_button_is_not_made_by_a_file(path):
    button = InstallButton("pip")
    log = button.log._model_id
    button.open()
    report = again(path)
    assert set(report.widgets) == {log}
    assert "what is installed" in reasons(report.skipped)[button.model_id]


def test_what_cannot_be_restored_is_told_and_why(path):
    report = load(
        path,
        {
            "good": record(value=7),
            "foreign": record("IntSliderModel", "@jupyter-widgets/controls"),
            "unknown": record("DialModel"),
            "text": "text",
            "empty": {},
            "": record(),
            "broken": record(value="many", max=50, description=3),
            "bounds": record(min=9, max=5, description="kept"),
        },
    )
    assert {i: w.value for i, w in report.widgets.items()} == {"good": 7, "broken": 0, "bounds": 0}
    assert report.widgets["broken"].max == 50
    assert report.widgets["bounds"].description == "kept"
    skipped = reasons(report.skipped)
    assert set(skipped) == {"foreign", "unknown", "text", "empty", ""}
    assert "@jupyter-widgets/controls" in skipped["foreign"]
    assert "no such widget" in skipped["unknown"]
    broken = [loss.reason for loss in report.incomplete if loss.model_id == "broken"]
    assert len(broken) == 2
    assert "a finite number, not 'many'" in str(broken)
    [bounds] = [loss.reason for loss in report.incomplete if loss.model_id == "bounds"]
    assert "min (9) must not be greater than max (5)" in bounds
    text = repr(report)
    assert "Restored (3):" in text
    assert "Not restored (5):\n  IntSliderModel foreign: it is a widget of @jupyter" in text
    assert "SliderModel broken: value: " in text


def test_references_may_be_cyclic_or_missing(path):
    report = load(
        path,
        {
            "a": record("GridModel", children=["IPY_MODEL_b", "IPY_MODEL_gone", "x", 3]),
            "b": record("GridModel", children=["IPY_MODEL_a", "IPY_MODEL_c"], spans={"a": [2, 1]}),
            "c": record("GridModel", children=["IPY_MODEL_c", "IPY_MODEL_d"], spans={"d": [0, 1]}),
            "d": record("TextModel", value="inside"),
            "e": record("GridModel", children="IPY_MODEL_d", spans=[1]),
        },
    )
    a, b, c, d, e = report.widgets.values()
    assert (a.children, b.children, c.children, e.children) == ((b,), (c,), (d,), ())
    told = [(loss.model_id, loss.reason) for loss in report.incomplete]
    assert told[:3] == [("a", f"child {n} is missing") for n in (1, 2, 3)]
    assert told[3:5] == [(i, "child 0 contains the grid itself") for i in "bc"]
    assert told[5][0] == "c"
    assert "a span" in told[5][1]
    assert told[6:] == [("e", "its children are no list")]


def inside(root, **models):
    return record("GridModel", children=root, _tree={"version": 1, "models": models})


def test_what_is_inside_of_a_root_is_restored_with_it(path):
    models = {
        "s": {"_model_name": "SliderModel", "value": 7},
        "g": {"_model_name": "GridModel", "children": ["IPY_MODEL_t"], "columns": 2},
        "t": {"_model_name": "TextModel"},
        "f": {"_model_name": "SliderModel", "_model_module": "elsewhere"},
        "bad": 3,
        "none": {},
    }
    children = [f"IPY_MODEL_{i}" for i in ("s", "g", "f")]
    report = load(path, {"root": inside(children, **models), "t": record("TextModel", value="own")})
    grid = report.widgets["root"]
    slider, inner = grid.children
    assert (slider.value, inner.columns, inner.children[0].value) == (7, 2, "own")
    assert (grid.comm is None, slider.comm, inner.comm) == (False, None, None)
    assert report.widgets["t"].comm is not None
    assert set(reasons(report.skipped)) == {"f", "bad", "none"}
    assert "elsewhere" in reasons(report.skipped)["f"]
    # Loaded again, what a record does not name is as the page takes it.
    slider.description = slider.tooltip = "changed"
    report = load(path, {"root": inside(["IPY_MODEL_s"], s=models["s"])})
    assert report.widgets["s"] is slider
    assert (slider.description, slider.tooltip, slider.value) == ("", None, 7)


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        (3, "cannot be read"),
        ({"version": 1}, "cannot be read"),
        ({"version": 1, "models": []}, "cannot be read"),
        ({"version": 2, "models": {}}, "in version 2, not 1"),
    ],
)
def test_a_tree_that_cannot_be_read_costs_only_itself(path, tree, words):
    report = load(path, {"a": record("GridModel", columns=3, _tree=tree), "b": record(value=4)})
    assert (report.widgets["a"].columns, report.widgets["b"].value) == (3, 4)
    assert words in reasons(report.incomplete)["a"]


def test_an_inline_pane_is_saved_with_its_last_lines(path):
    pane = OutputPane()
    pane.write("hello\n")
    grid = Grid([pane])
    grid.open()
    report = again(path)
    assert report.widgets[pane._model_id].text == "hello\n"


def test_an_id_that_is_in_use_is_left_alone(path):
    box, button = ipywidgets.HBox(), Button()
    report = load(path, {box.model_id: record(), button.model_id: record(value=3)})
    assert report.widgets == {}
    assert reasons(report.skipped) == {
        box.model_id: "its id is that of an open HBox",
        button.model_id: "its id is that of an open Button",
    }


@pytest.mark.parametrize(
    "state",
    [
        {"value": 10**400},
        {"integer": False, "value": 10**400},
        {"value": float("nan")},
        {"layout": {"width": {"x": 1}}},
        {"layout": "IPY_MODEL_x"},
        {"comm": 3, "keys": [], "_model_name": "x", "_trait_values": {}},
        {"__class__": "x", "close": "x"},
        {"tabbable": [1]},
        {"step": -1},
        {"min": None},
    ],
)
def test_hostile_values_break_nothing(path, state):
    report = load(path, {"a": record(**state), "b": record(value=4)})
    assert report.widgets["a"].value == 0
    assert report.widgets["a"]._model_name == "SliderModel"
    assert report.widgets["b"].value == 4


@pytest.mark.parametrize(
    "buffers",
    [
        3,
        [3],
        [{"path": [], "data": "", "encoding": "base64"}],
        [{"path": ["x", "y"], "data": "", "encoding": "base64"}],
        [{"path": ["layout", 0], "data": "", "encoding": "base64"}],
        [{"path": [0], "data": "", "encoding": "base64"}],
        [{"path": ["value"], "data": "§", "encoding": "base64"}],
        [{"path": ["value"], "data": "", "encoding": "rot13"}],
        [{"path": ["value"], "data": "0", "encoding": "hex"}],
    ],
)
def test_hostile_buffers_break_nothing(path, buffers):
    report = load(path, {"a": {**record(layout={}), "buffers": buffers}})
    assert report.widgets["a"].value == 0
    assert len(report.incomplete) == 1


def test_a_hostile_text_does_not_break_the_report(path):
    names = {f"\x1b[2J\n{'x' * 10_000}{n}": record("\n" * 10_000) for n in range(1000)}
    text = repr(load(path, names))
    assert len(text) < 10_000
    assert len(text.splitlines()) == 22
    assert "\x1b" not in text
    assert text.endswith("… and 980 more")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b'{"version_major": 2, "state": {"a": {"mod', "was cut off"),
        (b"\xff\xfe", "not text"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "no 'state'"),
        (b'{"version_major": 2}', "no 'state'"),
        (b'{"state": {}}', "version_major is None"),
        (b'{"version_major": 3, "state": {}}', "version_major is 3"),
        (b'{"version_major": true, "state": {}}', "version_major is True"),
        (b'{"nbformat": 4, "metadata": {}}', "a notebook that was saved without"),
    ],
)
def test_a_file_that_is_no_document_is_refused(path, content, words):
    path.write_bytes(content)
    with pytest.raises(ValueError, match=words) as refusal:
        load_state(path)
    assert str(path) in str(refusal.value)


def test_a_file_that_is_not_there_is_named(path):
    with pytest.raises(FileNotFoundError, match=r"state\.json"):
        load_state(path)


def test_a_notebook_holds_a_document(path):
    document = {"version_major": 2, "version_minor": 0, "state": {"a": record(value=3)}}
    notebook = {"nbformat": 4, "cells": [], "metadata": {"widgets": {FORMAT: document}}}
    path.write_text(json.dumps(notebook))
    assert load_state(path).widgets["a"].value == 3
    assert repr(load_state(path)) == "Restored (1):\n  Slider a"
    document["state"] = {}
    path.write_text(json.dumps(notebook))
    assert repr(load_state(path)) == "The file holds no widgets."


def test_documents_of_other_libraries_are_read_and_told(path):
    vectors = sorted((REPOSITORY / "tests" / "vectors" / "widget-state").glob("*.json"))
    assert vectors
    for vector in vectors:
        for document in find_documents(json.loads(vector.read_text(encoding="utf-8"))):
            path.write_text(json.dumps(document))
            report = load_state(path)
            assert report.widgets == {}
            assert len(report.skipped) == len(document["state"])


def find_documents(value):
    if isinstance(value, dict) and {"version_major", "state"} <= set(value):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from find_documents(inner)


def test_a_kernel_makes_widgets_that_another_has_saved(kernel, path):
    kernel.run(
        f"""
        from yewpyter import *
        s = Slider(700, min=500, max=1000); g = Grid([s])
        s.open(); g.open(); save_state({str(path)!r})
        """
    )
    slider, grid = kernel.value("[s.model_id, g.model_id]")
    other = Kernel()
    try:
        messages = other.run(f"from yewpyter import *; r = load_state({str(path)!r}); r")
        assert set(opened(messages)) >= {slider, grid}
        assert other.value(f"r.widgets[{slider!r}].value") == 700
        [shown] = [m for m in messages if m["msg_type"] == "execute_result"]
        assert "Restored" in shown["content"]["data"]["text/plain"]
        other.page_sets(slider, value=800)
        assert other.value(f"r.widgets[{slider!r}].value") == 800
    finally:
        other.close()
