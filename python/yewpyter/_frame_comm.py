"""The comm of one output frame: answers, and news that are numbered and kept for a while.

What is asked and what is new is not its business. The wire may lose messages; the numbers let a
frame notice that, and what is kept here can be sent again.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_client.jsonutil import json_default

from ._locks import ForkSafeLock, generation

MOST_KEPT = 1000
"""How many news are kept to be sent again."""
MOST_KEPT_BYTES = 16 * 2**20
"""How many bytes of news are kept."""


class News:
    """Something to tell frames, as it is now: what it was made of may change afterwards."""

    __slots__ = ("body", "buffers", "size")

    def __init__(self, body: Mapping[str, Any], buffers: Sequence[Any] | None = None) -> None:
        """Take a copy, by way of the JSON that the wire makes of it anyway."""
        text = json.dumps(body, default=json_default)
        self.body: dict[str, Any] = json.loads(text)
        self.buffers = [memoryview(buffer).tobytes() for buffer in buffers or ()]
        self.size = len(text) + sum(map(len, self.buffers))


class FrameComm:
    """What is sent to one frame. All methods may be called from any thread."""

    def __init__(self, comm: Any) -> None:
        """Take over a comm that the frame has opened."""
        self._comm = comm
        self._lock = ForkSafeLock()
        self._born = generation()
        self._last = 0
        self._kept: deque[tuple[int, News]] = deque()
        self._kept_bytes = 0

    def answer(
        self, request: object, body: Mapping[str, Any], buffers: Sequence[Any] | None = None
    ) -> None:
        """Answer the request of this number."""
        with self._lock:
            self._send({"re": request, **body}, buffers)

    def push(self, news: News) -> None:
        """Tell news under the next number, and keep them; an exception if the comm is gone."""
        with self._lock:
            self._last += 1
            self._keep(self._last, news)
            self._send({"n": self._last, **news.body}, news.buffers)

    def repeat(self, after: int) -> tuple[int, bool]:
        """Send again what is kept of the news above a number.

        Return the newest number, and whether some above ``after`` are no longer kept.
        """
        with self._lock:
            for number, news in self._kept:
                if number > after:
                    self._send({"n": number, **news.body}, news.buffers)
            oldest = self._kept[0][0] if self._kept else self._last + 1
            return self._last, after + 1 < oldest

    def close(self) -> None:
        """Close the comm, which a frame that still listens will notice."""
        self._comm.close()

    def _keep(self, number: int, news: News) -> None:
        self._kept.append((number, news))
        self._kept_bytes += news.size
        while len(self._kept) > MOST_KEPT or self._kept_bytes > MOST_KEPT_BYTES:
            self._kept_bytes -= self._kept.popleft()[1].size

    def _send(self, data: dict[str, Any], buffers: Sequence[Any] | None) -> None:
        if self._born == generation():  # a forked child has no wire
            self._comm.send(data=data, buffers=list(buffers or ()))
