"""Markup that cannot be broken by what is put into it; what it depicts is not its business."""

from __future__ import annotations

from html import escape


class Html(str):
    """Markup. Every other text that is put into an element is escaped."""

    __slots__ = ()


def element(tag: str, *content: str, style: str = "") -> Html:
    """Make an element of markup and texts; ``style`` is CSS, its only attribute."""
    inside = "".join(part if isinstance(part, Html) else escaped(part) for part in content)
    attribute = f' style="{escaped(style)}"' if style else ""
    return Html(f"<{tag}{attribute}>{inside}</{tag}>")


def escaped(text: str) -> Html:
    """Write a text so that it reads as itself, in an attribute too."""
    return Html(escape(text.encode("utf-8", "replace").decode("utf-8")))


def size(text: str) -> int:
    """Count the bytes that a text takes as it is stored."""
    return len(text.encode("utf-8", "replace"))


def clipped(text: str, most: int) -> str:
    """Return the text, or its beginning and an ellipsis, so that it escapes to ``most`` bytes."""
    left = most
    for place, character in enumerate(text[:most]):
        left -= size(escape(character))
        if left < 0:
            return text[:place] + "…"
    return text if len(text) <= most else text[:most] + "…"
