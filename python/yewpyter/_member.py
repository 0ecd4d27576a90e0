"""A widget as a part of a tree: who it is, what it holds, and whether it has a comm of its own.

A widget with a comm is a root. What it holds, and what that holds in turn, are its inline children
as far as they have no comm: they travel inside the root's state and speak on its comm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from weakref import WeakKeyDictionary, WeakValueDictionary

from ipywidgets import Widget

from ._collecting import Views
from ._streams import Stream
from ._synchronised import Carrier, Lazily, Synchronised

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._outbox import Outbox

REFERENCE = "IPY_MODEL_"
"""What a reference to a model begins with, where it stands in a state."""

_members: WeakValueDictionary[str, Member] = WeakValueDictionary()


class Member(Synchronised):
    """A widget that can be an inline child, or the root of others.

    Traits that hold widgets are tagged ``refers=True``; they may be a widget, a sequence of
    widgets, or a mapping whose keys are widgets, and their ``to_json`` writes ``reference``.
    """

    _model_id: str
    _stream = Lazily(Stream)
    _views = Lazily(Views)
    _outbox: Outbox | None = None
    _made = False
    _opening = False
    _closed = False

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Give it an id before anything can refer to it."""
        member: Self = super().__new__(cls, *args, **kwargs)
        member.__dict__["_model_id"] = uuid4().hex
        return member

    def _carrier(self) -> Carrier | None:
        return self._outbox

    @property
    def _posted(self) -> bool:
        """Whether it has ever said something on its reliable stream, or been asked for it."""
        return "_stream" in self.__dict__

    def _is_inline(self) -> bool:
        """Say whether it has to speak through a root: it is there, and has no comm."""
        return self.comm is None and not self._closed and not self._opening

    def _held(self) -> Iterator[Widget]:
        """Return what it refers to, of any library, in order."""
        for name in referring(self):
            value = getattr(self, name)
            parts: Iterable[Any] = [value]
            if isinstance(value, (tuple, list, Mapping)):
                parts = value
            yield from (part for part in parts if isinstance(part, Widget))

    def _told_state(self) -> dict[str, Any]:
        """Return the state without what every page takes for granted."""
        state: dict[str, Any] = self.get_state()
        return state

    def _is_all_state(self) -> bool:
        """Say whether its state is all that a page needs to draw it."""
        return True

    def _register(self) -> None:
        _members[self._model_id] = self


_referring: WeakKeyDictionary[type, tuple[str, ...]] = WeakKeyDictionary()


def referring(member: Member) -> tuple[str, ...]:
    """Return the names of the traits that refer to other widgets."""
    kind = type(member)
    names = _referring.get(kind)
    if names is None:
        names = _referring[kind] = tuple(kind.class_trait_names(refers=True))
    return names


def find_member(model_id: str) -> Member | None:
    """Return the widget of this package with the id, opened or not; None if there is none."""
    return _members.get(model_id)


def identity(widget: Widget) -> str | None:
    """Return a widget's id; it opens no comm for one of this package."""
    return widget._model_id if isinstance(widget, Member) else getattr(widget, "model_id", None)


def is_closed(widget: Widget) -> bool:
    """Say whether a widget of any library was closed, and so is no model any more."""
    return widget._closed if isinstance(widget, Member) else widget.comm is None


def reference(widget: Widget) -> str | None:
    """Write a reference as it stands in a state; None for a closed widget."""
    # Asked for first, since widgets of some libraries open only then; closed ones have none.
    model_id = identity(widget)
    return None if is_closed(widget) else f"{REFERENCE}{model_id}"
