"""Envelopes: what travels on a root's comm beside plain widget messages, as custom content.

Here they are written, and read from pages. Whose they are and what becomes of them is not decided
here. What is read may have been written by anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeGuard

from ipywidgets.widgets.widget import _remove_buffers

from ._streams import Post
from ._tree import VERSION

KEY = "_tree"
"""The one key of a custom message's content that makes it an envelope."""
DEEPEST = 100
"""How deep what a page says may be nested."""

_METHODS = ("update", "custom", "request_state")


class EnvelopeError(ValueError):
    """An envelope that says nothing usable; the text says what was expected."""


@dataclass
class Message:
    """One message to one widget inside an envelope."""

    to: str
    data: dict[str, Any]
    buffers: Sequence[Any] = ()
    keys: Sequence[str] = ()
    """What it tells of the widget's state."""
    post: Post | None = None
    """What it carries of the widget's reliable stream."""

    def entry(self) -> dict[str, Any]:
        """Write it as it stands in an envelope, whose buffers are kept apart."""
        entry = {"to": self.to, "data": self.data, "buffers": len(self.buffers)}
        return entry if self.post is None else {**entry, "s": self.post.s}


@dataclass
class News:
    """What one message of a root tells, in the order in which a page takes it."""

    opened: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    lost: Mapping[str, int] = field(default_factory=dict)
    gone: Sequence[str] = ()
    since: int | None = None

    def __bool__(self) -> bool:
        return bool(self.opened or self.messages or self.gone or self.since is not None)

    def split(self) -> list[News]:
        """Return the same in as many messages as can be."""
        parts = [News(messages=[message], since=self.since) for message in self.messages]
        first = News(self.opened, lost=self.lost, gone=self.gone, since=self.since)
        return [first, *parts] if self.opened or self.gone else parts


def update(to: str, state: Mapping[str, Any]) -> Message:
    """Make the message that tells a widget's keys."""
    plain, paths, buffers = _remove_buffers(dict(state))
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    return Message(to, data, buffers, keys=tuple(state))


def posted(to: str, post: Post) -> Message:
    """Make the message that carries a post."""
    return Message(to, {"method": "custom", "content": post.content}, post.buffers, post=post)


def envelope(content: Mapping[str, Any]) -> dict[str, Any]:
    """Write a custom message with this in its envelope."""
    return {"method": "custom", "content": {KEY: {"version": VERSION, **content}}}


def write(news: News, number: int | None = None) -> tuple[dict[str, Any], list[Any]]:
    """Write a numbered envelope, or one without a number; return it with its buffers."""
    content: dict[str, Any] = {} if number is None else {"n": number}
    if news.since is not None:
        content["since"] = news.since
    buffers: list[Any] = []
    if news.opened:
        opened, paths, first = _remove_buffers(dict(news.opened))
        content.update(open=opened, open_buffer_paths=paths)
        buffers.extend(first)
    entries: list[dict[str, Any]] = [{"to": to, "lost": last} for to, last in news.lost.items()]
    for message in news.messages:
        entries.append(message.entry())
        buffers.extend(message.buffers)
    if entries:
        content["messages"] = entries
    if news.gone:
        content["gone"] = list(news.gone)
    return envelope(content), buffers


def is_envelope(data: object) -> TypeGuard[dict[str, Any]]:
    """Say whether a widget message is an envelope, well made or not."""
    if not isinstance(data, dict) or data.get("method") != "custom":
        return False
    content = data.get("content")
    return isinstance(content, dict) and KEY in content


def without_echoes(
    data: dict[str, Any], buffers: Sequence[Any] | None
) -> tuple[dict[str, Any], Sequence[Any] | None] | None:
    """Return a widget message of ours, and its buffers, without its echoes; None if that is all."""
    if data.get("method") == "echo_update":
        return None
    content = data["content"][KEY] if is_envelope(data) else {}
    entries = content.get("messages", [])
    others = [e for e in entries if e.get("data", {}).get("method") != "echo_update"]
    if len(others) == len(entries):
        return data, buffers
    if not others and not content.keys() & {"open", "gone", "since"}:
        return None
    rest = iter(buffers or ())
    kept = list(islice(rest, len(content.get("open_buffer_paths", ()))))
    for entry in entries:
        own = list(islice(rest, entry.get("buffers", 0)))
        kept += own if entry in others else []
    return envelope({**content, "messages": others}), kept


@dataclass
class FromPage:
    """What a page says in an envelope: one of the three."""

    message: Message | None = None
    since: int | None = None
    streams: Mapping[str, int] = field(default_factory=dict)
    heard: int | None = None


def read(data: Mapping[str, Any], buffers: Sequence[Any]) -> FromPage:
    """Read an envelope from a page; an EnvelopeError if it is none."""
    content = data["content"][KEY]
    if not isinstance(content, dict):
        raise EnvelopeError(f"an envelope must be a map, not {_short(content)}")
    if content.get("version") != VERSION or isinstance(content["version"], bool):
        raise EnvelopeError(
            f"its version must be {VERSION}, not {_short(content.get('version'))}: update yewpyter "
            "in the kernel or where JupyterLab runs, and reload the page"
        )
    if "messages" in content:
        return FromPage(message=_message(content["messages"], buffers))
    if "since" in content:
        return FromPage(since=_number("since", content["since"]), streams=_streams(content))
    if "heard" in content:
        return FromPage(heard=_number("heard", content["heard"]))
    raise EnvelopeError("it must have messages, since or heard")


def _message(entries: Any, buffers: Sequence[Any]) -> Message:
    if not isinstance(entries, list) or len(entries) != 1 or not isinstance(entries[0], dict):
        raise EnvelopeError(f"messages must be a list of one map, not {_short(entries)}")
    [entry] = entries
    to, data = entry.get("to"), entry.get("data")
    if not isinstance(to, str):
        raise EnvelopeError(f"to must be the id of a widget, not {_short(to)}")
    if not isinstance(data, dict) or data.get("method") not in _METHODS:
        raise EnvelopeError(
            f"data must be a widget message ({', '.join(_METHODS)}), not {_short(data)}"
        )
    count = _number("buffers", entry.get("buffers", 0))
    if count > len(buffers):
        raise EnvelopeError(f"it must have {count} buffers, but there are {len(buffers)}")
    if is_envelope(data):
        raise EnvelopeError("there must be no envelope inside an envelope")
    if _too_deep(data):
        raise EnvelopeError(f"data must not be nested more than {DEEPEST} levels deep")
    if data["method"] == "update":
        _check_update(data, count)
    return Message(to, data, list(buffers[:count]))


def _check_update(data: Mapping[str, Any], buffers: int) -> None:
    state, paths = data.get("state"), data.get("buffer_paths", [])
    if not isinstance(state, dict):
        raise EnvelopeError(f"state must be a map, not {_short(state)}")
    if not isinstance(paths, list) or len(paths) > buffers:
        raise EnvelopeError(f"buffer_paths must be {buffers} paths, not {_short(paths)}")
    for path in paths:
        if not isinstance(path, list) or not _leads_somewhere(state, path):
            raise EnvelopeError(f"a buffer's path must lead into the state, unlike {_short(path)}")


def _leads_somewhere(state: Any, path: Sequence[Any]) -> bool:
    holder = state
    for place, step in enumerate(path):
        last = place == len(path) - 1
        if isinstance(holder, dict) and isinstance(step, str) and (last or step in holder):
            holder = holder.get(step)
        elif isinstance(holder, list) and _is_number(step) and step < len(holder):
            holder = holder[step]
        else:
            return False
    return bool(path)


def _streams(content: Mapping[str, Any]) -> Mapping[str, int]:
    streams = content.get("streams", {})
    if not isinstance(streams, dict) or not all(map(_is_number, streams.values())):
        raise EnvelopeError(
            f"streams must be a map from ids to numbers from 0, not {_short(streams)}"
        )
    return streams


def _number(name: str, value: Any) -> int:
    if not _is_number(value):
        raise EnvelopeError(f"{name} must be a number from 0, not {_short(value)}")
    return value


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        inner = [v.values() if isinstance(v, dict) else v for v in level]
        level = [v for values in inner for v in values if isinstance(v, (dict, list))]
        if not level:
            return False
    return True


def _short(value: object) -> str:
    try:
        text = repr(value)
    except RecursionError:
        text = f"a {type(value).__name__} that is nested too deeply"
    return text if len(text) <= 80 else f"{text[:80]}…"
