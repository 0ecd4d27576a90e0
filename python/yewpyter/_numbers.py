"""Numbers that a page can hold; their meaning is up to each widget."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from traitlets import HasTraits, TraitError, TraitType

if TYPE_CHECKING:
    _NumberTrait = TraitType[int | float, int | float]
else:
    _NumberTrait = TraitType

LARGEST_WHOLE = 2**53
"""Beyond this a browser's numbers skip some of the whole ones."""


def plain_number(value: object) -> int | float | None:
    """Return ``value`` as int or float; None if it is no finite number (a bool is none)."""
    if type(value) is int:  # by far the most frequent, and asking for its abstract kind is slow
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        number = float(value)
        return number if math.isfinite(number) else None
    return None


class Number(_NumberTrait):
    """A finite int or float, kept as it is."""

    default_value = 0
    info_text = "a finite number"

    def get(self, obj: Any, cls: type[Any] | None = None) -> int | float | None:
        """Return the value. What a class has by default needs no making for each widget."""
        values: Mapping[str | None, int | float] = obj._trait_values
        if self.name in values:
            return values[self.name]
        maker = obj._all_trait_default_generators.get(self.name)
        if getattr(maker, "__self__", None) is self:
            number: int | float = self.default_value
            return number
        return super().get(obj, cls)

    def validate(self, obj: Any, value: object) -> int | float:
        """Take ints, floats and what NumPy and others register as such."""
        number = plain_number(value)
        if number is None:
            raise TraitError(f"{self._place(obj)} must be {self.info_text}, not {value!r}")
        return number

    def _place(self, obj: object) -> str:
        return f"{type(obj).__name__}.{self.name}"


def clamped(value: float, low: float, high: float) -> int | float:
    """Return the number between ``low`` and ``high`` that is nearest to ``value``."""
    return min(max(value, low), high)


def check_bounds(owner: HasTraits, low: float, high: float) -> None:
    """Raise a TraitError unless ``low`` is at most ``high``."""
    if low > high:
        raise TraitError(
            f"{type(owner).__name__}.min ({low}) must not be greater than max ({high}); to move "
            "both at once, set them inside `with widget.hold_trait_notifications():`"
        )


def checked_together(
    owner: HasTraits, given: Mapping[str, object], defaults: Mapping[str, float]
) -> dict[str, float]:
    """Complete and check the numbers of a new widget, since its traits are set one by one.

    What is missing or None takes its default; the value is moved between the bounds.
    """
    checked: dict[str, float] = {}
    for name, default in defaults.items():
        number = given.get(name)
        trait: Number = getattr(type(owner), name)
        checked[name] = trait.validate(owner, default if number is None else number)
    check_bounds(owner, checked["min"], checked["max"])
    checked["value"] = clamped(checked["value"], checked["min"], checked["max"])
    return checked
