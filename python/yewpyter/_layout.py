"""Layouts that travel inside their widget's state; the CSS itself is the page's business.

ipywidgets gives each layout a comm of its own. Here it is a plain dict under the widget's key
``layout``, and the layout becomes a model only when somebody needs it as one, such as ``jslink``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

import ipywidgets
from traitlets import Instance, TraitError

from ._synchronised import Synchronised

if TYPE_CHECKING:
    _LayoutInstance = Instance["Layout"]
else:
    _LayoutInstance = Instance


class _Owner(Protocol):
    """A widget that shows a layout."""

    def _show_layout(self, layout: Layout) -> None: ...


class Layout(Synchronised, ipywidgets.Layout):
    """The CSS of a widget's outer box, with the names and rules of ``ipywidgets.Layout``.

    Several widgets may share one; each follows its changes. It opens a comm only when its
    ``model_id`` is asked for.
    """

    _owners: WeakSet[Any]

    def __init__(self, **properties: str | None) -> None:
        """Make a layout; an unknown property is a TraitError."""
        self._owners = WeakSet()
        unknown = sorted(set(properties) - set(property_names()) - {"border"} - _INTERNAL)
        if unknown:
            raise TraitError(
                f"a layout has no property {unknown[0]!r}; it has: {', '.join(property_names())}"
            )
        super().__init__(**properties)

    def open(self) -> None:
        """Do nothing: the constructor of every widget calls this, and a comm is not needed."""

    @property
    def model_id(self) -> str:
        """The id of the model on the page, which is opened if it is not there yet."""
        if self.comm is None:
            super().open()
        model_id: str = self.comm.comm_id
        return model_id

    def css(self) -> dict[str, str]:
        """Return the properties that are set."""
        # All default to None, and reading forty traits of each of many layouts takes its time.
        values = ((name, self._trait_values.get(name)) for name in property_names())
        return {name: value for name, value in values if value is not None}

    def attach(self, owner: _Owner) -> None:
        """Tell ``owner`` of every change from now on, for as long as both live."""
        self._owners.add(owner)

    def __setattr__(self, name: str, value: object) -> None:
        """Set a property; a shorthand such as ``border`` counts as one change."""
        if name.startswith("_"):
            super().__setattr__(name, value)
        else:
            with self._turn():
                super().__setattr__(name, value)

    def _announce(self, changes: Sequence[Any]) -> None:
        for owner in list(self._owners):
            owner._show_layout(self)
        super()._announce(changes)


_INTERNAL = frozenset({"comm", "model_id"})


@cache
def property_names() -> tuple[str, ...]:
    """List the layout properties that the installed ipywidgets knows."""
    return tuple(sorted(n for n in ipywidgets.Layout.class_trait_names(sync=True) if n[0] != "_"))


class LayoutTrait(_LayoutInstance):
    """Takes a ``Layout``, a dict of its properties, or None for no layout at all.

    A layout made by ipywidgets itself is copied: later changes to it do not follow.
    """

    klass = Layout
    info_text = "a Layout, a dict of layout properties or None"

    def info(self) -> str:
        """Say what is allowed."""
        return self.info_text

    def make_dynamic_default(self) -> Layout:
        """Make an empty layout for one widget."""
        return Layout()

    def validate(self, obj: Any, value: object) -> Layout:
        """Turn ``value`` into a layout that keeps ``obj`` informed."""
        layout = self._layout(obj, value)
        layout.attach(obj)
        return layout

    def _layout(self, obj: Any, value: object) -> Layout:
        if isinstance(value, Layout):
            return value
        if isinstance(value, ipywidgets.Layout):
            return Layout(**{name: getattr(value, name) for name in property_names()})
        if value is None:
            return Layout()
        if not isinstance(value, Mapping):
            self.error(obj, value)
        return Layout(**{str(name): text for name, text in value.items()})


def layout_to_json(layout: Layout, _owner: object) -> dict[str, str]:
    """Write a layout as it stands in its widget's state."""
    return layout.css()
