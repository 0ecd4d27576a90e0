"""One line of text typed by the user."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ipywidgets import ValueWidget, register
from traitlets import Bool, Unicode

from ._html import Html, element
from ._snapshot import Painter, remark, row, text
from ._widget import Callbacks, WidgetOptions, YewpyterWidget

if TYPE_CHECKING:
    from typing_extensions import Unpack


class TextOptions(WidgetOptions, total=False):
    """Keyword arguments of ``Text`` beside its value."""

    placeholder: str
    description: str
    disabled: bool
    continuous_update: bool


@register
class Text(YewpyterWidget, ValueWidget):
    """A text field; ``value`` is the text in it.

    With ``continuous_update`` off, the value changes on Enter and when the field is left.
    """

    _model_name = Unicode("TextModel", read_only=True).tag(sync=True)
    _view_name = Unicode("TextView", read_only=True).tag(sync=True)

    value = Unicode("", help="The text.").tag(sync=True)
    placeholder = Unicode("", help="Shown while there is no text.").tag(sync=True)
    description = Unicode("", help="The label.").tag(sync=True)
    disabled = Bool(False, help="Whether it refuses to be edited.").tag(sync=True)
    continuous_update = Bool(True, help="Whether values are sent while typing.").tag(sync=True)

    def __init__(self, value: str = "", **options: Unpack[TextOptions]) -> None:
        """Make a text field that holds ``value``."""
        self._submit_callbacks = Callbacks()
        super().__init__(value=value, **options)

    def on_submit(self, callback: Callable[[Text], object], *, remove: bool = False) -> None:
        """Call ``callback(text)`` when Enter is pressed, or with ``remove`` no longer.

        The value is up to date by then. An exception in a callback is shown and does not keep
        the others from running.
        """
        if remove:
            self._submit_callbacks.discard(callback)
        else:
            self._submit_callbacks.add(callback)

    def _picture(self, painter: Painter) -> Html:  # noqa: ARG002 - it has no children
        value = element("code", text(self.value)) if self.value else remark(text(self.placeholder))
        return row(self.description, value)

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        super()._handle_custom_msg(content, buffers)
        if isinstance(content, dict) and content.get("event") == "submit":
            self._submit_callbacks.run(self)
