"""The code that runs in an output frame, cut into pieces that a comm carries well."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

PIECE = 2**20
"""The most bytes of a piece; what Google itself sends over a comm at once."""

_FOLDER = Path(__file__).with_name("colab")
_LOADER = "loader.js"
_NAMES = ("frame.js", "runtime.wasm")


class NotBuiltError(RuntimeError):
    """The files for output frames are missing."""

    def __init__(self, name: str) -> None:
        """Say which one, and what makes it."""
        super().__init__(
            f"yewpyter/colab/{name} is missing. In a checkout of the sources, run "
            "`cargo xtask build`; else install yewpyter again"
        )


@dataclass(frozen=True)
class CodeFile:
    """A file, compressed."""

    encoded: bytes

    @cached_property
    def sha256(self) -> str:
        """The checksum by which the frame names it."""
        return _sha256(self.encoded)

    @property
    def pieces(self) -> range:
        """Where the pieces begin."""
        return range(0, len(self.encoded), PIECE)

    def piece(self, index: int) -> bytes:
        """Return one piece; an IndexError if there is no such."""
        start = self.pieces[index]
        return self.encoded[start : start + PIECE]

    def describe(self) -> dict[str, Any]:
        """Write what the frame needs to know before it asks for the pieces."""
        return {
            "sha256": self.sha256,
            "size": len(self.encoded),
            "encoding": "gzip",
            "pieces": [_sha256(self.piece(index)) for index in range(len(self.pieces))],
        }


@cache
def code_files() -> dict[str, CodeFile]:
    """Return the files by name, the same bytes every time; a NotBuiltError if one is missing."""
    return {name: CodeFile(gzip.compress(_read(name), mtime=0)) for name in _NAMES}


def find_by_sha256(checksum: object) -> CodeFile | None:
    """Return the file that has this checksum, if there is one."""
    for file in code_files().values():
        if file.sha256 == checksum:
            return file
    return None


@cache
def loader() -> str:
    """Return the script that each output carries, a function; a NotBuiltError if it is missing."""
    return _read(_LOADER).decode("utf-8").strip().rstrip(";")


def _read(name: str) -> bytes:
    try:
        return (_FOLDER / name).read_bytes()
    except FileNotFoundError:
        raise NotBuiltError(name) from None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
