"""What a root and its inline children have to say, and in which messages it goes out.

One lock guards the wire of all roots: under it, what waits is read, numbered and sent, and widgets
change hands between roots. Whoever holds it never waits for a widget's turn; a widget that another
thread is about to change is passed over, since that thread sees to it when its turn ends. So it
may be taken in a turn.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._beacon import beacon
from ._envelope import Message, News, envelope, posted, update, write
from ._locks import ForkSafeLock
from ._member import Member, referring
from ._pacing import Pace
from ._synchronised import BEAT, Synchronised, answer_with, in_turn
from ._tree import State, reach, records, tree

wire = ForkSafeLock()
"""Held while anything is sent by a root, and while widgets change hands."""


class Outbox:
    """One root's; it ends with the root's comm."""

    def __init__(self, root: Member) -> None:
        """Make the outbox of a widget that is about to open its comm."""
        self.n = 0
        self._root = weakref.ref(root)
        self._pace = Pace(self.flush, BEAT)
        self._inline: dict[str, Member] = {}
        self._former: weakref.WeakValueDictionary[str, Member] = weakref.WeakValueDictionary()
        self._waiting: dict[Member, None] = {}
        self._echoes: list[Message] = []
        self._numbers: dict[str, dict[str, int]] = {}
        self._grown = 0
        self._growing = True

    def root(self) -> Member | None:
        """Return the root while it is open."""
        root = self._root()
        return None if root is None or root.comm is None else root

    def find(self, model_id: str) -> Member | None:
        """Return who may be spoken to through the root: those inside, and those that were."""
        root = self.root()
        if root is not None and root._model_id == model_id:
            return root
        return self._inline.get(model_id) or self._former.get(model_id)

    # What waits, and its sending.

    def add(self, member: Member) -> None:
        """Note that a widget has something to say. From any thread, with or without the lock."""
        self._waiting[member] = None
        if not member._unsent.keys().isdisjoint(referring(member)):
            self._growing = True

    def grow(self) -> None:
        """Note that the root may contain something else now."""
        self._growing = True

    def soon(self) -> None:
        """Send what waits, now or with the next beat."""
        self._pace.soon()

    def flush(self) -> None:
        """Send what waits, now, as one message; the first failure is raised after the rest."""
        with wire:
            root = self.root()
            if root is None or not (self._waiting or self._growing or self._echoes):
                return
            failures: list[Exception] = []
            waiting, states = self._take(failures)
            news = News()
            if self._growing:
                try:
                    new, news.gone = self._regrow(root, states)
                    news.opened = records(root, {m._model_id: self._read(m, None) for m in new})
                except Exception as error:  # noqa: BLE001 - raised when the rest has been sent
                    failures.append(error)
            inside = {root._model_id: root, **self._inline}
            told = [i for i in states if states[i] and i in inside and i not in news.opened]
            news.messages = [update(i, states[i]) for i in told]
            for i in (member._model_id for member in waiting):
                if i in inside:
                    news.messages += [posted(i, post) for post in inside[i]._stream.take()]
            self._emit(root, self._with_echoes(root, news))
        if failures:
            raise failures[0]

    def settle(self) -> None:
        """Send what waits unless that may open comms.

        For those who read states: ipywidgets does so while it goes through all open widgets.
        """
        with wire:
            if not self._growing:
                self.flush()

    def repair(self, since: int, streams: Mapping[str, int]) -> None:
        """Repeat everything that has changed after message ``since``."""
        with wire:
            self.flush()
            root = self.root()
            if root is None:
                return
            if since > self.n or self._grown > since:
                self.tell_all()
                return
            news = News(since=since)
            lost: dict[str, int] = {}
            for i, member in {root._model_id: root, **self._inline}.items():
                keys = [key for key, n in self._numbers.get(i, {}).items() if n > since]
                if keys:
                    news.messages.append(update(i, self._read(member, keys)))
                missing, posts = member._stream.above(streams.get(i), since)
                lost.update({i: missing} if missing else {})
                news.messages += [posted(i, post) for post in posts]
            news.lost = lost
            self._emit(root, news)

    def tell_all(self) -> None:
        """Send the whole state, which is no news and has no number of its own."""
        with wire:
            if not in_turn():
                self.flush()
            root = self.root()
            if root is not None:
                whole = update(root._model_id, root.get_state())
                root._send(whole.data, buffers=whole.buffers)

    def echo(self, member: Member, data: dict[str, Any], buffers: Sequence[Any] | None) -> None:
        """Take an echo along with what a page's message leads to, or send it by itself soon."""
        with wire:
            self._echoes.append(Message(member._model_id, data, buffers or ()))
            if not answer_with(self):
                self.flush()
            elif not self._waiting:
                self._pace.later()

    def relay(self, member: Member, data: dict[str, Any], buffers: Sequence[Any] | None) -> None:
        """Send an inline child's message as it is, which is not repeated when it gets lost."""
        with wire:
            root = self.root()
            if root is not None and self._inline.get(member._model_id) is member:
                self._pass_on(root, Message(member._model_id, data, buffers or ()))

    def say(self, content: Mapping[str, Any]) -> None:
        """Send an envelope that is about the wire itself."""
        with wire:
            root = self.root()
            if root is not None:
                root._send(envelope(content))

    def tree(self, read_whole: Any) -> State | None:
        """Write what the root contains as it is now; ``read_whole`` reads one widget."""
        root = self._root()
        return None if root is None else tree(root, reach(root).values(), read_whole)

    def _with_echoes(self, root: Member, news: News) -> News:
        """Put the echoes first; alone they are no news, have no number and are not repeated."""
        echoes, self._echoes = self._echoes, []
        echoes = [e for e in echoes if e.to == root._model_id or e.to in self._inline]
        if news and _plain_update(root, news) is None:
            news.messages[:0] = echoes
        else:
            for echo in echoes:
                self._pass_on(root, echo)
        return news

    def _pass_on(self, root: Member, message: Message) -> None:
        if message.to == root._model_id:
            Synchronised._send(root, message.data, message.buffers)  # past where echoes are held
        else:
            root._send(*write(News(messages=[message])))

    # How widgets change hands.

    def begin(self, root: Member) -> None:
        """Take over what the root contains, before its comm is opened. Under the lock."""
        self._regrow(root, {})

    def end(self) -> None:
        """Let all go: the root is closed, and they are without one."""
        with wire:
            for member in self._inline.values():
                if member._outbox is self:
                    member._outbox = None
            self._inline.clear()
            self._waiting.clear()
            self._echoes.clear()
            self._numbers.clear()

    def let_go(self, member: Member) -> None:
        """Forget a widget that another root speaks for, or that does so itself."""
        if self._forget(member):
            self._former[member._model_id] = member

    def _forget(self, member: Member) -> bool:
        if self._inline.get(member._model_id) is not member:
            return False
        del self._inline[member._model_id]
        self._waiting.pop(member, None)
        self._numbers.pop(member._model_id, None)
        return True

    def _regrow(self, root: Member, states: dict[str, State]) -> tuple[list[Member], list[str]]:
        """Find out what the root contains now; return what is new, and the ids that are gone."""
        self._growing = False
        inside = self._claim(root)
        left = [m for i, m in self._inline.items() if inside.get(i) is not m]
        new = [m for i, m in inside.items() if self._inline.get(i) is not m]
        gone: list[str] = []
        for member in left:
            self._forget(member)
            if member._outbox is self or member._closed:
                member._outbox = None
                gone.append(member._model_id)
        for member in new:
            if member._outbox is not None:
                member._outbox.let_go(member)
            # In this order: what changes from here on is noted, and what has changed is read.
            member._outbox = self
            self._inline[member._model_id] = member
            if member._posted:
                member._stream.moved()
        closed = {id(member) for member in left if member._closed}
        for holder in (root, *inside.values()) if closed else ():
            if any(id(widget) in closed for widget in holder._held()):
                named = states.setdefault(holder._model_id, {})
                named.update(self._read(holder, referring(holder)))
        return new, [i for i in gone if i not in inside]

    def _claim(self, root: Member) -> dict[str, Member]:
        """Return what the root alone contains; what another one contains too opens by itself."""
        while True:
            inside = reach(root)
            owners = {m._outbox for m in inside.values() if m._outbox is not None} - {self}
            roots = [other for owner in owners if (other := owner.root()) is not None]
            others = {id(m) for other in roots for m in reach(other).values()}
            shared = next((m for m in inside.values() if id(m) in others), None)
            if shared is None:
                return inside
            shared.open()

    # Reading and writing.

    def _take(self, failures: list[Exception]) -> tuple[list[Member], dict[str, State]]:
        """Read what has changed, except where another thread is about to change it."""
        taken: list[Member] = []
        states: dict[str, State] = {}
        for member in list(self._waiting):
            self._waiting.pop(member, None)
            if member._outbox is not self:
                self._hand_on(member)
                continue
            with member._turn_state.lock.attempt() as free:
                if not free:
                    self._waiting[member] = None
                    continue
                keys = list(member._unsent)
                member._unsent.clear()
                try:
                    states[member._model_id] = member.get_state(keys)
                except Exception as error:  # noqa: BLE001 - raised when the rest has been sent
                    failures.append(error)
            taken.append(member)
        return taken, states

    def _hand_on(self, member: Member) -> None:
        """Leave what a widget wants to say to the one it has changed to meanwhile."""
        outbox = member._outbox
        if outbox is not None and member._unsent:
            outbox.add(member)
            outbox.soon()

    def _read(self, member: Member, keys: Iterable[str] | None) -> State:
        with member._turn_state.lock.attempt() as free:
            if not free:
                # What is read in the midst of a change goes out once more after it.
                member._unsent.update(dict.fromkeys(member.keys if keys is None else keys))
                self._waiting[member] = None
                self._pace.later()
            return member._told_state() if keys is None else member.get_state(list(keys))

    def _emit(self, root: Member, news: News) -> None:
        """Send as one message; if that fails, one by one, so that a bad value costs only itself."""
        if not news:
            return
        try:
            self._transmit(root, news)
        except Exception:
            parts = news.split()
            if len(parts) < 2:
                raise
            failures: list[Exception] = []
            for part in parts:
                try:
                    self._transmit(root, part)
                except Exception as error:  # noqa: BLE001 - raised when the rest has been sent
                    failures.append(error)
            raise failures[0] from None

    def _transmit(self, root: Member, news: News) -> None:
        n = self.n + 1
        plain = _plain_update(root, news)
        if plain is None:
            root._send(*write(news, n))
        else:
            state = {**plain.data["state"], "_n": n}
            root._send({**plain.data, "state": state}, plain.buffers)
        self.n = n
        if news.opened or news.gone:
            self._grown = n
        for message in news.messages if news.since is None else ():
            self._numbers.setdefault(message.to, {}).update(dict.fromkeys(message.keys, n))
            if message.post is not None:
                message.post.sent = n
        beacon.sent(self)


def _plain_update(root: Member, news: News) -> Message | None:
    """Return the one update of the root's own keys that the news are, if so."""
    if news.opened or news.gone or news.since is not None or len(news.messages) != 1:
        return None
    [message] = news.messages
    return message if message.to == root._model_id and message.keys else None
