"""A picture of a widget in plain HTML, for places and times without a kernel.

What a widget's picture is stands in the widget's own file. Here is what they share: the parts,
and the room there is. A picture has no script and no style sheet, and it still reads well where
styles are removed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from ipywidgets import Password, Widget

from ._html import Html, clipped, element, size
from ._member import is_closed
from ._numbers import plain_number

logger = logging.getLogger("yewpyter")

MOST_BYTES = 64 * 2**10
"""The most that one output's picture takes."""
MOST_OF_ONE = 4 * 2**10
"""The most that a widget takes of it, its children apart."""
MOST_CHILDREN = 50
"""The most that are drawn of one widget's children."""
MOST_TEXT = 1024
"""The most that one text takes of a widget's picture."""

_LABEL = 256
_STYLE = 256
_SMALL = "font-size:smaller;opacity:.75"
_ROW = "display:flex;flex-wrap:wrap;gap:8px;align-items:center"


@runtime_checkable
class Depicted(Protocol):
    """A widget that says what its picture is."""

    def _picture(self, painter: Painter) -> Html:
        """Make the picture; children are drawn by the painter."""


class Painter:
    """Draws widgets into each other while there is room."""

    def __init__(self) -> None:
        """Begin with all the room."""
        self._spent = 0
        self._depth = 0

    def draw(self, widget: Widget, style: str = "") -> Html | None:
        """Return a widget's picture in a box of this style; None if there is no room left."""
        # Those that are being drawn around this one may yet take all that one may take.
        if self._spent + (self._depth + 1) * MOST_OF_ONE > MOST_BYTES:
            return None
        before = self._spent
        self._depth += 1
        try:
            picture = element("div", _picture_of(widget, self), style=clipped(style, _STYLE))
        except Exception:
            logger.exception("there is no picture of %s", type(widget).__name__)
            self._spent = before
            picture = element("div", _name_of(widget))
        finally:
            self._depth -= 1
        own = size(picture) - (self._spent - before)
        if own > MOST_OF_ONE:
            self._spent = before
            picture = element("div", _name_of(widget))
            own = size(picture)
        self._spent += own
        return picture

    def draw_all(self, widgets: Iterable[tuple[Widget, str]]) -> list[Html]:
        """Draw widgets, each with a style; the last part tells how many there was no room for."""
        waiting = list(widgets)
        pictures: list[Html] = []
        for widget, style in waiting:
            full = len(pictures) == MOST_CHILDREN
            picture = None if full else self.draw(widget, style)
            if picture is None:
                left = len(waiting) - len(pictures)
                return [*pictures, element("div", remark(f"… and {left} more"))]
            pictures.append(picture)
        return pictures


def snapshot(widget: Widget, remark_below: str) -> Html:
    """Return the picture of a widget as it is now, with a remark below it."""
    picture = Painter().draw(widget)
    note = element("div", remark(remark_below))
    return Html(f"{picture or ''}{note}")


def row(description: str, *content: str) -> Html:
    """Make a line with a label in front, if there is one."""
    label = [element("span", f"{clipped(description, _LABEL)}:"), " "] if description else []
    return element("div", *label, *content, style=_ROW)


def remark(text: str) -> Html:
    """Make a discreet text."""
    return element("small", text, style=_SMALL)


def bar(fraction: float) -> Html:
    """Make a bar that is filled in part; say it in words too, for places without styles."""
    part = f"{100 * min(max(fraction, 0.0), 1.0):.0f}%"
    fill = f"linear-gradient(90deg,currentColor {part},transparent {part})"
    return element(
        "span",
        style=f"display:inline-block;width:120px;height:6px;border:1px solid;background:{fill}",
    )


def text(content: str) -> str:
    """Clip a text to what it may take."""
    return clipped(content, MOST_TEXT)


def share(value: float, low: float, high: float) -> float:
    """Return how far a value is between two bounds, from 0 to 1."""
    return (value - low) / (high - low) if high > low else 0.0


def _picture_of(widget: Widget, painter: Painter) -> Html:
    if is_closed(widget) or _is_hidden(widget):
        return Html()
    if isinstance(widget, Depicted):
        return widget._picture(painter)
    return _foreign(widget, painter)


def _is_hidden(widget: Widget) -> bool:
    # Asking for a layout that was never set would make one.
    layout = widget._trait_values.get("layout")
    return getattr(layout, "display", None) == "none"


def _foreign(widget: Widget, painter: Painter) -> Html:
    """Name a widget of another library, with what can be said of any."""
    parts: list[str] = [_name_of(widget)]
    # What is typed into a password field must not end up in a notebook's file.
    value = None if isinstance(widget, Password) else getattr(widget, "value", None)
    number = plain_number(value)
    if isinstance(value, str) or number is not None:
        parts += [" ", element("code", text(str(value)))]
    description = getattr(widget, "description", "")
    children = getattr(widget, "children", ())
    inside = children if isinstance(children, Sequence) else ()
    boxes = painter.draw_all((child, "") for child in inside if isinstance(child, Widget))
    own = row(description if isinstance(description, str) else "", *parts)
    return Html("".join([own, *boxes]))


def _name_of(widget: Widget) -> Html:
    kind = type(widget)
    library = kind.__module__.partition(".")[0]
    return element("em", clipped(f"{kind.__name__} ({library})", _LABEL))
