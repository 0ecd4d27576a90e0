"""The code that runs in an output frame, cut into pieces that a comm carries well."""

from __future__ import annotations

import gzip
import hashlib
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ._locks import ForkSafeLock

PIECE = 2**20
"""The most bytes of a piece; what Google itself sends over a comm at once."""

# Beyond this, compressing takes longer than it saves.
_LEVEL = 6
_FOLDER = Path(__file__).with_name("colab")
_LOADER = "loader.js"
_NAMES = ("frame.js", "runtime.wasm")
_lock = ForkSafeLock()


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
    """A file, and what of it goes over the wire: its compressed bytes, in pieces."""

    content: bytes

    @cached_property
    def sha256(self) -> str:
        """The checksum of the content, by which the frame names the file."""
        return sha256(self.content)

    @property
    def encoded(self) -> bytes:
        """The content, compressed: the same bytes every time."""
        with _lock:
            return self._encoded

    @cached_property
    def _encoded(self) -> bytes:
        return gzip.compress(self.content, _LEVEL, mtime=0)

    @property
    def pieces(self) -> range:
        """Where the pieces begin."""
        return range(0, len(self.encoded), PIECE)

    def piece(self, index: int) -> bytes:
        """Return one piece; an IndexError if there is no such."""
        start = self.pieces[index]
        return self.encoded[start : start + PIECE]

    def describe(self) -> dict[str, Any]:
        """Write what there is to be pulled."""
        return {
            "sha256": self.sha256,
            "size": len(self.encoded),
            "encoding": "gzip",
            "pieces": len(self.pieces),
        }


def code_files() -> dict[str, CodeFile]:
    """Return the files by name, the same objects each time; a NotBuiltError if one is missing."""
    with _lock:
        return _files()


@cache
def compress_ahead() -> None:
    """Have the pieces at hand when a frame asks, which takes a moment; does not wait for it."""
    thread = threading.Thread(target=_compress_quietly, name="yewpyter-compress", daemon=True)
    with suppress(RuntimeError):  # where there are no threads, the frame waits
        thread.start()


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


def sha256(data: bytes) -> str:
    """Return a checksum as frames make it."""
    return hashlib.sha256(data).hexdigest()


@cache
def _files() -> dict[str, CodeFile]:
    return {name: CodeFile(_read(name)) for name in _NAMES}


def _compress_quietly() -> None:
    with suppress(NotBuiltError):  # told to the frame that asks
        for file in code_files().values():
            file.describe()


def _read(name: str) -> bytes:
    try:
        return (_FOLDER / name).read_bytes()
    except FileNotFoundError:
        raise NotBuiltError(name) from None
