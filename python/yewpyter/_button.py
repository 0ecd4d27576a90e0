"""A button that tells Python when it is clicked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from ipywidgets import register
from traitlets import Bool, Enum, Unicode

from ._html import Html, element
from ._snapshot import Painter, row, text
from ._widget import Callbacks, WidgetOptions, YewpyterWidget

if TYPE_CHECKING:
    from typing_extensions import Unpack

STYLES = ("", "primary", "success", "info", "warning", "danger")


class ButtonOptions(WidgetOptions, total=False):
    """Keyword arguments of ``Button``."""

    description: str
    disabled: bool
    button_style: Literal["", "primary", "success", "info", "warning", "danger"]


@register
class Button(YewpyterWidget):
    """A button; ``on_click`` says what it does.

    >>> button = Button(description="Roll", button_style="primary")
    >>> button.on_click(lambda button: print("clicked"))
    """

    _model_name = Unicode("ButtonModel", read_only=True).tag(sync=True)
    _view_name = Unicode("ButtonView", read_only=True).tag(sync=True)

    description = Unicode("", help="The label.").tag(sync=True)
    disabled = Bool(False, help="Whether it refuses clicks.").tag(sync=True)
    button_style = Enum(STYLES, "", help="What the colour says about it.").tag(sync=True)

    def __init__(self, **options: Unpack[ButtonOptions]) -> None:
        """Make a button."""
        self._click_callbacks = Callbacks()
        super().__init__(**options)

    def on_click(self, callback: Callable[[Button], object], *, remove: bool = False) -> None:
        """Call ``callback(button)`` on every click, or with ``remove`` no longer.

        A callback is called once per click, however often it was added. An exception in it is
        shown and does not keep the others from running.
        """
        if remove:
            self._click_callbacks.discard(callback)
        else:
            self._click_callbacks.add(callback)

    def click(self) -> None:
        """Do what a click on the page does."""
        self._click_callbacks.run(self)

    def _picture(self, painter: Painter) -> Html:  # noqa: ARG002 - it has no children
        return row("", element("kbd", text(self.description or "Button")))

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        super()._handle_custom_msg(content, buffers)
        if isinstance(content, dict) and content.get("event") == "click":
            self.click()
