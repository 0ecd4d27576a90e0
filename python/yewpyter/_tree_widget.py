"""How a widget comes by a comm, and how it speaks with and without one."""

from __future__ import annotations

import logging
import sys
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ipywidgets import Widget
from traitlets import Bunch, observe

from ._beacon import beacon
from ._collecting import asking_page, bury, heard_of, page_of, report, shown_again, watch
from ._envelope import EnvelopeError, is_envelope, read
from ._live_widgets import registry
from ._locks import generation
from ._member import Member
from ._options import options
from ._outbox import Outbox, wire
from ._synchronised import Synchronised, answering, in_turn, touch
from ._tree import telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._tree import State

logger = logging.getLogger("yewpyter")

# What ipywidgets takes away from a closed widget, so that it is displayed as a text.
_DISPLAY = "_repr_mimebundle_" if hasattr(Widget, "_repr_mimebundle_") else "_ipython_display_"


class TreeWidget(Member):
    """Opens no comm until it is displayed, or until something asks for its ``model_id``.

    From then on it is a root, and speaks for what it contains. Without a comm, it speaks through
    the root that contains it, if there is one.
    """

    _wanted = False

    def __init__(self, **given: Any) -> None:
        """Make the widget; ``model_id`` and ``comm`` are as for every widget."""
        given["model_id"] = given.get("model_id") or self._model_id
        super().__init__(**given)
        self._register()
        self._made = True
        if self.comm is not None or self._wanted or not options.tree:
            self.open()

    # Its id, and its comm.

    @property
    def model_id(self) -> str:
        """The id by which the page knows the widget, also after it was closed.

        Who asks for it wants to show the widget or to refer to it: it opens a comm.
        """
        if not self._made:
            self._wanted = True
        elif not self._closed:
            self._open_unless_open()
            shown_again(self)
        comm = self.comm
        model_id: str = self._model_id if comm is None else comm.comm_id
        return model_id

    def open(self) -> None:
        """Open a comm of its own unless there is one, with all that the widget contains.

        A closed widget is opened anew.
        """
        if self._made:
            self._closed = False
            self._open_unless_open()

    def _open_unless_open(self) -> None:
        if self._outbox_of_its_own() is not None:
            return
        # Another thread that is opening it has the lock, and only it may find it half open.
        with wire:
            if not self._opening and self._outbox_of_its_own() is None:
                self._open_as_root()

    def _outbox_of_its_own(self) -> Outbox | None:
        return None if self.comm is None else self._outbox

    @observe("comm")
    def _comm_changed(self, change: Bunch) -> None:
        """Listen to a new comm, without being kept alive by it."""
        comm = change["new"]
        if comm is not None:
            self._model_id = comm.comm_id
            comm.on_msg(_listener(self))
            registry()[self._model_id] = self
            watch()

    def __del__(self, _at_exit: Callable[[], bool] = sys.is_finalizing) -> None:
        """Leave the comm, if there is one, to be closed."""
        comm = self.__dict__.get("_trait_values", {}).get("comm")
        if comm is not None and not _at_exit() and self._born == generation():
            bury(comm, self._outbox)

    def _open_as_root(self) -> None:
        former, self._outbox = self._outbox, (outbox := Outbox(self))
        opened_by_page = self.comm is not None
        self._opening = True
        try:
            self._unsent.clear()
            outbox.begin(self)
            super(Synchronised, self).open()
        except BaseException:
            outbox.end()
            self._outbox = former
            if former is not None:
                former.grow()
            raise
        finally:
            self._opening = False
        self.__dict__.pop(_DISPLAY, None)
        if former is not None:
            former.let_go(self)
        if opened_by_page and self._tree is not None:
            outbox.tell_all()
        if self._unsent:  # changed by another thread meanwhile
            outbox.add(self)
            outbox.soon()

    def close(self) -> None:
        """Close the widget, which removes it from the page; twice is fine.

        What it contains stays as it is, and can be displayed by itself.
        """
        with self._turn(), wire:
            if self._closed:
                return
            self._closed = True
            outbox, self._outbox = self._outbox, None
            root = self.comm is not None
            super().close()
            if outbox is not None and root:
                outbox.end()
            elif outbox is not None:
                outbox.grow()
                touch(outbox)
            self.__dict__[_DISPLAY] = None

    def get_view_spec(self) -> dict[str, Any]:
        """Return what refers to a view of the widget."""
        return {"version_major": 2, "version_minor": 0, "model_id": self.model_id}

    def _get_embed_state(self, drop_defaults: bool = False) -> State:  # noqa: FBT001, FBT002
        self._open_unless_open()
        state: State = super()._get_embed_state(drop_defaults=drop_defaults)
        return state

    # Its state.

    @property
    def _tree(self) -> State | None:
        """What a root contains, as it stands in its state."""
        outbox = self._outbox
        return None if outbox is None else outbox.tree(TreeWidget._locked_state)

    @property
    def _n(self) -> int:
        """The number of the newest message that a root's state includes."""
        return 0 if self._outbox is None else self._outbox.n

    @property
    def _s(self) -> int:
        """The number of the newest reliable message."""
        return self._stream.last if self._posted else 0

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> State:  # noqa: FBT001, FBT002
        """Return the state, or the named keys of it; a root's whole state has its tree."""
        if key is not None:
            named: State = super().get_state(key, drop_defaults=drop_defaults)
            return named
        outbox = self._outbox if self.comm is not None or self._opening else None
        if outbox is None:
            return self._plain_state(drop_defaults=drop_defaults)
        with wire:
            if not in_turn():
                outbox.settle()
            state = self._plain_state(drop_defaults=drop_defaults)
            count = 0 if self._opening else self._views.count(asking_page())
            return {**state, "_view_count": count, "_tree": self._tree, "_n": outbox.n}

    def _plain_state(self, *, drop_defaults: bool) -> State:
        state: State = super().get_state(None, drop_defaults=drop_defaults)
        return {**state, "_s": self._s} if self._s else state

    def _told_state(self) -> State:
        if type(self).get_state is not TreeWidget.get_state:
            return self.get_state()
        state: State = super().get_state(telling(self))
        return {**state, "_s": self._s} if self._s else state

    def _locked_state(self) -> State:
        with self._turn_state.lock.attempt():
            return self._told_state()

    @contextmanager
    def _still(self) -> Iterator[None]:
        """Keep anything from being sent about the widget, and have sent what waits."""
        with wire:
            if self._outbox is not None:
                self._outbox.flush()
            yield

    # What it says.

    def _hand_over(self) -> None:
        if self._outbox is not None and self._unsent:
            self._outbox.add(self)
        super()._hand_over()

    def send_state(self, key: str | Iterable[str] | None = None) -> None:
        """Send the named traits, or all, to the page."""
        outbox = self._outbox_of_its_own()
        if key is None and outbox is not None:
            outbox.tell_all()
        else:
            super().send_state(key)

    def post(self, content: Any, buffers: Sequence[Any] | None = None) -> None:
        """Send a custom message that arrives, in order and once, even if the wire loses it.

        It goes after the state that was set before it. While no page can know of the widget, it
        goes nowhere. The last 1000 messages of a widget, or 16 MiB of them, can be repeated; a
        page that has missed more is told so. A TypeError or ValueError if it cannot be JSON.
        """
        self._stream.add(content, buffers)
        with self._turn():
            outbox = self._outbox
            if outbox is None:
                self._stream.take()
            else:
                outbox.add(self)
                touch(outbox)

    def _send(self, msg: Any, buffers: Sequence[Any] | None = None) -> None:
        outbox = self._outbox
        if outbox is not None and msg.get("method") == "echo_update":
            outbox.echo(self, msg, buffers)
        elif self.comm is not None or outbox is None:
            super()._send(msg, buffers)
        else:
            outbox.relay(self, msg, buffers)

    # What it is told.

    def _handle_msg(self, msg: Mapping[str, Any]) -> None:
        with answering():
            self._take(msg)

    def _take(self, msg: Mapping[str, Any]) -> None:
        page, data = page_of(msg), msg["content"]["data"]
        heard_of(page)
        if is_envelope(data):
            self._take_envelope(msg)
            return
        super()._handle_msg(msg)
        state = data.get("state")
        count = state.get("_view_count") if isinstance(state, dict) else None
        if page is not None and self.comm is not None and isinstance(count, int):
            report(self, page, count)

    def _take_envelope(self, msg: Mapping[str, Any]) -> None:
        """Handle an envelope of the page; one that says nothing usable is logged, never raised."""
        try:
            self._act_on(msg)
        except EnvelopeError as error:
            logger.warning("%s ignores an envelope of the page: %s", type(self).__name__, error)

    def _act_on(self, msg: Mapping[str, Any]) -> None:
        outbox = self._outbox_of_its_own()
        if outbox is None:
            raise EnvelopeError("only a widget with a comm takes envelopes")
        said = read(msg["content"]["data"], msg.get("buffers") or [])
        if said.heard is not None:
            beacon.heard(said.heard)
        elif said.since is not None:
            outbox.repair(said.since, said.streams)
        elif said.message is not None:
            to = outbox.find(said.message.to)
            if to is None:
                raise EnvelopeError(
                    f"to must be the id of a widget inside this one, not {said.message.to[:40]!r}"
                )
            content = {"comm_id": to._model_id, "data": said.message.data}
            to._handle_msg({**msg, "content": content, "buffers": said.message.buffers})


def _listener(widget: TreeWidget) -> Callable[[Mapping[str, Any]], None]:
    reference = weakref.ref(widget)

    def listen(msg: Mapping[str, Any]) -> None:
        listening = reference()
        if listening is not None:
            listening._handle_msg(msg)

    return listen


def addressed(
    root: Widget, data: dict[str, Any], buffers: Sequence[Any]
) -> tuple[Widget, dict[str, Any]]:
    """Return whom a message on a root's comm is for, and the message without its envelope.

    That is the root itself if nothing else can be made of it.
    """
    if isinstance(root, TreeWidget) and root._outbox is not None and is_envelope(data):
        try:
            message = read(data, buffers).message
        except EnvelopeError:
            message = None
        to = None if message is None else root._outbox.find(message.to)
        if message is not None and to is not None:
            return to, message.data
    return root, data
