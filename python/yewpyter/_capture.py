"""Sends what a block of code prints and displays to a sink; what a sink does with it is its own.

While anybody captures, ``sys.stdout`` and ``sys.stderr`` are stand-ins that look up the sink of
the context they are written in (PEP 567): so two threads, or two asyncio tasks, print to two
places at once, and everybody else's output goes where it always went. A thread started inside
a block does not inherit the sink, an asyncio task does, until the block ends.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from IPython import get_ipython

from ._locks import ForkSafeLock, generation

_OUT, _ERR = "stdout", "stderr"


class Sink(Protocol):
    """Where captured output goes."""

    def take_text(self, kind: str, text: str) -> None:
        """Take text printed to ``"stdout"`` or ``"stderr"``."""

    def take_output(self, bundle: dict[str, Any], display_id: str | None) -> None:
        """Take something displayed: its MIME types, and the id to replace it under."""

    def replace_output(self, bundle: dict[str, Any], display_id: str) -> bool:
        """Replace something displayed earlier; False if it is not here."""

    def take_clear(self, wait: bool) -> None:  # noqa: FBT001 - IPython's own signature
        """Drop what was taken, with ``wait`` only when the next thing comes."""

    def flush(self) -> None:
        """Let everything taken so far be seen."""


class _Capture:
    """One block that captures, and the one around it."""

    def __init__(self, sink: Sink, outer: _Capture | None) -> None:
        self.sink = sink
        self.outer = outer
        self.active = True
        self.born = generation()


_current: ContextVar[_Capture | None] = ContextVar("yewpyter_capture", default=None)


def current_sink() -> Sink | None:
    """Return the sink of the innermost block around the running code; none in a forked child."""
    capture = _current.get()
    # A task may outlive the block it was started in.
    while capture is not None and not capture.active:
        capture = capture.outer
    if capture is None or capture.born != generation():
        return None
    return capture.sink


def begin(sink: Sink) -> None:
    """Capture for ``sink`` from here on, in this context."""
    capture = _Capture(sink, _current.get())
    _installation.enter(capture)
    _current.set(capture)


def end(sink: Sink) -> None:
    """End the innermost block of ``sink`` in this context.

    If there is none, the latest of any context ends: a generator may be closed elsewhere than
    where it was begun.
    """
    capture = _current.get()
    while capture is not None and not (capture.active and capture.sink is sink):
        capture = capture.outer
    _installation.leave(capture or _installation.latest(sink))
    while (rest := _current.get()) is not None and not rest.active:
        _current.set(rest.outer)


@contextmanager
def capturing(sink: Sink) -> Iterator[None]:
    """Capture inside the block; exceptions pass."""
    begin(sink)
    try:
        yield
    finally:
        end(sink)


class _StandIn:
    """Stands for ``sys.stdout`` or ``sys.stderr``, and is them wherever nobody captures."""

    def __init__(self, kind: str, original: Any) -> None:
        self.kind = kind
        self.original = original

    def write(self, text: str) -> int:
        sink = current_sink()
        if sink is None:
            written = self.original.write(text)
            return len(text) if written is None else int(written)
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        sink.take_text(self.kind, text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        sink = current_sink()
        if sink is None:
            self.original.flush()
        else:
            sink.flush()

    def isatty(self) -> bool:
        return current_sink() is None and bool(self.original.isatty())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.original, name)


class _Installation:
    """Keeps the stand-ins in place while anybody captures."""

    def __init__(self) -> None:
        self._lock = ForkSafeLock()
        self._captures: list[_Capture] = []
        self._clear: _ClearOutput | None = None
        self._hooked = threading.local()

    def enter(self, capture: _Capture) -> None:
        with self._lock:
            self._captures.append(capture)
            for kind in (_OUT, _ERR):
                stream = getattr(sys, kind)
                if stream is not None and not isinstance(stream, _StandIn):
                    setattr(sys, kind, _StandIn(kind, stream))
            publisher = _publisher()
            if publisher is not None and self._clear is None:
                self._clear = _ClearOutput(publisher)
        self._hook()

    def latest(self, sink: Sink) -> _Capture:
        for capture in reversed(self._captures):
            if capture.sink is sink:
                return capture
        raise RuntimeError("nothing is captured for this pane: it was left without being entered")

    def leave(self, capture: _Capture) -> None:
        with self._lock:
            capture.active = False
            self._captures.remove(capture)
            if self._captures:
                return
            for kind in (_OUT, _ERR):
                stream = getattr(sys, kind)
                if isinstance(stream, _StandIn):
                    setattr(sys, kind, stream.original)
            if self._clear is not None:
                self._clear.remove()
                self._clear = None

    def _hook(self) -> None:
        """See what this thread displays. The hook stays: it lets pass what nobody captures."""
        publisher = _publisher()
        if hasattr(publisher, "register_hook") and not hasattr(self._hooked, "done"):
            publisher.register_hook(_displayed)
            self._hooked.done = True


class _ClearOutput:
    """Lets ``clear_output()`` clear the sink.

    ipykernel has no hook for that, so the method of its publisher is shadowed meanwhile.
    """

    def __init__(self, publisher: Any) -> None:
        self._publisher = publisher
        self._original: Callable[..., None] = publisher.clear_output
        publisher.clear_output = self._clear

    def remove(self) -> None:
        if self._publisher.__dict__.get("clear_output") == self._clear:
            del self._publisher.clear_output

    def _clear(self, wait: bool = False) -> None:  # noqa: FBT001, FBT002 - IPython's signature
        sink = current_sink()
        if sink is None:
            self._original(wait)
        else:
            sink.take_clear(wait)


def _publisher() -> Any:
    shell = get_ipython()
    return None if shell is None else shell.display_pub


def _displayed(message: dict[str, Any]) -> dict[str, Any] | None:
    """Give a display message of ipykernel to the sink; None means that it was taken."""
    sink = current_sink()
    if sink is None:
        return message
    content = message["content"]
    bundle = {"data": content["data"], "metadata": content["metadata"]}
    display_id = content.get("transient", {}).get("display_id")
    if message["header"]["msg_type"] != "update_display_data":
        sink.take_output(bundle, display_id)
        return None
    # Something displayed elsewhere is updated there.
    return None if display_id and sink.replace_output(bundle, display_id) else message


_installation = _Installation()
