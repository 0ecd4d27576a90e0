"""Tells pages which news there are, so that one which has lost the last of them can ask.

There is one for all roots of a kernel. It speaks after each burst of news and after each cell,
and again at growing intervals until some page has answered; then it is silent.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from time import monotonic
from typing import Any, Protocol
from weakref import ReferenceType, ref

from IPython import get_ipython

from ._locks import ForkSafeLock, generation
from ._pacing import Alarm

QUIET = 0.3
"""Seconds without news after which a burst has ended."""
FIRST_PAUSE = 0.6
"""Seconds until it is repeated; twice as long each time."""
LONGEST_PAUSE = 30.0
"""Seconds it waits at most."""
MOST_REPEATS = 8
"""How often it is repeated before it gives up."""
MOST_ROOTS = 500
"""How many roots it tells of."""


class Root(Protocol):
    """A root's outbox, as far as it matters here."""

    n: int

    def root(self) -> Any:
        """Return the root while it is open."""

    def say(self, content: Mapping[str, Any]) -> None:
        """Send an envelope."""


class Beacon:
    """All methods may be called from any thread; none sends under the beacon's own lock."""

    def __init__(self) -> None:
        """Begin in silence."""
        self._alarm = Alarm(self._ring)
        self._lock = ForkSafeLock()
        self._shell: object = None
        self._number = 0
        self._reset()

    def _reset(self) -> None:
        self._generation = generation()
        self._roots: OrderedDict[int, ReferenceType[Root]] = OrderedDict()
        self._told: dict[int, dict[int, int]] = {}
        self._due = 0.0
        self._repeats = 0
        self._fresh = False

    def sent(self, outbox: Root) -> None:
        """Note that a root has sent numbered news."""
        self._watch_cells()
        with self._lock:
            if self._generation != generation():
                self._reset()
                self._alarm = Alarm(self._ring)
            self._roots.pop(id(outbox), None)
            self._roots[id(outbox)] = ref(outbox)
            while len(self._roots) > MOST_ROOTS:
                self._roots.popitem(last=False)
            self._repeats = 0
            self._fresh = True
            self._due = monotonic() + QUIET
            self._alarm.at(self._due)

    def heard(self, number: int) -> None:
        """Note that a page has answered: what that beacon told of needs no other."""
        with self._lock:
            for key, n in self._told.pop(number, {}).items():
                reference = self._roots.get(key)
                outbox = reference() if reference is not None else None
                if outbox is None or outbox.n == n:
                    self._roots.pop(key, None)

    def after_cell(self, _result: object = None) -> None:
        """Speak if a cell has sent news."""
        if self._fresh:
            self._speak()

    def _ring(self) -> None:
        with self._lock:
            if monotonic() < self._due:
                self._alarm.at(self._due)
                return
        self._speak()

    def _speak(self) -> None:
        with self._lock:
            self._fresh = False
            alive = self._alive()
            if not alive or self._repeats > MOST_REPEATS or self._generation != generation():
                self._roots.clear()
                return
            self._number += 1
            self._told[self._number] = {id(outbox): outbox.n for outbox in alive.values()}
            while len(self._told) > MOST_REPEATS:
                del self._told[next(iter(self._told))]
            at = {model_id: outbox.n for model_id, outbox in alive.items()}
            content = {"beacon": self._number, "at": at}
            self._due = monotonic() + min(FIRST_PAUSE * 2**self._repeats, LONGEST_PAUSE)
            self._repeats += 1
            self._alarm.at(self._due)
        list(alive.values())[-1].say(content)

    def _alive(self) -> dict[str, Root]:
        """Return the open roots by their ids, the one with the newest news last."""
        alive: dict[str, Root] = {}
        for key, reference in list(self._roots.items()):
            outbox = reference()
            root = None if outbox is None else outbox.root()
            if outbox is None or root is None:
                del self._roots[key]
            else:
                alive[root._model_id] = outbox
        return alive

    def _watch_cells(self) -> None:
        shell = get_ipython()
        if shell is not None and shell is not self._shell:
            self._shell = shell
            shell.events.register("post_run_cell", self.after_cell)


beacon = Beacon()
"""The kernel's one."""
