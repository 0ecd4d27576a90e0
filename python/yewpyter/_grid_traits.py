"""The words in which a grid is described: tracks, lengths, breakpoints, spans.

Each trait turns what people like to write into the one form that travels. What is laid out how
is decided on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ipywidgets import Widget
from traitlets import TraitError, TraitType

from ._numbers import plain_number

Columns = int | str
Breakpoints = Mapping[float, Columns] | Iterable[tuple[float, Columns]]
Span = tuple[int, int]

AUTO = "auto"
_MOST_TRACKS = 10_000
_ENDS_A_CSS_VALUE = frozenset(";{}")

if TYPE_CHECKING:
    _ColumnsBase = TraitType[Columns, Columns]
    _LengthBase = TraitType[str, str | int | float]
    _PixelsBase = TraitType[float, float]
    _BreakpointsBase = TraitType[tuple[tuple[float, Columns], ...], Breakpoints]
    _ChildrenBase = TraitType[tuple[Widget, ...], Iterable[Widget]]
    _SpansBase = TraitType[Mapping[Widget, Span], Mapping[Widget, int | Span]]
else:
    _ColumnsBase = _LengthBase = _PixelsBase = TraitType
    _BreakpointsBase = _ChildrenBase = _SpansBase = TraitType


class ColumnsTrait(_ColumnsBase):
    """A number of columns, ``"auto"``, or a CSS track list."""

    info_text = 'a number of columns from 1, "auto", or a CSS track list such as "2fr 1fr"'

    def validate(self, obj: Any, value: object) -> Columns:
        """Take one of the three."""
        columns = _columns(value)
        if columns is None:
            self.error(obj, value)
        return columns


class LengthTrait(_LengthBase):
    """A CSS length; a number means pixels."""

    info_text = 'a CSS length such as "1em", or a number of pixels from 0'

    def validate(self, obj: Any, value: object) -> str:
        """Write a number as pixels."""
        number = plain_number(value)
        if number is not None and number >= 0:
            return f"{number:g}px"
        if not _is_css(value):
            self.error(obj, value)
        return str(value)


class PixelsTrait(_PixelsBase):
    """A width in CSS pixels."""

    info_text = "a number of pixels from 0"

    def validate(self, obj: Any, value: object) -> float:
        """Take a number from 0."""
        number = plain_number(value)
        if number is None or number < 0:
            self.error(obj, value)
        return number


class BreakpointsTrait(_BreakpointsBase):
    """Columns by the least width of the grid, in ascending order."""

    default_value = ()
    info_text = (
        "a dict from container widths in pixels to columns, such as {480: 2, 900: 4}, "
        "or a list of such pairs"
    )

    def validate(self, obj: Any, value: object) -> tuple[tuple[float, Columns], ...]:
        """Sort the pairs; two for one width are refused."""
        pairs = value.items() if isinstance(value, Mapping) else value
        if isinstance(pairs, str) or not isinstance(pairs, Iterable):
            self.error(obj, value)
        points: dict[float, Columns] = {}
        for pair in pairs:
            width, columns = self._point(obj, pair)
            if width in points:
                raise TraitError(f"Grid.breakpoints names the width {width:g} twice")
            points[width] = columns
        return tuple(sorted(points.items()))

    def _point(self, obj: Any, pair: Any) -> tuple[float, Columns]:
        two = isinstance(pair, (tuple, list)) and len(pair) == 2
        width, columns = (plain_number(pair[0]), _columns(pair[1])) if two else (None, None)
        if width is None or width < 0 or columns is None:
            self.error(obj, pair)
        return width, columns


class ChildrenTrait(_ChildrenBase):
    """Widgets of any library, in order; one may occur twice."""

    default_value = ()
    info_text = "a list or tuple of widgets"

    def validate(self, obj: Any, value: object) -> tuple[Widget, ...]:
        """Take any iterable of widgets."""
        if isinstance(value, (str, Widget)) or not isinstance(value, Iterable):
            self.error(obj, value)
        children = tuple(value)
        for place, child in enumerate(children):
            if not isinstance(child, Widget):
                raise TraitError(f"Grid.children must all be widgets; number {place} is {child!r}")
        return children


class SpansTrait(_SpansBase):
    """How many columns, or columns and rows, a child takes, where that is not one."""

    default_value = MappingProxyType({})
    info_text = "a dict from children to columns or (columns, rows), such as {plot: (2, 1)}"

    def validate(self, obj: Any, value: object) -> Mapping[Widget, Span]:
        """Write every span as a pair, and leave out those of one cell."""
        if not isinstance(value, Mapping):
            self.error(obj, value)
        spans = {child: _span(span) for child, span in value.items()}
        return MappingProxyType({child: span for child, span in spans.items() if span != (1, 1)})


def _columns(value: object) -> Columns | None:
    return str(value) if _is_css(value) else _count(value)


def _is_css(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not _ENDS_A_CSS_VALUE & set(value)


def _span(value: object) -> Span:
    pair = value if isinstance(value, (tuple, list)) else (value, 1)
    counts = [count for count in map(_count, pair) if count is not None]
    if len(pair) == 2 and len(counts) == 2:
        return counts[0], counts[1]
    raise TraitError(
        "a span in Grid.spans must be a number of columns from 1, or a pair (columns, rows), "
        f"not {value!r}"
    )


def _count(value: object) -> int | None:
    number = plain_number(value)
    return number if isinstance(number, int) and 1 <= number <= _MOST_TRACKS else None
