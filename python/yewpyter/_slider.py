"""A number chosen by dragging a handle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ipywidgets import ValueWidget, register
from traitlets import Bool, Bunch, Enum, TraitError, Unicode, validate

from ._html import Html, element
from ._numbers import (
    LARGEST_WHOLE,
    Number,
    check_bounds,
    checked_together,
    clamped,
    plain_number,
)
from ._snapshot import Painter, bar, remark, row, share
from ._widget import WidgetOptions, YewpyterWidget

if TYPE_CHECKING:
    from typing_extensions import Unpack


_DEFAULTS = {"value": 0, "min": 0, "max": 100, "step": 1}
_FLOAT_STEP = 0.1


class SliderOptions(WidgetOptions, total=False):
    """Keyword arguments of ``Slider`` beside its value."""

    min: float
    max: float
    step: float
    integer: bool
    description: str
    disabled: bool
    continuous_update: bool
    readout: bool
    orientation: Literal["horizontal", "vertical"]


class _SliderNumber(Number):
    """A whole number or a float, as the slider's ``integer`` says."""

    def validate(self, obj: Any, value: object) -> int | float:
        number = super().validate(obj, value)
        if not obj.integer:
            return float(number)
        whole = int(number)
        if whole != number:
            raise TraitError(
                f"{self._place(obj)} must be a whole number, not {value!r}, since this slider "
                "was made of whole numbers only; make it with integer=False"
            )
        if abs(whole) > LARGEST_WHOLE:
            raise TraitError(
                f"{self._place(obj)} must be between -2**53 and 2**53, not {value!r}: a browser "
                "cannot tell larger whole numbers apart"
            )
        return whole


@register
class Slider(YewpyterWidget, ValueWidget):
    """A slider; ``value`` is the number it shows.

    It is for whole numbers if value, min, max and step are all ints (those not given count as
    ints), else for floats; ``integer`` overrides that. A float slider that was given no step
    has 0.1. A value outside of min and max is moved to the nearer of them.

    >>> Slider(5, min=0, max=10).value
    5
    >>> Slider(0.5, max=1).value
    0.5
    """

    _model_name = Unicode("SliderModel", read_only=True).tag(sync=True)
    _view_name = Unicode("SliderView", read_only=True).tag(sync=True)

    integer = Bool(True, read_only=True, help="Whether it is for whole numbers.").tag(sync=True)
    value = _SliderNumber(0, help="The number chosen.").tag(sync=True)
    min = _SliderNumber(0, help="The least value.").tag(sync=True)
    max = _SliderNumber(100, help="The greatest value.").tag(sync=True)
    step = _SliderNumber(1, help="The distance between two values.").tag(sync=True)
    description = Unicode("", help="The label.").tag(sync=True)
    disabled = Bool(False, help="Whether it refuses to be moved.").tag(sync=True)
    continuous_update = Bool(True, help="Whether values are sent while dragging.").tag(sync=True)
    readout = Bool(True, help="Whether the value is shown as text too.").tag(sync=True)
    orientation = Enum(("horizontal", "vertical"), "horizontal").tag(sync=True)

    def __init__(self, value: float | None = None, **options: Unpack[SliderOptions]) -> None:
        """Make a slider at ``value``, or at 0 or the nearest allowed."""
        given: dict[str, Any] = {"value": value, **options}
        integer = given.pop("integer", None)
        if integer is None:
            integer = _all_whole([given.get(name) for name in ("value", "min", "max", "step")])
        self.set_trait("integer", integer)
        defaults = _DEFAULTS if integer else {**_DEFAULTS, "step": _FLOAT_STEP}
        numbers = checked_together(self, given, defaults)
        if integer:  # what is there already need not be set
            there = {name: getattr(type(self), name).default_value for name in numbers}
            numbers = {name: n for name, n in numbers.items() if n != there[name]}
        others = {name: option for name, option in given.items() if name not in _DEFAULTS}
        super().__init__(**others, **numbers)

    def _picture(self, painter: Painter) -> Html:  # noqa: ARG002 - it has no children
        bounds = remark(f"({self.min} to {self.max})")
        filled = bar(share(self.value, self.min, self.max))
        return row(self.description, filled, " ", element("b", f"{self.value}"), " ", bounds)

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

    @validate("step")
    def _step_is_positive(self, proposal: Bunch) -> float:
        step: float = proposal["value"]
        if step <= 0:
            raise TraitError(f"Slider.step must be greater than 0, not {step!r}")
        return step


def _all_whole(numbers: list[object]) -> bool:
    return all(n is None or isinstance(plain_number(n), int) for n in numbers)
