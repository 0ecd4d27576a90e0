"""Output frames that show widgets over a comm of their own: what they may ask, and the answers.

A host such as Colab gives each output a frame of its own, without the comms of the widgets. The
frame asks for code, for models and for news of them, and tells what the user does. Nothing that a
frame says can break more than its own answer.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeGuard

from ipywidgets import Widget

from ._code_files import NotBuiltError, code_files, find_by_sha256, sha256
from ._colab_host import google_manager_url
from ._comm_target import SESSION
from ._following import follow, pass_on, unfollow
from ._frame_comm import FrameComm, News
from ._live_widgets import live_widget
from ._locks import ForkSafeLock
from ._model_record import model_record
from ._pacing import flush_all
from ._synchronised import Synchronised
from ._tree_widget import addressed
from ._version import __version__

logger = logging.getLogger("yewpyter")

VERSION = 1
"""The version of the messages."""
MOST_REMEMBERED = 256
"""How many messages of a frame are remembered, so that a repeated one is not handled twice."""
MOST_OPENING = 8
"""How many requests can come along with the opening, which spares the way there and back."""
MOST_FRAMES = 500
"""Beyond this, the frame that was silent for longest is given up: it may be gone unnoticed."""

_Answer = dict[str, Any]


class _RefusedError(Exception):
    """A request that cannot be fulfilled; the text is the answer."""


class Frame:
    """One output frame."""

    def __init__(self, comm: Any, version: object) -> None:
        """Listen to a comm that a frame has opened."""
        self._comm = FrameComm(comm)
        self._version = version
        self._lock = ForkSafeLock()
        self._handled: OrderedDict[int, _Answer] = OrderedDict()
        self._answers: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "files": self._files,
            "piece": self._piece,
            "model": self._model,
            "news": self._news,
        }
        comm.on_msg(self.take)
        comm.on_close(lambda _message: _frames.remove(self))

    def tell(self, news: News) -> None:
        """Push news; a frame that cannot be reached is given up, and the widget lives on."""
        try:
            self._comm.push(news)
        except Exception:
            logger.exception("an output frame cannot be reached any more")
            self.give_up()

    def give_up(self) -> None:
        """Close the comm, which a frame that is still there will notice. Never raises."""
        _frames.remove(self)
        try:
            self._comm.close()
        except Exception:
            logger.exception("the comm of an output frame could not be closed")

    def take(self, message: Mapping[str, Any]) -> None:
        """Handle a message, and answer whatever becomes of it."""
        _frames.heard(self)
        data = message["content"].get("data")
        request = data.get("id") if isinstance(data, dict) else None
        try:
            self._check(data)
            if "tell" in data:
                self._told(data, message)
            else:
                self._answers[data["ask"]](data)
        except (_RefusedError, NotBuiltError) as refusal:
            self._comm.answer(request, {"error": str(refusal)})
        except Exception as error:
            logger.exception("an output frame's request failed")
            self._comm.answer(request, {"error": f"The kernel failed to answer: {error!r}"})

    def _check(self, data: object) -> None:
        if self._version != VERSION:
            raise _RefusedError(
                f"The output speaks version {self._version!r} of yewpyter's messages, the kernel "
                f"version {VERSION}: run the cell again"
            )
        if not isinstance(data, dict) or not _is_number(data.get("id")):
            raise _RefusedError("A request must be a dict with a number as its id")
        if not _is_number(data.get("again", 0)):
            raise _RefusedError("A repeated message must say with a number which one it repeats")
        if "tell" not in data and data.get("ask") not in self._answers:
            raise _RefusedError(f"The kernel does not know the request {data.get('ask')!r}")

    def _files(self, data: Mapping[str, Any]) -> None:
        files = {name: file.describe() for name, file in code_files().items()}
        foreign = google_manager_url()
        answer = {"version": __version__, "session": SESSION, "foreign": foreign, "files": files}
        self._comm.answer(data["id"], answer)

    def _piece(self, data: Mapping[str, Any]) -> None:
        checksum, index = data.get("file"), data.get("piece")
        file = find_by_sha256(checksum)
        if file is None:
            raise _RefusedError(f"The kernel has no file with the checksum {checksum!r}")
        if not _is_number(index) or not 0 <= index < len(file.pieces):
            raise _RefusedError(f"The file has {len(file.pieces)} pieces, and no piece {index!r}")
        piece = file.piece(index)
        body = {"file": checksum, "piece": index, "of": len(file.pieces), "sha256": sha256(piece)}
        self._comm.answer(data["id"], body, [piece])

    def _model(self, data: Mapping[str, Any]) -> None:
        widget = live_widget(data.get("model"))
        if widget is None:
            self._comm.answer(data["id"], {"model": None})
            return
        with _standing_still(widget):
            # Following first: what another thread changes meanwhile is told as news.
            follow(widget, self)
            model, buffers = model_record(widget)
            self._comm.answer(data["id"], {"model": model}, buffers)

    def _news(self, data: Mapping[str, Any]) -> None:
        after = data.get("after")
        if not _is_number(after):
            raise _RefusedError(f"A request for news must say after which number, not {after!r}")
        last, lost = self._comm.repeat(after)
        self._comm.answer(data["id"], {"last": last, "lost": lost})

    def _told(self, data: Mapping[str, Any], message: Mapping[str, Any]) -> None:
        first: int = data.get("again", data["id"])
        with self._lock:
            answer = self._handled.get(first)
        if answer is None:
            answer = self._handle(first, data, message)
        self._comm.answer(data["id"], answer)

    def _handle(self, first: int, data: Mapping[str, Any], message: Mapping[str, Any]) -> _Answer:
        widget, content = live_widget(data["tell"]), data.get("data")
        if widget is None:
            raise _RefusedError("The kernel has no such widget any more: run the cell again")
        if not isinstance(content, dict):
            raise _RefusedError("A widget message must be a dict")
        # Noted before it is handled: a handler may let the kernel take the repetition meanwhile.
        self._remember(first, {"done": True})
        try:
            # Looked up first: what it tells may take the addressee out of the tree.
            addressee, data = addressed(widget, content, message.get("buffers") or [])
            _deliver(widget, content, message)
            state = data.get("state")
            if data.get("method") == "update" and isinstance(state, dict):
                with _standing_still(widget):
                    pass_on(widget, addressee, state, self)
        except Exception as error:
            logger.exception("a widget failed to handle the message of an output frame")
            self._remember(first, {"error": f"The widget failed to handle it: {error!r}"})
        flush_all()
        with self._lock:
            return self._handled.get(first, {"done": True})

    def _remember(self, first: int, answer: _Answer) -> None:
        with self._lock:
            self._handled[first] = answer
            while len(self._handled) > MOST_REMEMBERED:
                self._handled.popitem(last=False)


class _Frames:
    """All frames, the one that was silent for longest first."""

    def __init__(self) -> None:
        self._lock = ForkSafeLock()
        self._frames: dict[Frame, None] = {}

    def heard(self, frame: Frame) -> None:
        with self._lock:
            self._frames.pop(frame, None)
            self._frames[frame] = None
            excess = list(self._frames)[:-MOST_FRAMES]
        for silent in excess:
            silent.give_up()

    def remove(self, frame: Frame) -> None:
        with self._lock:
            self._frames.pop(frame, None)
        unfollow(frame)


_frames = _Frames()


def open_frame(comm: Any, message: Mapping[str, Any]) -> None:
    """Take in a frame that has opened a comm."""
    data = message["content"].get("data")
    opening = data if isinstance(data, dict) else {}
    frame = Frame(comm, opening.get("version"))
    _frames.heard(frame)
    questions = opening.get("questions")
    for question in questions[:MOST_OPENING] if isinstance(questions, list) else []:
        frame.take({**message, "content": {"comm_id": comm.comm_id, "data": question}})


def _deliver(widget: Widget, data: dict[str, Any], message: Mapping[str, Any]) -> None:
    """Give a widget its message as if it had come on the widget's own comm.

    To the widget, each frame is a page of its own.
    """
    page = message["content"].get("comm_id")
    content = {"comm_id": widget.model_id, "data": data}
    header = {**message.get("header", {}), "session": page}
    widget._handle_msg({**message, "header": header, "content": content})


@contextmanager
def _standing_still(widget: Widget) -> Iterator[None]:
    """Keep other threads from sending what they change, as far as the widget allows that."""
    if isinstance(widget, Synchronised):
        with widget._still():
            yield
    else:
        yield


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
