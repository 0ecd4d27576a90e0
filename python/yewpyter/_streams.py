"""Custom messages that arrive, in order and once: numbered per widget, and kept to be repeated."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jupyter_client.jsonutil import json_default

from ._locks import ForkSafeLock

MOST_KEPT = 1000
"""How many messages of a widget are kept to be sent again."""
MOST_KEPT_BYTES = 16 * 2**20
"""How many bytes of them are kept."""


@dataclass
class Post:
    """One message, as it was when it was posted."""

    s: int
    content: Any
    buffers: list[bytes]
    size: int
    sent: int = 0
    """The number of the root's message that carried it first."""


class Stream:
    """The reliable messages of one widget. All methods may be called from any thread."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = ForkSafeLock()
        self._kept: deque[Post] = deque()
        self._kept_bytes = 0
        self._waiting: list[Post] = []
        self.last = 0

    def add(self, content: Any, buffers: Sequence[Any] | None) -> None:
        """Take in a message; a TypeError or ValueError if it cannot be written as JSON."""
        text = json.dumps(content, default=json_default)
        copies = [memoryview(buffer).tobytes() for buffer in buffers or ()]
        size = len(text) + sum(map(len, copies))
        with self._lock:
            self.last += 1
            post = Post(self.last, json.loads(text), copies, size)
            self._waiting.append(post)
            self._kept.append(post)
            self._kept_bytes += size
            while len(self._kept) > MOST_KEPT or self._kept_bytes > MOST_KEPT_BYTES:
                self._kept_bytes -= self._kept.popleft().size

    def take(self) -> list[Post]:
        """Return what was not taken before."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            return waiting

    def moved(self) -> None:
        """Forget which messages carried the posts: from now on another root numbers them."""
        with self._lock:
            for post in self._kept:
                post.sent = 0

    def above(self, heard: int | None, since: int) -> tuple[int, list[Post]]:
        """Return the posts to repeat, and up to which number all are lost.

        They are those above ``heard``; where that is None, those carried first by a message of
        the root above ``since``.
        """
        with self._lock:
            if heard is None:
                return 0, [post for post in self._kept if post.sent > since]
            oldest = self._kept[0].s if self._kept else self.last + 1
            lost = oldest - 1 if heard + 1 < oldest else 0
            return lost, [post for post in self._kept if post.s > heard]
