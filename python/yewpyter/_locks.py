"""Locks that survive a fork; nothing here knows about widgets.

A forked child inherits every lock in the state some other thread of the parent left it in, and
that thread does not exist there. Locks made here start afresh in the child instead.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_generation = 0


def generation() -> int:
    """Return how often this process was forked since yewpyter was loaded.

    A thing that remembers the number it was made under can tell that it is a copy in a child.
    """
    return _generation


def _forked() -> None:
    global _generation  # noqa: PLW0603 - a process-wide fact, written by the fork hook alone
    _generation += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


class ForkSafeLock:
    """A re-entrant lock for ``with`` statements, free again in a forked child."""

    __slots__ = ("_generation", "_lock")

    def __init__(self) -> None:
        """Make the lock, free."""
        self._lock = threading.RLock()
        self._generation = _generation

    def __enter__(self) -> None:
        """Wait until this thread holds the lock."""
        self._here().acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the lock back once."""
        self._lock.release()

    @contextmanager
    def attempt(self) -> Iterator[bool]:
        """Take the lock unless another thread holds it; tell whether it was to be had."""
        taken = self._here().acquire(blocking=False)
        try:
            yield taken
        finally:
            if taken:
                self._lock.release()

    def _here(self) -> threading.RLock:
        if self._generation != _generation:
            self._lock = threading.RLock()
            self._generation = _generation
        return self._lock
