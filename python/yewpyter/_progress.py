"""How far some work has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ipywidgets import ValueWidget, register
from traitlets import Bool, Bunch, Enum, Unicode, validate

from ._html import Html, element
from ._numbers import Number, check_bounds, checked_together, clamped
from ._snapshot import Painter, bar, row, share, text
from ._widget import WidgetOptions, YewpyterWidget

if TYPE_CHECKING:
    from typing_extensions import Unpack

STYLES = ("", "success", "info", "warning", "danger")
_DEFAULTS = {"value": 0, "min": 0, "max": 100}


class ProgressOptions(WidgetOptions, total=False):
    """Keyword arguments of ``Progress`` beside its value."""

    min: float
    max: float
    description: str
    text: str
    indeterminate: bool
    bar_style: Literal["", "success", "info", "warning", "danger"]


@register
class Progress(YewpyterWidget, ValueWidget):
    """A progress bar from ``min`` to ``max``, filled up to ``value``.

    A value outside of min and max is moved to the nearer of them. A loop may set it as often as
    it likes: what the page cannot show anyway is not sent.
    """

    _model_name = Unicode("ProgressModel", read_only=True).tag(sync=True)
    _view_name = Unicode("ProgressView", read_only=True).tag(sync=True)

    value = Number(0, help="How far it is.").tag(sync=True)
    min = Number(0, help="Where it starts.").tag(sync=True)
    max = Number(100, help="Where it ends.").tag(sync=True)
    description = Unicode("", help="The label.").tag(sync=True)
    text = Unicode("", help="Shown beside the bar instead of the percentage.").tag(sync=True)
    indeterminate = Bool(False, help="Whether nobody knows how far it is.").tag(sync=True)
    bar_style = Enum(STYLES, "", help="What the colour says about it.").tag(sync=True)

    def __init__(self, value: float = 0, **options: Unpack[ProgressOptions]) -> None:
        """Make a bar at ``value``, or at the nearest allowed."""
        given: dict[str, Any] = {"value": value, **options}
        super().__init__(**(given | checked_together(self, given, _DEFAULTS)))

    def _picture(self, painter: Painter) -> Html:  # noqa: ARG002 - it has no children
        part = share(self.value, self.min, self.max)
        words = self.text or ("under way" if self.indeterminate else f"{part:.0%}")
        shown = [] if self.indeterminate else [bar(part), " "]
        return row(self.description, *shown, element("b", text(words)))

    @validate("value")
    def _within_bounds(self, proposal: Bunch) -> float:
        return clamped(proposal["value"], self.min, self.max)

    @validate("min")
    def _min_moves_value(self, proposal: Bunch) -> float:
        low: float = proposal["value"]
        check_bounds(self, low, self.max)
        self.value = clamped(self.value, low, self.max)
        return low

    @validate("max")
    def _max_moves_value(self, proposal: Bunch) -> float:
        high: float = proposal["value"]
        check_bounds(self, self.min, high)
        self.value = clamped(self.value, self.min, high)
        return high
