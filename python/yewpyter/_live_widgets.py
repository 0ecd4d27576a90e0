"""The widgets of all libraries whose models are open, as ipywidgets keeps them."""

from __future__ import annotations

import ipywidgets
from ipywidgets.widgets import widget as _upstream


def live_widget(model_id: object) -> ipywidgets.Widget | None:
    """Return the widget whose model has this id; None if there is none open."""
    return _registry().get(model_id) if isinstance(model_id, str) else None


def live_widgets() -> dict[str, ipywidgets.Widget]:
    """Return all of them by their ids, in the order in which they were made."""
    return dict(_registry())


def _registry() -> dict[str, ipywidgets.Widget]:
    instances = getattr(_upstream, "_instances", None)  # ipywidgets 8
    if instances is None:
        instances = ipywidgets.Widget.widgets
    registry: dict[str, ipywidgets.Widget] = instances
    return registry
