"""A model as output frames are told of it."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget
from ipywidgets.widgets.widget import _remove_buffers


def model_record(widget: Widget) -> tuple[dict[str, Any], list[Any]]:
    """Return a widget's names and its whole state, and the buffers that belong into the state."""
    state, paths, buffers = _remove_buffers(widget.get_state())
    record = {
        "modelName": widget._model_name,
        "modelModule": widget._model_module,
        "modelModuleVersion": widget._model_module_version,
        "state": state,
        "buffer_paths": paths,
    }
    return record, buffers
