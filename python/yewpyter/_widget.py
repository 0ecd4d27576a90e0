"""What all widgets of this package have in common; single widgets have files of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from operator import methodcaller
from typing import TYPE_CHECKING, Any, NoReturn, TypedDict

from IPython import get_ipython
from ipywidgets import DOMWidget, Widget
from traitlets import Bool, Int, TraitError, Unicode

from ._display import Displayed
from ._layout import LayoutTrait, layout_to_json
from ._restoring import restore_traits
from ._tree_widget import TreeWidget
from ._version import __version__

if TYPE_CHECKING:
    import ipywidgets

    from ._layout import Layout

logger = logging.getLogger("yewpyter")

_MODULE = "yewpyter"
# Any front-end may try; the page compares `_package_version` with its own and says what to do.
_ANY_VERSION = "*"


Resolve = Callable[[Any], "Widget | None"]


class WidgetOptions(TypedDict, total=False):
    """Keyword arguments that every widget takes."""

    layout: Layout | ipywidgets.Layout | Mapping[str, str] | None
    tooltip: str | None
    tabbable: bool | None
    model_id: str


class YewpyterWidget(TreeWidget, Displayed, DOMWidget):
    """The base class: an ipywidgets ``DOMWidget`` drawn by Yewpyter.

    It opens a comm when it is displayed, or when something asks for its ``model_id``; what it
    contains shares that comm (``yewpyter.options.tree`` changes this).

    ``layout`` takes a ``Layout``, a dict or None, and changes to it show at once. Traits may be
    read and set from any thread.
    """

    _model_module = Unicode(_MODULE, read_only=True).tag(sync=True)
    _model_module_version = Unicode(_ANY_VERSION, read_only=True).tag(sync=True)
    _view_module = Unicode(_MODULE, read_only=True).tag(sync=True)
    _view_module_version = Unicode(_ANY_VERSION, read_only=True).tag(sync=True)
    _package_version = Unicode(__version__, read_only=True).tag(sync=True)

    # Each page counts its own views, so none must hear how many others have.
    _view_count = Int(None, allow_none=True).tag(sync=True, echo_update=False)

    layout = LayoutTrait().tag(sync=True, to_json=layout_to_json, unset=dict)
    tabbable = Bool(
        None, allow_none=True, help="Whether the Tab key reaches it; None: as usual."
    ).tag(sync=True)
    tooltip = Unicode(None, allow_none=True, help="Text shown on hovering.").tag(sync=True)

    def __init__(self, **options: Any) -> None:
        """Make the widget.

        An option that the widget does not have is a TypeError that names those it has.
        """
        unknown = sorted(n for n in options if n != "model_id" and not self.has_trait(n))
        if unknown:
            known = sorted(n for n in self.trait_names(sync=True) if not n.startswith("_"))
            raise TypeError(
                f"{type(self).__name__} has no option {unknown[0]!r}; it has: {', '.join(known)}"
            )
        super().__init__(**options)

    def _show_layout(self, layout: Layout) -> None:
        """Send the layout again; called by it after each change."""
        with self._turn():
            if self._trait_values.get("layout") is layout:
                self._note_for_sending("layout")

    def _handle_msg(self, msg: Mapping[str, Any]) -> None:
        """Handle a message of the page; one that cannot be handled is shown, never raised."""
        data = msg["content"]["data"]
        method = data.get("method")
        if method not in {"update", "request_state", "custom"}:
            logger.warning("%s ignores the unknown widget message %r", _name(self), method)
            return
        super()._handle_msg(msg)

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take over what the page says; if that is refused, tell the page what still holds."""
        try:
            super().set_state(sync_data)
        except TraitError:
            self.send_state([name for name in sync_data if name in self.keys])
            raise

    def _saved_state(self) -> dict[str, Any]:
        """Return what a document holds of the widget."""
        state: dict[str, Any] = self.get_state()
        if self._outbox is not None and "_tree" in state:
            state["_tree"] = self._outbox.tree(methodcaller("_saved_state"))
        return state

    def _restore(self, state: Mapping[str, Any], resolve: Resolve) -> list[str]:  # noqa: ARG002
        """Take over what a document says; return what of it could not be, and why.

        ``resolve`` finds the widget that a reference in the state means.
        """
        return restore_traits(self, state)

    def __copy__(self) -> NoReturn:
        """Refuse: a widget is one with its comm."""
        raise _cannot_copy(self)

    def __deepcopy__(self, memo: object) -> NoReturn:
        """Refuse: a widget is one with its comm."""
        raise _cannot_copy(self)


class Callbacks:
    """Functions to call on an event, in the order they were added."""

    def __init__(self) -> None:
        """Start with none."""
        self._functions: tuple[Callable[[Any], object], ...] = ()

    def add(self, function: Callable[[Any], object]) -> None:
        """Add a function, unless it is there already."""
        if not callable(function):
            raise TypeError(f"a callback must be callable, not {function!r}")
        if function not in self._functions:
            self._functions = (*self._functions, function)

    def discard(self, function: Callable[[Any], object]) -> None:
        """Remove a function, if it is there."""
        self._functions = tuple(f for f in self._functions if f != function)

    def run(self, widget: YewpyterWidget) -> None:
        """Call each with the widget; one that fails is shown and does not stop the others."""
        for function in self._functions:
            try:
                function(widget)
            except Exception:
                shell = get_ipython()
                if shell is None:
                    logger.exception("%s failed in a callback", _name(widget))
                else:
                    shell.showtraceback()


def _name(widget: YewpyterWidget) -> str:
    return type(widget).__name__


def _cannot_copy(widget: YewpyterWidget) -> NotImplementedError:
    name = _name(widget)
    return NotImplementedError(
        f"{name} cannot be copied, since it is tied to its model on the page; "
        f"make another one with the same options: {name}(...)"
    )
