"""How often senders may send, and that nothing is left behind."""

import threading
import time
from collections import OrderedDict

import pytest
from conftest import wait_until

from yewpyter import _pacing
from yewpyter._beacon import beacon
from yewpyter._pacing import BURST, INTERVAL, Pace


class Sender:
    """Counts what it sends, and when."""

    def __init__(self):
        self.pending = 0
        self.times = []
        self.lock = threading.Lock()
        self.pace = Pace(self.emit)

    def emit(self):
        with self.lock:
            if self.pending:
                self.pending = 0
                self.times.append(time.monotonic())

    def say(self, how):
        with self.lock:
            self.pending += 1
        getattr(self.pace, how)()


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    """The common allowance is whole, and nobody waits."""
    monkeypatch.setattr(beacon, "_roots", OrderedDict())
    monkeypatch.setattr(_pacing, "_clock", _pacing._Clock())


def test_the_first_goes_at_once_and_the_rest_together():
    sender = Sender()
    sender.say("soon")
    assert len(sender.times) == 1
    for _ in range(1000):
        sender.say("soon")
    assert len(sender.times) == 1
    wait_until(lambda: sender.pending == 0)
    assert len(sender.times) == 2
    assert sender.times[1] - sender.times[0] >= INTERVAL * 0.9


def test_a_burst_goes_at_once_and_then_the_beat_sets_in():
    sender = Sender()
    for _ in range(BURST):
        sender.say("now")
    assert len(sender.times) == BURST
    started = time.monotonic()
    while time.monotonic() - started < 10 * INTERVAL:
        sender.say("now")
    wait_until(lambda: sender.pending == 0)
    assert len(sender.times) <= BURST + 13


def test_many_senders_share_one_allowance():
    senders = [Sender() for _ in range(2 * _pacing.TOTAL_RATE)]
    started = time.monotonic()
    for sender in senders:
        sender.say("now")
    at_once = sum(len(sender.times) for sender in senders)
    assert at_once <= _pacing.TOTAL_RATE * (1.05 + time.monotonic() - started)
    wait_until(lambda: all(sender.pending == 0 for sender in senders))
    assert sum(len(sender.times) for sender in senders) == len(senders)


def test_the_thread_ends_when_nobody_waits(monkeypatch):
    monkeypatch.setattr(_pacing, "LINGER", 0.01)
    sender = Sender()
    sender.say("soon")
    sender.say("soon")
    thread = _pacing._clock._thread
    assert thread.name == "yewpyter-pace"
    wait_until(lambda: not thread.is_alive())
    assert _pacing._clock._thread is None
    assert sender.pending == 0
    sender.say("soon")
    sender.say("soon")
    wait_until(lambda: sender.pending == 0)


def test_what_is_not_finished_waits_for_its_end():
    sender = Sender()
    sender.say("later")
    assert sender.pending == 1
    sender.say("soon")
    assert sender.pending == 0
    assert len(sender.times) == 1
    sender.say("later")
    wait_until(lambda: sender.pending == 0)


def test_flushing_sends_what_waits():
    sender = Sender()
    sender.say("soon")
    sender.say("soon")
    assert sender.pending == 1
    _pacing._clock.flush()
    assert sender.pending == 0


def test_a_sender_that_fails_is_logged_and_the_others_go_on(caplog):
    def fail():
        raise RuntimeError("no wire")

    broken, sound = Pace(fail), Sender()
    with pytest.raises(RuntimeError):
        broken.soon()
    broken.soon()
    sound.say("soon")
    sound.say("soon")
    wait_until(lambda: sound.pending == 0)
    wait_until(lambda: "no wire" in caplog.text)


def test_without_threads_everything_is_sent_at_once(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    sender = Sender()
    for _ in range(3):
        sender.say("soon")
    assert len(sender.times) == 3
