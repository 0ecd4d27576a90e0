"""A container whose columns follow the room there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ipywidgets import Widget, register
from traitlets import Bunch, TraitError, Unicode, validate

from ._grid_traits import (
    AUTO,
    Breakpoints,
    BreakpointsTrait,
    ChildrenTrait,
    Columns,
    ColumnsTrait,
    LengthTrait,
    PixelsTrait,
    Span,
    SpansTrait,
)
from ._html import Html, clipped, element
from ._member import REFERENCE, identity, reference
from ._restoring import REFUSALS, reason
from ._snapshot import Painter
from ._widget import Resolve, WidgetOptions, YewpyterWidget

if TYPE_CHECKING:
    from typing_extensions import Unpack

_PICTURE_WIDTH = 800
_MOST_CSS = 128
_MOST_WRITTEN = 3


class GridOptions(WidgetOptions, total=False):
    """Keyword arguments of ``Grid`` beside its children."""

    columns: Columns
    min_column_width: str | float
    gap: str | float
    narrow: float
    breakpoints: Breakpoints
    spans: Mapping[Widget, int | Span]


def _children_to_json(children: tuple[Widget, ...], _grid: object) -> list[str]:
    return [text for text in map(reference, children) if text is not None]


def _children_from_json(texts: Iterable[str], grid: Grid) -> tuple[Widget, ...]:
    known = {text: child for child, text in _references(grid)}
    return tuple(known[text] for text in texts if text in known)


def _spans_to_json(spans: Mapping[Widget, Span], grid: Grid) -> dict[str, list[int]]:
    ids = ((child, text) for child, text in _references(grid) if child in spans)
    return {text[len(REFERENCE) :]: list(spans[child]) for child, text in ids}


def _spans_from_json(spans: Mapping[str, Any], grid: Grid) -> dict[Widget, Any]:
    ids = {text[len(REFERENCE) :]: child for child, text in _references(grid)}
    return {ids[model_id]: span for model_id, span in spans.items() if model_id in ids}


def _references(grid: Grid) -> Iterator[tuple[Widget, str]]:
    for child in grid.children:
        text = reference(child)
        if text is not None:
            yield child, text


@register
class Grid(YewpyterWidget):
    """A grid of widgets of any library, laid out anew whenever its own width changes.

    ``columns`` is a number, ``"auto"`` (as many as fit, each at least ``min_column_width``) or a
    CSS track list. A number or a track list becomes one column while the grid is narrower than
    ``narrow`` pixels (0: never). ``breakpoints``, if given, decides instead: from which width on
    which columns hold; below the first there is one. ``spans`` says which children take more
    than one cell. Lengths are CSS text or numbers of pixels.

    >>> first, second = Slider(), Text()
    >>> grid = Grid([first, second], breakpoints={480: 2, 900: "2fr 1fr"}, spans={first: 2})

    A grid that would contain itself is refused with a TraitError. A child that was closed is
    left out on the page.
    """

    _model_name = Unicode("GridModel", read_only=True).tag(sync=True)
    _view_name = Unicode("GridView", read_only=True).tag(sync=True)

    children = ChildrenTrait(help="The widgets, in order.").tag(
        sync=True, refers=True, to_json=_children_to_json, from_json=_children_from_json
    )
    columns = ColumnsTrait(AUTO, help="How many columns, or which.").tag(sync=True)
    min_column_width = LengthTrait("240px", help='The least width with "auto".').tag(sync=True)
    gap = LengthTrait("8px", help="The space between cells.").tag(sync=True)
    narrow = PixelsTrait(480, help="Below this width there is one column.").tag(sync=True)
    breakpoints = BreakpointsTrait(help="Columns from a width on.").tag(sync=True)
    spans = SpansTrait(help="Columns and rows of larger children.").tag(
        sync=True, refers=True, to_json=_spans_to_json, from_json=_spans_from_json
    )

    def __init__(self, children: Iterable[Widget] = (), **options: Unpack[GridOptions]) -> None:
        """Make a grid of ``children``."""
        widgets = type(self).children.validate(self, children)
        # Traits are set one by one, so here the two are checked against each other.
        _check_spans(options.get("spans", {}), widgets)
        super().__init__(children=widgets, **options)

    def __repr__(self) -> str:
        """Write it with a few of its children: there may be thousands."""
        first = [repr(child) for child in self.children[:_MOST_WRITTEN]]
        left = len(self.children) - len(first)
        children = ", ".join([*first, f"… {left} more"] if left else first)
        keys = [key for key in self._repr_keys() if key not in {"children", "spans"}]
        others = "".join(f", {key}={getattr(self, key)!r}" for key in keys)
        return f"{type(self).__name__}([{children}]{others})"

    def _restore(self, state: Mapping[str, Any], resolve: Resolve) -> list[str]:
        own = {name: value for name, value in state.items() if name not in {"children", "spans"}}
        problems = super()._restore(own, resolve)
        references, spans = state.get("children", []), state.get("spans", {})
        if not isinstance(references, list):
            problems.append("its children are no list")
            references = []
        children: list[Widget] = []
        for place, text in enumerate(references):
            child = resolve(text)
            if child is None:
                problems.append(f"child {place} is missing")
            elif self in _descendants([child]):
                problems.append(f"child {place} contains the grid itself")
            else:
                children.append(child)
        self.children = tuple(children)
        present = {identity(child): child for child in children}
        for model_id, span in spans.items() if isinstance(spans, dict) else ():
            if model_id not in present:
                continue  # told as a missing child
            try:
                self.spans = {**self.spans, present[model_id]: span}
            except REFUSALS as error:
                problems.append(f"spans: {reason(error)}")
        return problems

    def span(self, child: Widget, columns: int = 1, rows: int = 1) -> None:
        """Let ``child`` take this many columns and rows."""
        self.spans = {**self.spans, child: (columns, rows)}

    def append(self, child: Widget, columns: int = 1, rows: int = 1) -> None:
        """Add ``child`` at the end, taking this many columns and rows."""
        self.insert(len(self.children), child, columns, rows)

    def insert(self, index: int, child: Widget, columns: int = 1, rows: int = 1) -> None:
        """Add ``child`` before the one at ``index``, as ``list.insert`` does."""
        children = list(self.children)
        children.insert(index, child)
        with self.hold_trait_notifications():
            self.children = tuple(children)
            if (columns, rows) != (1, 1):
                self.span(child, columns, rows)

    def remove(self, child: Widget) -> None:
        """Take out the first occurrence of ``child``, which stays open.

        A ValueError if it is not there.
        """
        children = list(self.children)
        if child not in children:
            raise ValueError(f"{child!r} is not in the grid")
        children.remove(child)
        self.children = tuple(children)

    def _picture(self, painter: Painter) -> Html:
        cells = painter.draw_all((child, self._cell(child)) for child in self.children)
        tracks, gap = self._tracks(), clipped(self.gap, _MOST_CSS)
        style = f"display:grid;grid-template-columns:{tracks};gap:{gap}"
        return element("div", *cells, style=style)

    def _cell(self, child: Widget) -> str:
        columns, rows = self.spans.get(child, (1, 1))
        return f"grid-area:span {rows}/span {columns}" if child in self.spans else ""

    def _tracks(self) -> str:
        """Return the columns of the picture, which has one width everywhere."""
        reached = [columns for width, columns in self.breakpoints if width <= _PICTURE_WIDTH]
        columns = ([1, *reached] if self.breakpoints else [self.columns])[-1]
        if columns == AUTO:
            least = clipped(self.min_column_width, _MOST_CSS)
            return f"repeat(auto-fill,minmax(min({least},100%),1fr))"
        if isinstance(columns, int):
            return f"repeat({columns},minmax(0,1fr))"
        return clipped(columns, _MOST_CSS)

    @validate("children")
    def _without_cycle(self, proposal: Bunch) -> tuple[Widget, ...]:
        children: tuple[Widget, ...] = proposal["value"]
        if self in _descendants(children):
            raise TraitError("a Grid cannot contain itself, directly or through its children")
        if not set(self.spans) <= set(children):
            self.spans = {c: s for c, s in self.spans.items() if c in children}
        return children

    @validate("spans")
    def _of_children(self, proposal: Bunch) -> Mapping[Widget, Span]:
        spans: Mapping[Widget, Span] = proposal["value"]
        _check_spans(spans, self.children)
        return spans


def _check_spans(spans: Mapping[Widget, Any], children: tuple[Widget, ...]) -> None:
    for child in spans:
        if child not in children:
            raise TraitError(f"Grid.spans names {child!r}, which is not among the children")


def _descendants(children: Iterable[Widget]) -> set[Widget]:
    found: set[Widget] = set()
    waiting = list(children)
    while waiting:
        widget = waiting.pop()
        if widget not in found:
            found.add(widget)
            inner = getattr(widget, "children", ())
            if isinstance(inner, (tuple, list)):
                waiting.extend(child for child in inner if isinstance(child, Widget))
    return found
