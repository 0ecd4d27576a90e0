"""The widgets of all libraries whose models are open, as ipywidgets keeps them."""

from __future__ import annotations

from typing import Any

import ipywidgets
from ipywidgets.widgets import widget as _upstream


def live_widget(model_id: object) -> ipywidgets.Widget | None:
    """Return the widget whose model has this id; None if there is none open."""
    found = registry().get(model_id) if isinstance(model_id, str) else None
    return None if found is None else _itself(found)


def live_widgets() -> dict[str, ipywidgets.Widget]:
    """Return all of them by their ids, in the order in which they were made."""
    found = {model_id: _itself(entry) for model_id, entry in list(registry().items())}
    return {model_id: widget for model_id, widget in found.items() if widget is not None}


def _itself(entry: Any) -> ipywidgets.Widget | None:
    return entry if isinstance(entry, ipywidgets.Widget) else entry.widget()


def registry() -> dict[str, ipywidgets.Widget]:
    """Return ipywidgets' own registry; an entry may be what stands for a widget there."""
    instances = getattr(_upstream, "_instances", None)  # ipywidgets 8
    if instances is None:
        instances = ipywidgets.Widget.widgets
    found: dict[str, ipywidgets.Widget] = instances
    return found
