"""What a root contains: which inline children, and the records that stand for them in its state."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ._member import Member

VERSION = 1
"""The version of trees and envelopes."""

FROM_ROOT = (
    "_model_module",
    "_model_module_version",
    "_view_module",
    "_view_module_version",
    "_package_version",
)
"""Keys that a record leaves out where they are as in the root's state."""

_MODULE = "yewpyter"
_DEFAULTS = Path(__file__).with_name("_defaults.json")

State = dict[str, Any]
Read = Callable[[Member], State]


def reach(root: Member) -> dict[str, Member]:
    """Return the inline children of a root by their ids, those further out first."""
    found: dict[str, Member] = {}
    waiting = deque([root])
    while waiting:
        for widget in waiting.popleft()._held():
            if not isinstance(widget, Member) or widget is root or not widget._is_inline():
                continue
            if widget._model_id not in found:
                found[widget._model_id] = widget
                waiting.append(widget)
    return found


def tree(root: Member, members: Iterable[Member], read: Read) -> State | None:
    """Write the key ``_tree`` of a root's state; ``read`` returns the whole state of one child."""
    models = {member._model_id: record(root, read(member)) for member in members}
    return {"version": VERSION, "models": models} if models else None


def record(root: Member, state: State) -> State:
    """Write an inline child's whole state without what the page knows anyway."""
    defaults = front_end_defaults().get(state["_model_name"])
    if defaults is None or state["_model_module"] != _MODULE:
        return state
    return {
        key: value for key, value in state.items() if _says_something(root, defaults, key, value)
    }


def completed(record: Mapping[str, Any], root: Mapping[str, Any]) -> State:
    """Return the whole state that a record in a root's state means."""
    state = {key: root[key] for key in FROM_ROOT if key in root} | dict(record)
    if state.get("_model_module") != _MODULE:
        return state
    name = state.get("_model_name")
    return {**front_end_defaults().get(name if isinstance(name, str) else "", {}), **state}


@cache
def front_end_defaults() -> dict[str, State]:
    """Return what the page takes for every key of ours that a state does not have."""
    defaults: dict[str, State] = json.loads(_DEFAULTS.read_text(encoding="utf-8"))
    return defaults


def _says_something(root: Member, defaults: State, key: str, value: Any) -> bool:
    if key == "_model_name":
        return True
    if key in FROM_ROOT:
        return bool(value != getattr(root, key, None))
    return key not in defaults or not _same(value, defaults[key])


def _same(value: Any, default: Any) -> bool:
    """Compare as JSON does, but tell whole numbers, other numbers and truth values apart."""
    if isinstance(value, (list, tuple)) and isinstance(default, list):
        return len(value) == len(default) and all(map(_same, value, default))
    if isinstance(value, Mapping) and isinstance(default, dict):
        return value.keys() == default.keys() and all(_same(value[k], default[k]) for k in default)
    return type(value) is type(default) and bool(value == default)
