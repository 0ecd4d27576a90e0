"""When a message may go out; what it says is up to its sender.

The wire loses messages: a Jupyter server drops comm messages above about 1000 a second, and the
kernel's own queue overflows at the same length. So each sender gets a short burst and then a
steady beat, and all of them together share one allowance. A sender that may not send yet is
called back by one short-lived daemon thread, which starts with the first message put off, never
at import, and ends when there is nothing left to wait for.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import os
import threading
from collections.abc import Callable
from time import monotonic

from IPython import get_ipython

INTERVAL = 0.05
"""Seconds between two messages of one sender when it has much to say."""
BURST = 20
"""Messages one sender may send at once before the beat sets in."""
TOTAL_RATE = 500
"""Messages a second for all senders together."""
LINGER = 1.0
"""Seconds the thread waits for more work before it ends."""
TICK = 1 / 60
"""Seconds after which the thread looks for more work, while it has had some lately.

Waking it takes the interpreter from whoever is about to send; so it is not woken for less.
"""

_logger = logging.getLogger("yewpyter")


class _Allowance:
    """So many at once, then so many a second. Guarded by the clock's lock."""

    def __init__(self, capacity: float, rate: float) -> None:
        self._capacity = capacity
        self._rate = rate
        self._left = capacity
        self._seen = monotonic()

    def wait(self, now: float) -> float:
        """Return the seconds until the next one is allowed."""
        self._left = min(self._capacity, self._left + (now - self._seen) * self._rate)
        self._seen = now
        return max(0.0, (1.0 - self._left) / self._rate)

    def take(self) -> None:
        """Use one up, or the next one if the time for this has not come."""
        self._left = max(-1.0, self._left - 1.0)


class Pace:
    """The beat of one sender.

    ``emit`` sends everything the sender has to say; it may be called from any thread, and with
    nothing left to say. No lock of this module is held meanwhile.
    """

    def __init__(self, emit: Callable[[], None], interval: float = INTERVAL) -> None:
        """Make a pace with its burst unused; ``interval`` seconds lie between two beats."""
        self.emit = emit
        self.interval = interval
        self.allowance = _Allowance(BURST, 1.0 / interval)
        self.last = float("-inf")
        self.waiting = False

    def now(self) -> None:
        """Send at once if the burst allows it, else as soon as the beat does."""
        if _clock.admits(self):
            self.emit()

    def soon(self) -> None:
        """Send at once after a quiet interval, else together with what follows within it."""
        if monotonic() - self.last >= self.interval:
            self.now()
        elif not self.waiting and not _clock.put_off(self, self.last + self.interval):
            self.emit()

    def later(self) -> None:
        """Send after an interval, unless something is sent before: more is about to come."""
        if not self.waiting and not _clock.put_off(self, monotonic() + self.interval):
            self.emit()


class Alarm:
    """Something to do at a time of its own, which is no message of a sender: nothing hurries it."""

    def __init__(self, ring: Callable[[], None]) -> None:
        """Make an alarm that is not set."""
        self.emit = ring
        self.due: float | None = None

    def at(self, due: float) -> bool:
        """Ring at ``due``, or when it was to ring anyway if that is sooner.

        False when no thread can be had, and it never rings.
        """
        return _clock.set_alarm(self, due)


class _Clock:
    """The senders that wait, and the thread that calls them back."""

    def __init__(self) -> None:
        self._order = itertools.count()
        self._shell: object = None
        self.reset()

    def reset(self) -> None:
        """Forget all who wait: a forked child has no thread and no wire."""
        self._changed = threading.Condition()
        self._due: list[tuple[float, int, Pace]] = []
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._thread: threading.Thread | None = None
        self._called = self._looks = float("-inf")
        self._total = _Allowance(TOTAL_RATE, TOTAL_RATE)

    def admits(self, pace: Pace) -> bool:
        """Say whether the sender may send now; if not, it is called back."""
        now = monotonic()
        with self._changed:
            if pace.allowance.wait(now) == 0 and self._total.wait(now) == 0:
                self._count(pace, now)
                return True
        return not self.put_off(pace, now + pace.interval)

    def put_off(self, pace: Pace, due: float) -> bool:
        """Call the sender back at ``due``; False when no thread can be had any more."""
        with self._changed:
            if pace.waiting:
                return True
            if not self._runs():
                return False
            pace.waiting = True
            heapq.heappush(self._due, (due, next(self._order), pace))
            self._call(due)
        return True

    def set_alarm(self, alarm: Alarm, due: float) -> bool:
        """Ring the alarm at ``due`` at the latest; False when no thread can be had any more."""
        with self._changed:
            if alarm.due is not None and alarm.due <= due:
                return True
            if not self._runs():
                return False
            alarm.due = due
            heapq.heappush(self._alarms, (due, next(self._order), alarm))
            self._call(due)
        return True

    def _call(self, due: float) -> None:
        """Have the thread look in time."""
        self._called = monotonic()
        if due < self._looks:
            self._changed.notify()

    def flush(self) -> None:
        """Call back all who wait, as far as the common allowance goes."""
        while True:
            with self._changed:
                now = monotonic()
                if not self._due or self._total.wait(now) > 0:
                    return
                pace = self._pop(now)
            _emit(pace)

    def _runs(self) -> bool:
        if self._thread is not None:
            return True
        thread = threading.Thread(target=self._run, name="yewpyter-pace", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the interpreter is shutting down
            return False
        self._thread = thread
        self._flush_after_each_cell()
        return True

    def _flush_after_each_cell(self) -> None:
        """Have what a cell has said on the wire before the cell counts as done."""
        shell = get_ipython()
        if shell is not None and shell is not self._shell:
            shell.events.register("post_execute", self.flush)
            self._shell = shell

    def _run(self) -> None:
        while (waiting := self._wait()) is not None:
            _emit(waiting)

    def _wait(self) -> Pace | Alarm | None:
        with self._changed:
            while True:
                now = monotonic()
                if self._alarms and self._alarms[0][0] <= now:
                    due, _, alarm = heapq.heappop(self._alarms)
                    if alarm.due == due:  # else it has been set to an earlier time
                        alarm.due = None
                        return alarm
                    continue
                pause = self._pause(now)
                if pause is None and now >= self._called + LINGER:
                    self._thread = None
                    return None
                if pause is None or pause > 0:
                    self._doze(now, LINGER if pause is None else pause)
                elif (pace := self._ready(now)) is not None:
                    return pace

    def _doze(self, now: float, longest: float) -> None:
        pause = min(longest, TICK) if now < self._called + LINGER else longest
        self._looks = now + pause
        self._changed.wait(pause)

    def _pause(self, now: float) -> float | None:
        """Return the seconds until there is something to do; None if nobody waits."""
        pauses = [self._alarms[0][0] - now] if self._alarms else []
        if self._due:
            pauses.append(max(self._due[0][0] - now, self._total.wait(now)))
        return max(0.0, min(pauses)) if pauses else None

    def _ready(self, now: float) -> Pace | None:
        if not self._due:
            return None
        due, order, pace = self._due[0]
        if due < pace.last + pace.interval:  # it has sent meanwhile
            heapq.heapreplace(self._due, (pace.last + pace.interval, order, pace))
            return None
        return self._pop(now)

    def _pop(self, now: float) -> Pace:
        pace = heapq.heappop(self._due)[2]
        pace.waiting = False
        self._count(pace, now)
        return pace

    def _count(self, pace: Pace, now: float) -> None:
        pace.last = now
        pace.allowance.take()
        self._total.take()


def _emit(waiting: Pace | Alarm) -> None:
    try:
        waiting.emit()
    except Exception:
        _logger.exception("a message that had been put off could not be sent")


_clock = _Clock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_clock.reset)


def flush_all() -> None:
    """Put on the wire what all senders have put off, as far as the common allowance goes."""
    _clock.flush()
