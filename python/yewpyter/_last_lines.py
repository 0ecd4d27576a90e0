"""The end of a longer output: what stands for all of it where only little can be kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

_KINDS = ("stdout", "stderr", "error")


class LastLines(NamedTuple):
    """Texts with their kinds, and how many lines before them were left out."""

    pieces: tuple[tuple[str, str], ...]
    dropped: int


def last_lines(pieces: Sequence[tuple[str, str]], most: int) -> LastLines:
    """Take whole lines from the end while they fit into ``most`` bytes of UTF-8.

    Of a very last line that is too long, the end is taken. Neighbours of one kind become one.
    """
    kept: list[tuple[str, str]] = []
    left, dropped = most, 0
    for kind, text in reversed(pieces):
        lines = split_lines(text)
        if left == 0:
            dropped += len(lines)
            continue
        taken: list[str] = []
        for place in range(len(lines) - 1, -1, -1):
            length = len(lines[place].encode("utf-8", "replace"))
            if length > left:
                if left == most:
                    taken.append(_end(lines[place], most))
                left, dropped = 0, dropped + place + 1
                break
            left -= length
            taken.append(lines[place])
        if taken:
            after = kept.pop()[1] if kept and kept[-1][0] == kind else ""
            kept.append((kind, "".join(reversed(taken)) + after))
    return LastLines(tuple(reversed(kept)), dropped)


def read_piece(piece: Any) -> tuple[str, str] | None:
    """Read a piece of output as a document has it; None if it is none.

    Only its text is taken, as a document may have been written by anybody.
    """
    if not isinstance(piece, dict):
        return None
    kind, text = piece.get("kind"), piece.get("text")
    if kind == "output":
        data = piece.get("data")
        plain = data.get("text/plain") if isinstance(data, dict) else None
        kind, text = "stdout", f"{plain}\n" if isinstance(plain, str) else ""
    return (kind, text) if kind in _KINDS and isinstance(text, str) else None


def split_lines(text: str) -> list[str]:
    """Split at newlines only, and keep them."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _end(line: str, most: int) -> str:
    encoded = line.encode("utf-8", "replace")[-most:]
    return encoded.decode("utf-8", "ignore")
