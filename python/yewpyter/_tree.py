"""What a root contains: which inline children, and the records that stand for them in its state."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from traitlets import TraitType, Undefined

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
    """Write the key ``_tree`` of a root's state; ``read`` returns the state of one child.

    It may leave out what ``telling`` does not name.
    """
    models = records(root, {member._model_id: read(member) for member in members})
    return {"version": VERSION, "models": models} if models else None


def records(root: Member, states: Mapping[str, State]) -> dict[str, State]:
    """Write inline children's states by their ids, without what the page knows anyway."""
    from_root = {key: getattr(root, key, None) for key in FROM_ROOT}
    return {i: _record(from_root, state) for i, state in states.items()}


def _record(from_root: State, state: State) -> State:
    defaults = front_end_defaults().get(state["_model_name"])
    if defaults is None or state.get("_model_module", _MODULE) != _MODULE:
        return state
    # What a root of another library says of itself does not hold for ours.
    own = {k: defaults[k] for k, said in from_root.items() if said != defaults.get(k, said)}
    known = {**defaults, **from_root}
    return {
        key: value
        for key, value in ({**own, **state} if own else state).items()
        if key == "_model_name" or key not in known or not _same(value, known[key])
    }


_silent: WeakKeyDictionary[type[Member], Mapping[str, object]] = WeakKeyDictionary()


def telling(member: Member) -> list[str]:
    """Return the names of the traits that may say something that a page does not know anyway.

    Most traits of most widgets are as they were made, and reading them all is slow.
    """
    silent = _silent.get(type(member))
    if silent is None:
        silent = _silent[type(member)] = _find_silent(type(member))
    values, names = member._trait_values, member._synced()
    return [n for n in names if n not in silent or values.get(n, silent[n]) is not silent[n]]


def _find_silent(kind: type[Member]) -> Mapping[str, object]:
    """Return by name the very values with which the traits of a class come, if a page has the same.

    Traitlets makes some values anew for each widget, when they are first read.
    """
    known: State = {}
    if kind._model_module.default_value == _MODULE:
        known = front_end_defaults().get(kind._model_name.default_value, {})
    traits = kind.class_traits(sync=True)
    return {
        name: _UNMADE if traits[name].default_value is Undefined else traits[name].default_value
        for name in (known.keys() & traits.keys()) - {"_model_name"}
        if _same(_at_first(kind, traits[name]), known[name])
    }


def _at_first(kind: type[Member], trait: TraitType[Any, Any]) -> Any:
    """Return what stands in the state for a trait that was never set; no JSON if that depends."""
    if "unset" in trait.metadata:
        return trait.metadata["unset"]()
    maker = kind._all_trait_default_generators.get(trait.name)
    is_own = getattr(maker, "__self__", None) is trait and "to_json" not in trait.metadata
    return trait.default() if is_own else _UNMADE


_UNMADE = object()


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


def _same(value: Any, default: Any) -> bool:
    """Compare as JSON does, but tell whole numbers, other numbers and truth values apart."""
    if isinstance(value, (list, tuple)) and isinstance(default, list):
        return len(value) == len(default) and all(map(_same, value, default))
    if isinstance(value, Mapping) and isinstance(default, dict):
        return value.keys() == default.keys() and all(_same(value[k], default[k]) for k in default)
    return type(value) is type(default) and bool(value == default)
