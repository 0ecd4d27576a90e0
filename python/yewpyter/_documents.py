"""Saves the widgets' state to a file, and makes widgets of such a file again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ipywidgets import Widget

from ._button import Button
from ._document_format import NotADocumentError, Record, read_document, write_document
from ._grid import Grid
from ._install_button import InstallButton
from ._live_widgets import live_widget, live_widgets
from ._member import REFERENCE, find_member
from ._output_pane import OutputPane
from ._progress import Progress
from ._restoring import REFUSALS, reason
from ._slider import Slider
from ._text import Text
from ._tree import VERSION, completed
from ._widget import YewpyterWidget

_MODULE = "yewpyter"
_CLASSES: tuple[type[YewpyterWidget], ...] = (Button, Grid, OutputPane, Progress, Slider, Text)
_TREE = "_tree"
_MOST_LISTED = 20
_LONGEST_ID = 40


@dataclass(frozen=True)
class Loss:
    """What a file has of a model, and could not be restored."""

    model_id: str
    """The model's id in the file."""
    model_name: str
    """What kind of model it is; empty if the file does not say it."""
    reason: str
    """Why it could not be."""


@dataclass(frozen=True, repr=False)
class LoadReport:
    """What ``load_state`` has made of a file. Its text is meant to be read."""

    widgets: Mapping[str, YewpyterWidget]
    """The widgets, by the ids of their models."""
    skipped: tuple[Loss, ...]
    """Models of which there is no widget now."""
    incomplete: tuple[Loss, ...]
    """What is missing in those that there are."""

    @property
    def top_level(self) -> list[YewpyterWidget]:
        """The widgets that are in none of the grids: those to display."""
        grids = [widget for widget in self.widgets.values() if isinstance(widget, Grid)]
        inside = {id(child) for grid in grids for child in grid.children}
        return [widget for widget in self.widgets.values() if id(widget) not in inside]

    def __repr__(self) -> str:
        kinds = [f"{type(w).__name__} {_shown(i)}" for i, w in self.widgets.items()]
        parts = [
            _listed("Restored", kinds),
            _listed("Restored in part", map(_told, self.incomplete)),
            _listed("Not restored", map(_told, self.skipped)),
        ]
        return "\n".join(part for part in parts if part) or "The file holds no widgets."


def save_state(path: str | os.PathLike[str]) -> None:
    """Save the state of all open widgets of this package to a file, with what they contain.

    Open are those that were displayed, and those that something else refers to.

    The file is a document of Jupyter's standard for widget state, which front-ends can show
    without a kernel, and of which ``load_state`` makes widgets again. Of an output pane, the last
    lines are saved as text. A file that is there already is replaced.
    """
    ours = {i: w for i, w in live_widgets().items() if isinstance(w, YewpyterWidget)}
    document = write_document({i: widget._saved_state() for i, widget in ours.items()})
    target = Path(path)
    # At no moment there is half a file under the name.
    part = target.with_name(f"{target.name}.part")
    part.write_text(document, encoding="utf-8")
    part.replace(target)


def load_state(path: str | os.PathLike[str]) -> LoadReport:
    """Make widgets of a file that ``save_state`` or a front-end has saved, also of a notebook.

    They have their old model ids. One that is still there takes over the saved state instead. An
    install button is not restored, as no file may say what is installed; neither are widgets of
    other libraries. What could not be restored, and why, is told by the report, and nothing in
    the file is ever run.

    A file that holds no widget state at all is a ValueError that says what is wrong with it.
    """
    source = Path(path)
    try:
        records = list(read_document(source.read_bytes()))
    except NotADocumentError as error:
        raise NotADocumentError(f"{source} holds no widget state: {error}") from None
    return _Loading().load(records)


class _Loading:
    """The making of widgets from records."""

    def __init__(self) -> None:
        self._widgets: dict[str, YewpyterWidget] = {}
        self._skipped: list[Loss] = []
        self._incomplete: list[Loss] = []

    def load(self, records: Iterable[Record]) -> LoadReport:
        saved = [_checked(record) for record in records]
        roots = {record.model_id for record in saved}
        inside = [inner for record in saved for inner in _inline(record)]
        saved += [record for record in inside if record.model_id not in roots]
        made = [record for record in saved if self._make(record)]
        # All are there before any is referred to, and complete before any is opened.
        for record in made:
            self._fill(record)
        for record in made:
            if record.model_id in roots:
                self._widgets[record.model_id].open()
        return LoadReport(self._widgets, tuple(self._skipped), tuple(self._incomplete))

    def _make(self, record: Record) -> bool:
        obstacle = _obstacle(record)
        if obstacle is None:
            found = _find(record.model_id)
            kind = _kind_of(record.name)
            if found is None and kind is not None:
                found = kind(model_id=record.model_id)
            if isinstance(found, YewpyterWidget) and found._model_name == record.name:
                self._widgets[record.model_id] = found
                return True
            obstacle = f"its id is that of an open {type(found).__name__}"
        self._skipped.append(Loss(record.model_id, record.name, obstacle))
        return False

    def _fill(self, record: Record) -> None:
        widget = self._widgets[record.model_id]
        try:
            problems = widget._restore(record.state, self._resolve)
        except REFUSALS as error:
            problems = [reason(error)]
        for problem in (*record.broken, *problems):
            self._incomplete.append(Loss(record.model_id, record.name, problem))

    def _resolve(self, reference: Any) -> Widget | None:
        if not isinstance(reference, str) or not reference.startswith(REFERENCE):
            return None
        model_id = reference[len(REFERENCE) :]
        return self._widgets.get(model_id) or _find(model_id)


def _find(model_id: str) -> Widget | None:
    member = find_member(model_id)
    return live_widget(model_id) if member is None or member._closed else member


def _checked(record: Record) -> Record:
    """Say what is wrong with what a record contains, and leave it out."""
    tree = record.state.get(_TREE)
    if tree is None:
        return record
    if not isinstance(tree, dict) or not isinstance(tree.get("models"), dict):
        problem = "what it contains cannot be read"
    elif tree.get("version") != VERSION:
        problem = f"what it contains is in version {tree.get('version')!r:.20}, not {VERSION}"
    else:
        return record
    return replace(record, state={**record.state, _TREE: None}, broken=(*record.broken, problem))


def _inline(record: Record) -> Iterator[Record]:
    """Return what a record contains, as records of their own."""
    root = {"_model_module": record.module, **record.state}
    for model_id, found in (record.state.get(_TREE) or {"models": {}})["models"].items():
        state = completed(found, root) if isinstance(found, dict) else {}
        name, module = state.get("_model_name"), state.get("_model_module")
        if isinstance(name, str) and isinstance(module, str):
            yield Record(model_id, name, module, state)
        else:
            yield Record(model_id, "", "", {}, ("its record does not describe a model",))


def _obstacle(record: Record) -> str | None:
    """Say why there can be no widget of a record, if so."""
    if not record.name:
        return "; ".join(record.broken)
    if record.module != _MODULE:
        return f"it is a widget of {_shown(record.module)}; run the code that makes it"
    if record.name == _name_of(InstallButton):
        return "no file may say what is installed; run the code that makes it"
    if _kind_of(record.name) is None:
        return "this version of yewpyter has no such widget"
    return None if record.model_id else "it has no id"


def _kind_of(model_name: str) -> type[YewpyterWidget] | None:
    return {_name_of(kind): kind for kind in _CLASSES}.get(model_name)


def _name_of(kind: type[YewpyterWidget]) -> str:
    name: str = kind.class_traits()["_model_name"].default_value
    return name


def _told(loss: Loss) -> str:
    return f"{_shown(loss.model_name or 'a model')} {_shown(loss.model_id)}: {loss.reason}"


def _shown(text: str) -> str:
    """Make what a file says fit for a line."""
    plain = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return plain if len(plain) <= _LONGEST_ID else f"{plain[:_LONGEST_ID]}…"


def _listed(title: str, lines: Iterable[str]) -> str:
    found = list(lines)
    if not found:
        return ""
    more = [f"… and {len(found) - _MOST_LISTED} more"] if len(found) > _MOST_LISTED else []
    return "\n  ".join([f"{title} ({len(found)}):", *found[:_MOST_LISTED], *more])
