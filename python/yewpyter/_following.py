"""Which frames follow which widgets, and how they learn what happens to them.

A followed widget, of whatever library, has its ``_send`` replaced by one that also tells the
frames; that ends with the last of them. Locks are taken in one order only: a widget's own, then
the one here, and a frame's comm never under the one here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import ipywidgets
from traitlets import Bunch

from . import _frame_comm
from ._envelope import News, update, without_echoes, write
from ._locks import ForkSafeLock
from ._member import identity

logger = logging.getLogger("yewpyter")

# Each page has its own, which is not for the others.
_OWN_COUNT = "_view_count"


class Follower(Protocol):
    """A frame, as far as it follows."""

    def tell(self, news: _frame_comm.News) -> None:
        """Tell the frame, or give it up. Never raises."""


class _Followed:
    """A widget that frames follow; stands between it and its comm."""

    def __init__(self, widget: ipywidgets.Widget) -> None:
        self.model_id: str = widget.model_id
        self.followers: tuple[Follower, ...] = ()
        self._widget = widget
        self._shadowed = widget.__dict__.get("_send")
        self._original = widget._send
        widget._send = self._send
        widget.observe(self._comm_changed, "comm")

    def leave(self) -> None:
        """Let the widget be as it was."""
        self._widget.unobserve(self._comm_changed, "comm")
        if self._widget.__dict__.get("_send") != self._send:
            return  # somebody else stands in front of us, and without followers we only pass on
        del self._widget._send
        if self._shadowed is not None:
            self._widget._send = self._shadowed

    def _send(self, msg: dict[str, Any], buffers: Sequence[Any] | None = None) -> None:
        self._original(msg, buffers=buffers)
        told = without_echoes(msg, buffers)
        if told is not None:
            data, buffers = told
            _tell(self.followers, {"model": self.model_id, "data": data}, buffers)

    def _comm_changed(self, change: Bunch) -> None:
        if change["new"] is None:
            _tell(_registry.remove(self), {"closed": self.model_id})


class _Registry:
    """All followed widgets by their ids."""

    def __init__(self) -> None:
        self._lock = ForkSafeLock()
        self._followed: dict[str, _Followed] = {}

    def add(self, widget: ipywidgets.Widget, follower: Follower) -> None:
        with self._lock:
            followed = self._followed.get(widget.model_id)
            if followed is None:
                followed = self._followed[widget.model_id] = _Followed(widget)
            if follower not in followed.followers:
                followed.followers = (*followed.followers, follower)

    def remove(self, followed: _Followed) -> tuple[Follower, ...]:
        with self._lock:
            self._followed.pop(followed.model_id, None)
            followers, followed.followers = followed.followers, ()
            followed.leave()
            return followers

    def drop(self, follower: Follower) -> None:
        with self._lock:
            for followed in list(self._followed.values()):
                followed.followers = tuple(f for f in followed.followers if f is not follower)
                if not followed.followers:
                    self.remove(followed)

    def followers(self, model_id: str) -> tuple[Follower, ...]:
        with self._lock:
            followed = self._followed.get(model_id)
            return () if followed is None else followed.followers


_registry = _Registry()


def follow(widget: ipywidgets.Widget, follower: Follower) -> None:
    """Tell the follower of every message the widget sends from now on. Twice is once."""
    _registry.add(widget, follower)


def unfollow(follower: Follower) -> None:
    """End all that it follows."""
    _registry.drop(follower)


def pass_on(
    root: ipywidgets.Widget, widget: ipywidgets.Widget, keys: Iterable[str], teller: Follower
) -> None:
    """Tell a root's followers but one what some traits are now, since that one has changed them.

    The traits are those of the root itself, or of one of its inline children.
    """
    others = [f for f in _registry.followers(root.model_id) if f is not teller]
    known = [key for key in keys if key in widget.keys and key != _OWN_COUNT]
    if others and known:
        message = update(identity(widget) or "", widget.get_state(known))
        data, buffers = message.data, message.buffers
        if widget is not root:
            data, buffers = write(News(messages=[message]))
        _tell(others, {"model": root.model_id, "data": data}, buffers)


def _tell(
    followers: Sequence[Follower], body: Mapping[str, Any], buffers: Sequence[Any] | None = None
) -> None:
    """Tell frames; what goes wrong is no business of the code that has changed the widget."""
    if not followers:
        return
    try:
        news = _frame_comm.News(body, buffers)
    except (TypeError, ValueError, RecursionError):
        logger.exception("a message could not be told to output frames")
        return
    for follower in followers:
        follower.tell(news)
