"""Sets the traits of a widget to what a document says, as far as they take it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ipywidgets import Widget
from traitlets import TraitError

REFUSALS = (
    TraitError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)
"""What traits and their converters raise at values that are not theirs."""

_LONGEST = 200


def restore_traits(widget: Widget, state: Mapping[str, Any]) -> list[str]:
    """Set traits together, since some depend on others; return what was refused, and why.

    Names that the widget does not have, and those that say who it is, are passed over.
    """
    names = [name for name in widget.keys if name in state and not name.startswith("_")]
    # What is fixed once a widget is made, others depend on.
    names.sort(key=lambda name: not widget.traits()[name].read_only)
    try:
        with widget.hold_trait_notifications():
            return _set(widget, state, names)
    except TraitError as error:
        refused = _set(widget, state, names)
        return refused or [f"its values did not fit together: {reason(error)}"]


def reason(error: Exception) -> str:
    """Return an error's text, or what fits of it on a line or two."""
    text = str(error) or type(error).__name__
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _set(widget: Widget, state: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    refused: list[str] = []
    for name in names:
        from_json = widget.trait_metadata(name, "from_json", widget._trait_from_json)
        try:
            widget.set_trait(name, from_json(state[name], widget))
        except REFUSALS as error:
            refused.append(f"{name}: {reason(error)}")
    return refused
