"""Widgets that several threads may use at once, and whose updates are paced.

With ipykernel 7, messages from the page are handled on a thread of their own beside a busy main
thread, while ipywidgets assumes that there is only one. Here, one thread at a time changes a
widget; what a change brings with it goes out as one message; and observers run when the widget
is free again, so that no user code ever runs under a lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ipywidgets import Widget
from traitlets import Any as AnyTrait
from traitlets import HasTraits, TraitType

from ._locks import ForkSafeLock, generation
from ._pacing import Pace

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T")


class _PerThread(Generic[T]):
    """An attribute of which each thread has its own value."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, widget: None, owner: type) -> Self: ...

    @overload
    def __get__(self, widget: Synchronised, owner: type) -> T: ...

    def __get__(self, widget: Synchronised | None, owner: type) -> Self | T:
        if widget is None:
            return self
        values = widget._per_thread.__dict__
        if self._name not in values:
            values[self._name] = self._make()
        value: T = values[self._name]
        return value

    def __set__(self, widget: Synchronised, value: T) -> None:
        widget._per_thread.__dict__[self._name] = value


class _Turn:
    """One thread's turn to change a widget, and what has come of it so far."""

    def __init__(self) -> None:
        self.lock = ForkSafeLock()
        self.depth = 0
        self.changes: list[Any] = []
        self.keys: dict[str, None] = {}


class Synchronised(Widget):
    """A mixin for ipywidgets classes; put it first among the bases.

    Everything of ``Widget`` works as before. What differs is told in the module's text.
    """

    # Not an Instance of one Comm class: ipykernel has had several.
    comm = AnyTrait(None, allow_none=True)

    # Upstream keeps these on the widget, where two threads would mix them up.
    _property_lock = _PerThread[dict[str, Any]](dict)
    _holding_sync = _PerThread[bool](bool)
    _states_to_send = _PerThread[set[str]](set)

    _turn_state: _Turn
    _per_thread: threading.local
    _born: int
    _unsent: dict[str, None]
    _pace: Pace

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Make what every change needs before the first trait is set."""
        widget: Self = super().__new__(cls, *args, **kwargs)
        widget.__dict__.update(
            _turn_state=_Turn(),
            _per_thread=threading.local(),
            _born=generation(),
            _unsent={},
        )
        widget.__dict__["_pace"] = Pace(widget._send_unsent)
        return widget

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Change traits alone; on leaving, send them together and then tell the observers."""
        turn = self._turn_state
        changes: list[Any] = []
        try:
            with turn.lock:
                turn.depth += 1
                try:
                    yield
                finally:
                    turn.depth -= 1
                    if turn.depth == 0:
                        changes, turn.changes = turn.changes, []
                        keys, turn.keys = turn.keys, {}
                        if keys:
                            self.send_state(list(keys))
        finally:
            if changes:
                self._announce(changes)

    def _announce(self, changes: Sequence[Any]) -> None:
        """Tell the observers, in the order of the changes."""
        for change in changes:
            HasTraits.notify_change(self, change)

    def __setattr__(self, name: str, value: object) -> None:
        """Set a trait in this thread's turn, anything else plainly."""
        if isinstance(getattr(type(self), name, None), TraitType):
            with self._turn():
                super().__setattr__(name, value)
        else:
            super().__setattr__(name, value)

    def set_trait(self, name: str, value: object) -> None:
        """Set a trait by name, read-only ones too."""
        with self._turn():
            super().set_trait(name, value)

    @contextmanager
    def hold_trait_notifications(self) -> Iterator[None]:
        """Validate, send and tell of all changes made inside at its end, as one."""
        with self._turn(), super().hold_trait_notifications():
            yield

    def notify_change(self, change: Any) -> None:
        """Note a change: to be sent unless the page has it already, and to be told."""
        name = change["name"]
        if name == "comm":
            # Registers the new comm, which must not be put off.
            HasTraits.notify_change(self, change)
            return
        with self._turn():
            self._note_for_sending(name)
            self._turn_state.changes.append(change)

    def _note_for_sending(self, name: str) -> None:
        if self.comm is None or name not in self.keys:
            return
        if self._should_send_property(name, getattr(self, name)):
            self._turn_state.keys[name] = None

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take over what the page says, all of it before any observer runs."""
        with self._turn():
            super().set_state(sync_data)

    def send_state(self, key: str | Iterable[str] | None = None) -> None:
        """Send the named traits, or all, to the page.

        All of them go at once, since that answers a page that has asked. Single ones keep to
        the pace: put off, they go with the values that they have by then.
        """
        if self.comm is None:
            return
        if key is None:
            names: Iterable[str] = self.keys
        else:
            names = [key] if isinstance(key, str) else sorted(key)
        with self._turn_state.lock:
            self._unsent.update(dict.fromkeys(names))
        if key is None:
            self._send_unsent()
        elif self._unsent:
            self._pace.now()

    def _send_unsent(self) -> None:
        # Reading and sending under one lock: the last message must carry the last value.
        with self._turn_state.lock:
            names = list(self._unsent)
            self._unsent.clear()
            if names:
                super().send_state(names)

    def send(self, content: Any, buffers: Sequence[Any] | None = None) -> None:
        """Send a custom message, after the state that was set before it."""
        self._send_unsent()
        super().send(content, buffers)

    def _send(self, msg: Any, buffers: Sequence[Any] | None = None) -> None:
        comm = self.comm
        if comm is None or getattr(comm, "kernel", True) is None or self._born != generation():
            return
        comm.send(data=msg, buffers=buffers)

    def open(self) -> None:
        """Open the comm unless it is open."""
        with self._turn():
            super().open()

    def close(self) -> None:
        """Close the comm, which removes the widget from the page; twice is fine."""
        with self._turn():
            self._unsent.clear()
            super().close()
