"""Documents of widget state, ``application/vnd.jupyter.widget-state+json`` version 2.

Here they are written and read. Which widgets they hold and what becomes of them is not decided
here. What is read may have been written by anybody: nothing in it is believed, or run.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ipywidgets.widgets.widget import _remove_buffers

_IN_NOTEBOOKS = "application/vnd.jupyter.widget-state+json"
_NO_PLACE = "there is no such place in the state"


class NotADocumentError(ValueError):
    """A file that holds no widget state at all; the text says what it holds instead."""


@dataclass(frozen=True)
class Record:
    """One model as a document has it; ``broken`` says what could not be read of it."""

    model_id: str
    name: str
    module: str
    state: dict[str, Any]
    broken: tuple[str, ...] = ()


def write_document(models: Mapping[str, Mapping[str, Any]]) -> str:
    """Write the states of models, by their ids; they may hold binary values."""
    records = {model_id: _written(state) for model_id, state in models.items()}
    return json.dumps({"version_major": 2, "version_minor": 0, "state": records})


def read_document(data: bytes) -> Iterator[Record]:
    """Return what a document or a notebook says of each model; a NotADocumentError if it is none.

    A record that says nothing usable has an empty name and the reasons.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotADocumentError("it is not text in UTF-8") from None
    except ValueError as error:
        raise NotADocumentError(f"it is not JSON, or was cut off: {error}") from None
    except RecursionError:
        raise NotADocumentError("it is nested too deeply") from None
    models = _models(document)
    return (_record(model_id, found) for model_id, found in models.items())


def _written(state: Mapping[str, Any]) -> dict[str, Any]:
    plain, paths, buffers = _remove_buffers(dict(state))
    record = {
        "model_name": state["_model_name"],
        "model_module": state["_model_module"],
        "model_module_version": state["_model_module_version"],
        "state": plain,
    }
    if buffers:
        record["buffers"] = [
            {"path": path, "encoding": "base64", "data": base64.b64encode(buffer).decode("ascii")}
            for path, buffer in zip(paths, buffers, strict=True)
        ]
    return record


def _models(document: Any) -> dict[str, Any]:
    if isinstance(document, dict) and "nbformat" in document:
        document = _inside(document, "metadata", "widgets", _IN_NOTEBOOKS)
        if document is None:
            raise NotADocumentError("it is a notebook that was saved without widget state")
    if not isinstance(document, dict) or not isinstance(document.get("state"), dict):
        raise NotADocumentError("it has no 'state'")
    version = document.get("version_major")
    if isinstance(version, bool) or version not in (1, 2):
        raise NotADocumentError(f"its version_major is {_short(version)}, not 2")
    models: dict[str, Any] = document["state"]
    return models


def _inside(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _record(model_id: str, found: Any) -> Record:
    name, module, state = (_inside(found, k) for k in ("model_name", "model_module", "state"))
    if not isinstance(name, str) or not isinstance(module, str) or not isinstance(state, dict):
        return Record(model_id, "", "", {}, ("its record does not describe a model",))
    buffers = found.get("buffers") or []
    if not isinstance(buffers, list):
        return Record(model_id, name, module, state, ("its buffers are no list",))
    problems = [problem for buffer in buffers if (problem := _put(state, buffer))]
    return Record(model_id, name, module, state, tuple(problems))


def _put(state: dict[str, Any], buffer: Any) -> str | None:
    """Put a buffer in its place; return what is wrong if that cannot be."""
    path, text = _inside(buffer, "path"), _inside(buffer, "data")
    encoding = _inside(buffer, "encoding")
    if not isinstance(path, list) or not path or not isinstance(text, str):
        return "a buffer has no path or no data"
    where = f"the buffer at {_short(path)}"
    try:
        data = _decoded(encoding, text)
    except ValueError as error:
        return f"{where} cannot be read: {error}"
    return None if _put_at(state, path, data) else f"{where}: {_NO_PLACE}"


def _decoded(encoding: object, text: str) -> bytes:
    if encoding == "base64":
        return base64.b64decode(text, validate=True)
    if encoding == "hex":
        return binascii.unhexlify(text)
    raise ValueError(f"its encoding is {_short(encoding)}, not base64 or hex")


def _put_at(state: dict[str, Any], path: Sequence[Any], data: bytes) -> bool:
    holder: Any = state
    for step in path[:-1]:
        if not _leads_on(holder, step):
            return False
        holder = holder[step]
    last = path[-1]
    if not (isinstance(holder, dict) and isinstance(last, str)) and not _leads_on(holder, last):
        return False
    holder[last] = data
    return True


def _leads_on(holder: Any, step: Any) -> bool:
    if isinstance(holder, dict):
        return isinstance(step, str) and step in holder
    whole = isinstance(step, int) and not isinstance(step, bool)
    return isinstance(holder, list) and whole and 0 <= step < len(holder)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
