"""Frames that follow widgets: many threads, other stand-ins, frames beyond number; no kernel."""

import itertools
import os
import threading

import pytest
from conftest import wait_until

from yewpyter import Slider, _frames


class FakeComm:
    """A comm that keeps what is sent on it."""

    def __init__(self):
        self.sent = []
        self.closed = False

    def on_msg(self, callback):
        self.say = callback

    def on_close(self, callback):
        self.gone = callback

    def send(self, data, buffers):
        self.sent.append(data)

    def close(self):
        self.closed = True


class FakeFrame:
    """A frame that asks for what it is told to."""

    def __init__(self):
        self.comm = FakeComm()
        self.ids = itertools.count(1)
        _frames.open_frame(self.comm, {"content": {"data": {"version": 1}}})

    def ask(self, **data):
        number = next(self.ids)
        self.comm.say({"content": {"data": {"id": number, **data}}, "buffers": []})
        return next(d for d in reversed(self.comm.sent) if d.get("re") == number)

    def follow(self, widget):
        assert self.ask(ask="model", model=widget.model_id)["model"]

    @property
    def news(self):
        return [data for data in self.comm.sent if "n" in data]


@pytest.fixture
def frames():
    opened = []

    def make():
        opened.append(FakeFrame())
        return opened[-1]

    yield make
    for frame in opened:
        frame.comm.gone({})


def followed(widget):
    return "_send" in widget.__dict__


def test_a_widget_is_left_as_it_was(frames):
    slider, one, two = Slider(), frames(), frames()
    one.follow(slider)
    one.follow(slider)
    two.follow(slider)
    one.comm.gone({})
    assert followed(slider)
    two.comm.gone({})
    assert not followed(slider)
    slider.value = 3
    assert one.news == two.news == []


def test_a_stand_in_of_others_stays(frames):
    slider, frame, seen = Slider(), frames(), []
    slider._send = lambda msg, buffers=None: seen.append(msg)
    before = slider._send
    frame.follow(slider)
    slider.send("x")
    assert len(frame.news) == len(seen) == 1
    inner = slider._send
    slider._send = lambda msg, buffers=None: inner(msg, buffers=buffers)
    outer = slider._send
    frame.comm.gone({})
    assert slider._send is outer
    slider.send("y")
    assert len(frame.news) == 1
    assert len(seen) == 2
    slider._send = before


def test_threads_do_not_mix_up_the_news(frames):
    slider, frame, passing = Slider(0, max=10_000), frames(), frames()
    frame.follow(slider)
    done = threading.Event()

    def come_and_go():
        while not done.is_set():
            other = frames()
            other.follow(slider)
            other.comm.gone({})

    def work():
        for number in range(300):
            slider.send(number)
            slider.value = number

    workers = [threading.Thread(target=work) for _ in range(4)]
    visitor = threading.Thread(target=come_and_go)
    for thread in (visitor, *workers):
        thread.start()
    for thread in workers:
        thread.join()
    done.set()
    visitor.join()
    slider.value = 10_000
    wait_until(lambda: 10_000 in [d["data"].get("state", {}).get("value") for d in frame.news])
    assert [data["n"] for data in frame.news] == list(range(1, len(frame.news) + 1))
    customs = [d for d in frame.news if isinstance(d["data"].get("content"), int)]
    assert len(customs) == 4 * 300
    assert passing.news == []


def test_what_was_told_stays_as_it_was(frames):
    slider, frame = Slider(), frames()
    frame.follow(slider)
    content, buffer = {"list": [1]}, bytearray(b"one")
    slider.send(content, [buffer])
    content["list"].append(2)
    buffer[:] = b"two"
    assert frame.ask(ask="news", after=0)["last"] == 1
    assert [data["data"]["content"] for data in frame.news] == [{"list": [1]}] * 2


def test_what_cannot_be_told_does_not_stop_the_widget(frames, caplog):
    slider, frame = Slider(), frames()
    slider._send = lambda msg, buffers=None: None
    frame.follow(slider)
    slider.send({"x": object()})
    assert "could not be told" in caplog.text
    slider.send({"x": 1})
    assert len(frame.news) == 1


def test_of_too_many_frames_the_silent_ones_are_given_up(frames, monkeypatch):
    monkeypatch.setattr(_frames, "MOST_FRAMES", 3)
    slider, first, second, third = Slider(), frames(), frames(), frames()
    for frame in (first, second, third):
        frame.follow(slider)
    first.ask(ask="news", after=0)
    frames()
    assert [f.comm.closed for f in (first, second, third)] == [False, True, False]
    slider.send("x")
    assert [len(f.news) for f in (first, second, third)] == [1, 0, 1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this platform")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_tells_nothing(frames):
    slider, frame = Slider(), frames()
    frame.follow(slider)
    child = os.fork()
    if child == 0:
        slider.value = 7
        os._exit(len(frame.news))
    assert os.waitpid(child, 0)[1] == 0
