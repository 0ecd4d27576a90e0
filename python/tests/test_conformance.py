"""Both sides describe the same widgets: this one in traits, the other in Rust."""

import json

import pytest
from conftest import REPOSITORY

import yewpyter

SCHEMA = REPOSITORY / "tests" / "schema" / "widgets.json"

WIDGETS = {
    "ButtonModel": yewpyter.Button,
    "SliderModel": yewpyter.Slider,
    "TextModel": yewpyter.Text,
    "ProgressModel": yewpyter.Progress,
    "GridModel": yewpyter.Grid,
    "OutputPaneModel": yewpyter.OutputPane,
    "InstallButtonModel": lambda: yewpyter.InstallButton("pip"),
}
# What is never at its default here: an install button without packages cannot be made, and who
# it is stands in every state.
NEVER_DEFAULT = {"InstallButtonModel": {"packages", "python", "log"}}
REFERENCES = {"GridModel": ["children"], "InstallButtonModel": ["log"]}


@pytest.fixture(scope="module")
def schema():
    if not SCHEMA.exists():
        pytest.fail(f"{SCHEMA} is missing: `cargo xtask codegen` writes it")
    return json.loads(SCHEMA.read_text(encoding="utf-8"))["widgets"]


def test_both_sides_have_the_same_widgets(schema):
    assert set(schema) == set(WIDGETS)


@pytest.mark.parametrize("model", sorted(WIDGETS))
def test_both_sides_have_the_same_keys_and_defaults(schema, model):
    here = json.loads(json.dumps(WIDGETS[model]().get_state()))
    there = schema[model]
    # Only this side has one: the page compares it with its own.
    assert here.pop("_package_version") == yewpyter.__version__
    assert here["_model_name"] == model
    assert here["_view_name"] == there["view"]
    assert set(here) == set(there["defaults"])
    left_out = NEVER_DEFAULT.get(model, set())
    assert {k: v for k, v in here.items() if k not in left_out} == {
        k: v for k, v in there["defaults"].items() if k not in left_out
    }


@pytest.mark.parametrize("model", sorted(WIDGETS))
def test_both_sides_know_which_keys_are_references(schema, model):
    assert schema[model]["references"] == REFERENCES.get(model, [])
