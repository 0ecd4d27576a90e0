"""When the kernel lets go of a widget that was displayed: no page shows it, and no code holds it.

ipywidgets keeps every open widget in a registry for ever. Here the registry's hold is loosened as
soon as all pages that have shown a widget say that they show it no longer. A page that is closed
says the same while it goes, and wants to find its widgets when it comes back; so what a page has
said counts only when it is heard of again some seconds later. A reloaded page says nothing, and
what it had shown is kept. Each page counts its own views, so pages cannot mislead each other.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Mapping
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any

from IPython import get_ipython

from ._live_widgets import registry
from ._locks import ForkSafeLock

if TYPE_CHECKING:
    from ._member import Member
    from ._outbox import Outbox

logger = logging.getLogger("yewpyter")

GRACE = 5.0
"""Seconds after which a page that says it shows a widget no longer must still be there."""

_lock = ForkSafeLock()
_fading: dict[int, weakref.ReferenceType[Member]] = {}
_left: SimpleQueue[tuple[Any, Outbox | None]] = SimpleQueue()
_shells: weakref.WeakSet[Any] = weakref.WeakSet()


class Views:
    """How many views of one widget each page has, by what the pages say."""

    def __init__(self) -> None:
        """Begin with no page."""
        self._counts: dict[str, int] = {}
        self._gone_since: dict[str, float] = {}
        self._sure: set[str] = set()

    def count(self, page: str | None) -> int | None:
        """Return what a page has last said; None, not to be counted, if it is not known which."""
        if page is None:
            return None if self._counts else 0
        return self._counts.get(page, 0)

    def report(self, page: str, count: int) -> None:
        """Take in what a page says."""
        if count > 0:
            self._counts[page] = count
            self._gone_since.pop(page, None)
            self._sure.discard(page)
        elif page in self._counts:
            self._counts[page] = 0
            self._gone_since.setdefault(page, monotonic())

    def heard_of(self, page: str) -> None:
        """Believe the page, if enough time has passed."""
        if monotonic() - self._gone_since.get(page, float("inf")) >= GRACE:
            self._sure.add(page)

    @property
    def none(self) -> bool:
        """Whether all pages that have shown the widget show it no longer."""
        return bool(self._counts) and not any(self._counts.values())

    @property
    def surely_none(self) -> bool:
        """Whether that can be believed."""
        return self.none and self._sure >= self._counts.keys()

    def forget(self) -> None:
        """Begin anew: somebody is about to show the widget."""
        self.__init__()  # type: ignore[misc]


class Faded:
    """Stands in ipywidgets' registry for a widget that it shall not keep alive.

    It is the widget as long as there is one, and bears its name for the moment afterwards.
    """

    def __init__(self, widget: Member) -> None:
        """Take the place of an open widget."""
        names = ("_model_name", "_model_module", "_model_module_version")
        self.model_id = widget._model_id
        self._identity = {name: getattr(widget, name) for name in names}
        self._reference = weakref.ref(widget)

    def widget(self) -> Member | None:
        """Return the widget, if there still is one."""
        return self._reference()

    def __getattr__(self, name: str) -> Any:
        widget = self._reference()
        if widget is not None:
            return getattr(widget, name)
        if name in self._identity:
            return self._identity[name]
        raise AttributeError(f"the widget is gone, and so is its {name!r}")

    def get_state(self, key: Any = None, **options: Any) -> dict[str, Any]:
        """Return the widget's state; who it was, if it is gone."""
        widget = self._reference()
        return dict(self._identity) if widget is None else widget.get_state(key, **options)

    def _get_embed_state(self, **options: Any) -> dict[str, Any]:
        widget = self._reference()
        if widget is not None:
            embedded: dict[str, Any] = widget._get_embed_state(**options)
            return embedded
        identity = {name[1:]: value for name, value in self._identity.items()}
        return {**identity, "state": dict(self._identity)}

    def close(self) -> None:
        """Close the widget, if there still is one."""
        widget = self._reference()
        if widget is not None:
            widget.close()


def page_of(message: Mapping[str, Any]) -> str | None:
    """Return which page has sent a message; each connection of a page has a name of its own."""
    header = message.get("header")
    page = header.get("session") if isinstance(header, Mapping) else None
    return page if isinstance(page, str) else None


def asking_page() -> str | None:
    """Return the page whose message the kernel is handling, if there is one."""
    kernel = getattr(get_ipython(), "kernel", None)
    return None if kernel is None else page_of(kernel.get_parent("shell") or {})


def report(widget: Member, page: str, count: int) -> None:
    """Note how many views of an open widget a page says that it has."""
    with _lock:
        widget._views.report(page, count)
        if not widget._views.none:
            _fading.pop(id(widget), None)
            _restore(widget)
        else:
            _fading[id(widget)] = weakref.ref(widget)


def shown_again(widget: Member) -> None:
    """Keep an open widget alive: somebody is about to show it, or to refer to it."""
    if id(widget) in _fading or isinstance(registry().get(widget._model_id), Faded):
        with _lock:
            _fading.pop(id(widget), None)
            widget._views.forget()
            _restore(widget)


def heard_of(page: str | None) -> None:
    """Note that a page is there; let go of what it has said that it shows no longer."""
    if page is None or not _fading:
        return
    with _lock:
        for key, reference in list(_fading.items()):
            widget = reference()
            if widget is None:
                del _fading[key]
                continue
            widget._views.heard_of(page)
            if widget._views.surely_none:
                del _fading[key]
                _loosen(widget)


def bury(comm: Any, outbox: Outbox | None) -> None:
    """Close the comm of a widget that was collected, at the next opportunity.

    Python may collect anywhere, even while this very thread is sending something.
    """
    _left.put((comm, outbox))


def watch() -> None:
    """Look after what was collected, and listen to pages, whenever the kernel has run something."""
    shell = get_ipython()
    if shell is not None and shell not in _shells:
        _shells.add(shell)
        shell.events.register("post_execute", _after_each)
    _close_left()


def _after_each() -> None:
    heard_of(asking_page())
    _close_left()


def _close_left() -> None:
    while True:
        try:
            comm, outbox = _left.get_nowait()
        except Empty:
            return
        faded = registry().get(comm.comm_id)
        if isinstance(faded, Faded) and faded.widget() is None:
            del registry()[comm.comm_id]
        if outbox is not None:
            outbox.end()
        try:
            comm.close()
        except Exception:
            logger.exception("the comm of a collected widget could not be closed")


def _loosen(widget: Member) -> None:
    if registry().get(widget._model_id) is widget:
        registry()[widget._model_id] = Faded(widget)


def _restore(widget: Member) -> None:
    if isinstance(registry().get(widget._model_id), Faded):
        registry()[widget._model_id] = widget
