"""Widgets that several threads may use at once, and whose updates are paced.

With ipykernel 7, messages from the page are handled on a thread of their own beside a busy main
thread, while ipywidgets assumes that there is only one. Here, one thread at a time changes a
widget; what a change brings with it goes out as one message; and observers run when the widget
is free again. A validator runs in its widget's turn and may set other widgets, so nothing is sent
before the outermost turn of a thread has ended.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar, overload

from ipywidgets import Widget
from ipywidgets.widgets import widget as upstream
from traitlets import Any as AnyTrait
from traitlets import HasTraits, TraitType, default

from ._locks import ForkSafeLock, generation
from ._pacing import Pace

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T")

BEAT = 1 / 60
"""Seconds between two messages about state on one comm: as often as a screen shows them."""

_PLAIN = (bool, int, float, str)


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


class Lazily(Generic[T]):
    """An attribute that is made when it is first asked for: most widgets need few of theirs."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Have the attribute made by calling ``make``."""
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, widget: None, owner: type) -> Self: ...

    @overload
    def __get__(self, widget: Widget, owner: type) -> T: ...

    def __get__(self, widget: Widget | None, owner: type) -> Self | T:
        if widget is None:
            return self
        # Whichever thread is first: the other's is thrown away. From now on it is found there.
        value: T = widget.__dict__.setdefault(self._name, self._make())
        return value


class Carrier(Protocol):
    """Who puts on the wire what a widget has to say."""

    def soon(self) -> None:
        """Send what waits, now or with the next beat."""

    def flush(self) -> None:
        """Send what waits, now."""


class _Turn:
    """One thread's turn to change a widget, and what has come of it so far."""

    def __init__(self) -> None:
        self.lock = ForkSafeLock()
        self.depth = 0
        self.changes: list[Any] = []


class _Thread(threading.local):
    """What one thread has begun: the turns it is in, and what is to happen after them."""

    def __init__(self) -> None:
        self.turns = 0
        self.touched: dict[Carrier, None] = {}
        self.said: list[Callable[[], None]] = []
        self.answers: dict[Carrier, None] | None = None


_thread = _Thread()


def in_turn() -> bool:
    """Say whether this thread is changing some widget, so that others must not see it yet."""
    return _thread.turns > 0


def touch(carrier: Carrier) -> None:
    """Have a carrier send what waits, as soon as this thread is in nobody's turn."""
    _thread.touched[carrier] = None
    _after_turns()


@contextmanager
def answering() -> Iterator[None]:
    """Send what a page's message has led to as soon as it is handled, and not with the next beat.

    The page waits for it, and sends no next message before.
    """
    if _thread.answers is not None:
        yield  # a message inside an envelope
        return
    _thread.answers = {}
    try:
        yield
    finally:
        carriers, _thread.answers = _thread.answers, None
        _all(carrier.flush for carrier in carriers)


def answer_with(carrier: Carrier) -> bool:
    """Have a carrier flush after the page's message that is being handled; False without one."""
    if _thread.answers is None:
        return False
    _thread.answers[carrier] = None
    return True


def _after_turns() -> None:
    """Do what was put off until this thread's outermost turn; the first failure is raised."""
    if not _thread.turns and (_thread.touched or _thread.said):
        _all(_put_off())


def _put_off() -> Iterator[Callable[[], None]]:
    """Yield what waits, and what has come to wait meanwhile, while this thread is in no turn."""
    while not _thread.turns and (_thread.touched or _thread.said):
        touched, _thread.touched = _thread.touched, {}
        said, _thread.said = _thread.said, []
        if _thread.answers is not None:
            _thread.answers.update(touched)
        yield from (carrier.soon for carrier in touched)
        yield from said


def _all(acts: Iterable[Callable[[], None]]) -> None:
    """Do each of them, whatever the others do; the first failure is raised at the end."""
    failure: Exception | None = None
    for act in acts:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - raised below, after the others' turn
            failure = failure or error
    if failure is not None:
        raise failure


class _Writer(NamedTuple):
    """How a trait is written, and read."""

    to_json: Callable[[Any, Any], Any] | None
    from_json: Callable[[Any, Any], Any] | None
    echo: bool
    """Whether pages hear what one of them has said."""
    unset: Callable[[], Any] | None
    """Gives what stands for a value that was never looked at, where making one takes long."""


_known: weakref.WeakKeyDictionary[type, dict[str, _Writer]] = weakref.WeakKeyDictionary()


def _writers(kind: type[Widget]) -> dict[str, _Writer]:
    """Return the traits of a class that are in its state."""
    writers = _known.get(kind)
    if writers is None:
        writers = _known[kind] = {
            name: _Writer(
                trait.metadata.get("to_json"),
                trait.metadata.get("from_json"),
                trait.metadata.get("echo_update", True),
                trait.metadata.get("unset"),
            )
            for name, trait in kind.class_traits(sync=True).items()
        }
    return writers


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

    # Until its maker has it, no other thread knows of it, and no page.
    _made = True

    _turn_state = Lazily(_Turn)
    _per_thread = Lazily(threading.local)
    _unsent = Lazily[dict[str, None]](dict)
    _born: int

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Note in which process it is made, before the first trait is set."""
        widget: Self = super().__new__(cls, *args, **kwargs)
        widget.__dict__["_born"] = generation()
        return widget

    @default("keys")
    def _default_keys(self) -> list[str]:
        return list(_writers(type(self)))

    def _synced(self) -> Iterable[str]:
        """Return ``keys``, which are not made for a widget that has those of its class."""
        names: Iterable[str] = self._trait_values.get("keys") or _writers(type(self))
        return names

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
        """Return the state, or the named keys of it, as it stands on the wire.

        As upstream's, which asks each trait for its writer each time.
        """
        if drop_defaults:
            state: dict[str, Any] = super().get_state(key, drop_defaults=drop_defaults)
            return state
        names = self._synced() if key is None else [key] if isinstance(key, str) else key
        writers, values = _writers(type(self)), self._trait_values
        return {name: self._written(writers.get(name), values, name) for name in names}

    def _written(self, writer: _Writer | None, values: Mapping[str, Any], name: str) -> Any:
        if writer is None:
            return getattr(self, name)
        if name not in values and writer.unset is not None:
            return writer.unset()
        value = values[name] if name in values else getattr(self, name)
        return value if writer.to_json is None else writer.to_json(value, self)

    def _carrier(self) -> Carrier | None:
        """Return who sends for the widget; None if no page can know of it."""
        if self.comm is None:
            return None
        # Whichever thread is first: the other's is thrown away.
        carrier: Carrier = self.__dict__.setdefault("_own_carrier", _Alone(self))
        return carrier

    def _turn(self) -> AbstractContextManager[None]:
        """Change traits alone; on leaving, send them together and then tell the observers."""
        return _InTurn(self)

    def _hand_over(self) -> None:
        """Tell the carrier that there is something to send, if so. Called in a turn."""
        carrier = self._carrier()
        if carrier is None:
            self._unsent.clear()
        elif self._unsent:
            _thread.touched[carrier] = None

    def _still(self) -> AbstractContextManager[None]:
        """Keep anything from being sent about the widget."""
        return self._turn()

    def _announce(self, changes: Sequence[Any]) -> None:
        """Tell the observers, in the order of the changes."""
        for change in changes:
            HasTraits.notify_change(self, change)

    def __setattr__(self, name: str, value: object) -> None:
        """Set a trait in this thread's turn, anything else plainly."""
        # Whoever opens or closes the comm must not have to wait for a turn.
        if self._made and name != "comm" and isinstance(getattr(type(self), name, None), TraitType):
            with self._turn():
                super().__setattr__(name, value)
        else:
            super().__setattr__(name, value)

    def set_trait(self, name: str, value: object) -> None:
        """Set a trait by name, read-only ones too."""
        with self._turn() if self._made else nullcontext():
            super().set_trait(name, value)

    @contextmanager
    def hold_trait_notifications(self) -> Iterator[None]:
        """Validate, send and tell of all changes made inside at its end, as one."""
        with self._turn() if self._made else nullcontext(), super().hold_trait_notifications():
            yield

    def notify_change(self, change: Any) -> None:
        """Note a change: to be sent unless the page has it already, and to be told."""
        name = change["name"]
        if name == "comm" or not self._made:
            # Registers the new comm, which must not be put off.
            HasTraits.notify_change(self, change)
            return
        with self._turn():
            self._note_for_sending(name)
            self._turn_state.changes.append(change)

    def _note_for_sending(self, name: str) -> None:
        if self._carrier() is None or name not in self.keys:
            return
        if self._should_send_property(name, getattr(self, name)):
            self._unsent[name] = None

    def _should_send_property(self, key: str, value: Any) -> bool:
        """Say whether the page has another value; as upstream, but plain values are not written."""
        said = self._property_lock
        if key not in said:
            if not self._holding_sync:
                return True
        elif type(value) in _PLAIN and type(said[key]) is type(value) and said[key] == value:
            writer = _writers(type(self)).get(key)
            if writer is not None and writer.to_json is None:
                self._states_to_send.discard(key)
                return False
        differs: bool = super()._should_send_property(key, value)
        return differs

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take over what the page says, all of it before any observer runs."""
        with self._turn():
            if len(sync_data) == 1 and all(type(said) in _PLAIN for said in sync_data.values()):
                self._set_one(*sync_data.items())
            else:
                super().set_state(sync_data)

    def _set_one(self, said: tuple[str, Any]) -> None:
        """Take over a step of something dragged: as upstream, which makes it ready for many."""
        name, value = said
        trait = _writers(type(self)).get(name)
        if trait is None:
            return
        if upstream.JUPYTER_WIDGETS_ECHO and trait.echo:
            self._send({"method": "echo_update", "state": {name: value}, "buffer_paths": []})
        with self._lock_property(**{name: value}):
            self.set_trait(name, value if trait.from_json is None else trait.from_json(value, self))
            # Corrected to what it was before, it has not changed, but the page shows another.
            self._note_for_sending(name)

    def send_state(self, key: str | Iterable[str] | None = None) -> None:
        """Send the named traits, or all, to the page.

        All of them go at once, since that answers a page that has asked. Single ones keep to
        the pace: put off, they go with the values that they have by then.
        """
        carrier = self._carrier()
        if carrier is None:
            return
        names: Iterable[str] = self.keys if key is None else key
        with self._turn():
            self._unsent.update(dict.fromkeys([names] if isinstance(names, str) else sorted(names)))
        if key is None and not in_turn():
            carrier.flush()

    def send(self, content: Any, buffers: Sequence[Any] | None = None) -> None:
        """Send a custom message, after the state that was set before it."""
        _thread.said.append(partial(self._say, content, buffers))
        _after_turns()

    def _say(self, content: Any, buffers: Sequence[Any] | None) -> None:
        # In a turn: what another thread is about to set must not hold back what was set before.
        with self._turn():
            carrier = self._carrier()
            if carrier is not None:
                carrier.flush()
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

    def __del__(self) -> None:
        """Close the comm, if there is one."""
        if self.__dict__.get("_trait_values", {}).get("comm") is not None:
            self.close()

    def close(self) -> None:
        """Close the comm, which removes the widget from the page; twice is fine."""
        with self._turn():
            self._unsent.clear()
            super().close()


class _InTurn:
    """A stay in a widget's turn. Stays are taken inside each other all the time, and are cheap."""

    __slots__ = ("_widget",)

    def __init__(self, widget: Synchronised) -> None:
        self._widget = widget

    def __enter__(self) -> None:
        turn = self._widget._turn_state
        turn.lock.__enter__()
        turn.depth += 1
        _thread.turns += 1

    def __exit__(self, *raised: object) -> None:
        widget = self._widget
        turn = widget._turn_state
        changes: list[Any] = []
        try:
            turn.depth -= 1
            if turn.depth == 0:
                changes, turn.changes = turn.changes, []
                widget._hand_over()
        finally:
            _thread.turns -= 1
            turn.lock.__exit__(None, None, None)
            try:
                _after_turns()
            finally:
                if changes:
                    widget._announce(changes)


class _Alone:
    """Sends what a single widget has to say on its own comm."""

    def __init__(self, widget: Synchronised) -> None:
        self._widget = weakref.ref(widget)
        self._pace = Pace(self.flush, BEAT)

    def soon(self) -> None:
        """Send what waits, now or with the next beat."""
        self._pace.soon()

    def flush(self) -> None:
        """Send what waits: read and sent in one turn, so that the last message has the last."""
        widget = self._widget()
        if widget is not None:
            with widget._turn_state.lock:
                names = list(widget._unsent)
                widget._unsent.clear()
                if names:
                    Widget.send_state(widget, names)
