"""The numbered pieces of an output pane, bounded at the front; sending them is not its business.

A piece keeps its number and, once it was handed out, its content. Text is kept as it reads: a
carriage return takes back the line it is in, as a terminal would, and colour codes are left out.
Not thread-safe; the pane sees to that.
"""

from __future__ import annotations

import re
from collections import deque
from itertools import islice
from typing import Any

from ._last_lines import split_lines

VERSION = 1
"""The version of the messages, as the page checks it."""
LONG_LINE = 1000
"""Characters that count as one line, so that a line without end is bounded as well."""
OUTPUT_LINE = 10_000
"""Characters of a rich output that count as one line."""
_PIECE_LINES = 500
_PIECE_CHARS = 32_768
_REWRITABLE = 100_000
"""Characters that may be sent again for the sake of one carriage return."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


class Piece:
    """Text of one kind, or one rich output."""

    def __init__(self, kind: str, text: str = "") -> None:
        """Make a piece of text."""
        self.kind = kind
        self.chars = len(text)
        self.newlines = text.count("\n")
        self.bundle: dict[str, Any] | None = None
        self.display_id: str | None = None
        self._texts = [text]

    @classmethod
    def output(cls, bundle: dict[str, Any], display_id: str | None) -> Piece:
        """Make a piece that shows a MIME bundle ``{"data": ..., "metadata": ...}``."""
        piece = cls("output", str(bundle["data"].get("text/plain", "")))
        piece.show(bundle)
        piece.display_id = display_id
        return piece

    def show(self, bundle: dict[str, Any]) -> None:
        """Show another bundle instead."""
        self.bundle = bundle
        self._texts = [str(bundle["data"].get("text/plain", ""))]
        self.chars = sum(len(v) for v in bundle["data"].values() if isinstance(v, (str, bytes)))

    @property
    def text(self) -> str:
        """The text; of a rich output, the text that stands for it."""
        if len(self._texts) > 1:
            self._texts = ["".join(self._texts)]
        return self._texts[0]

    @property
    def lines(self) -> int:
        """How many lines it counts as; at least one."""
        if self.bundle is not None:
            return 1 + self.chars // OUTPUT_LINE
        return max(1, self.newlines, self.chars // LONG_LINE)

    def append(self, text: str) -> None:
        """Add text at the end."""
        self._texts.append(text)
        self.chars += len(text)
        self.newlines += text.count("\n")

    def take_back_line(self) -> bool:
        """Remove what follows the last newline; False if the line may begin in an earlier piece."""
        kept, newline, _ = self.text.rpartition("\n")
        self._texts = [kept + newline]
        self.chars = len(self._texts[0])
        return bool(newline)

    def wire(self) -> dict[str, Any]:
        """Write the piece as it goes to the page."""
        if self.bundle is not None:
            return {"kind": self.kind, **self.bundle}
        return {"kind": self.kind, "text": _encodable(self.text)}


class Journal:
    """Pieces ``first`` up to but not including ``next``.

    At least the last ``max_lines`` lines are kept and little more; the very last piece always.
    """

    def __init__(self, max_lines: int) -> None:
        """Make an empty journal."""
        self.first = 0
        self._pieces: deque[Piece] = deque()
        self._lines = 0
        self._sealed = 0
        self._at_return = False
        self._max_lines = max_lines

    @property
    def next(self) -> int:
        """The number that the next piece gets."""
        return self.first + len(self._pieces)

    @property
    def text(self) -> str:
        """All that is kept, as text."""
        return "".join(text for _, text in self.words())

    def words(self) -> list[tuple[str, str]]:
        """Return all that is kept as texts with their kinds; rich output is what was printed."""
        return [
            (p.kind, _encodable(p.text)) if p.bundle is None else ("stdout", f"{p.text}\n")
            for p in self._pieces
        ]

    def bound(self, max_lines: int) -> None:
        """Change how many lines are kept."""
        self._max_lines = max_lines
        self._trim()

    def clear(self) -> None:
        """Drop everything; the numbers go on."""
        self.first = self.next
        self._pieces.clear()
        self._lines = 0
        self._at_return = False

    def add_text(self, kind: str, text: str) -> None:
        """Add text at the end."""
        text = _ESCAPES.sub("", text) if "\x1b" in text else text
        if "\r" not in text and not self._at_return:
            self._write(kind, text)
        else:
            self._write_with_returns(kind, text.replace("\r\n", "\n"))
        self._trim()

    def add_output(self, bundle: dict[str, Any], display_id: str | None) -> None:
        """Add a rich output; it may be replaced under its display id."""
        self._at_return = False
        self._push(Piece.output(bundle, display_id))
        self._trim()

    def replace_output(self, bundle: dict[str, Any], display_id: str) -> bool:
        """Show another bundle under a display id; False if no piece has it."""
        found = [piece for piece in self._pieces if piece.display_id == display_id]
        for piece in found:
            self._lines -= piece.lines
            piece.show(bundle)
            self._lines += piece.lines
        if found:
            self._renumber()
            self._trim()
        return bool(found)

    def message(self, since: int) -> dict[str, Any]:
        """Write the pieces from number ``since`` on, or from the first that is left."""
        start = min(max(since, self.first), self.next)
        self._sealed = self.next
        pieces = [piece.wire() for piece in islice(self._pieces, start - self.first, None)]
        return {"version": VERSION, "first": self.first, "from": start, "pieces": pieces}

    def _write_with_returns(self, kind: str, text: str) -> None:
        parts = text.split("\r")
        for place, part in enumerate(parts):
            if place > 0:
                self._at_return = True
            if part:
                if self._at_return and not part.startswith("\n"):
                    self._take_back_line(kind)
                self._at_return = False
                self._write(kind, part)

    def _write(self, kind: str, text: str) -> None:
        if not text:
            return
        most = max(1, min(_PIECE_LINES, self._max_lines // 10))
        if text.count("\n") <= most and len(text) <= _PIECE_CHARS:
            self._append(kind, text, most)
            return
        lines = split_lines(text)
        for start in range(0, len(lines), most):
            chunk = "".join(lines[start : start + most])
            for at in range(0, len(chunk), _PIECE_CHARS):
                self._append(kind, chunk[at : at + _PIECE_CHARS], most)

    def _append(self, kind: str, text: str, most: int) -> None:
        last = self._open_piece(kind)
        if last is None or last.newlines >= most or last.chars >= _PIECE_CHARS:
            self._push(Piece(kind, text))
        else:
            self._lines -= last.lines
            last.append(text)
            self._lines += last.lines

    def _open_piece(self, kind: str) -> Piece | None:
        """Return the last piece, if it has the kind and was not handed out."""
        if self._sealed < self.next and self._pieces and self._pieces[-1].kind == kind:
            return self._pieces[-1]
        return None

    def _push(self, piece: Piece) -> None:
        self._pieces.append(piece)
        self._lines += piece.lines

    def _take_back_line(self, kind: str) -> None:
        """Take the unfinished line back, through as many pieces as it reaches."""
        while self._pieces and self._pieces[-1].kind == kind:
            last = self._pieces[-1]
            if last.text.endswith("\n"):
                return
            if self._sealed == self.next and not self._reopen():
                self._append(kind, "\n", 1)
                return
            self._lines -= last.lines
            begins_here = last.take_back_line()
            if last.chars:
                self._lines += last.lines
            else:
                self._pieces.pop()
            if begins_here:
                return

    def _reopen(self) -> bool:
        """Make handed-out pieces changeable by numbering all anew, if that is not much to send."""
        if sum(piece.chars for piece in self._pieces) > _REWRITABLE:
            return False
        self._renumber()
        return True

    def _renumber(self) -> None:
        self.first = self.next

    def _trim(self) -> None:
        while len(self._pieces) > 1 and self._lines - self._pieces[0].lines >= self._max_lines:
            self._lines -= self._pieces.popleft().lines
            self.first += 1


def _encodable(text: str) -> str:
    """Make text that is half of something, such as a bad file name, fit for UTF-8."""
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
