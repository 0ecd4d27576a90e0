"""What an output carries for its frame: which code to run, and how the widget stands.

A frame that has kept the code draws with it at once, and asks the kernel meanwhile. It has no code
itself, and of a large state nothing: that is pulled.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from ipywidgets import Widget
from jupyter_client.jsonutil import json_default

from ._code_files import code_files
from ._colab_host import google_manager_url
from ._comm_target import SESSION
from ._member import Member
from ._model_record import model_record
from ._tree import reach

logger = logging.getLogger("yewpyter")

MOST_BYTES = 6 * 2**10
"""The most that a state takes of an output."""
MOST_WIDGETS = 64
"""More than these are not worth writing down only to find them too large."""

_Record = dict[str, Any]


def carried(widget: Widget) -> str:
    """Write what the frame is told, as JSON in ASCII; a NotBuiltError if there is no code."""
    told: _Record = {
        "session": SESSION,
        "foreign": google_manager_url(),
        "files": {name: file.sha256 for name, file in code_files().items()},
    }
    model = _small_record(widget)
    return _json(told if model is None else {**told, "model": model})


def _small_record(widget: Widget) -> _Record | None:
    """Return the record of a widget that can be drawn by it alone; None of any other."""
    if not isinstance(widget, Member):
        return None
    inside = reach(widget).values()
    if len(inside) > MOST_WIDGETS or not all(m._is_all_state() for m in (widget, *inside)):
        return None
    try:
        record, buffers = model_record(widget)
        # How many views there are is each page's own business.
        record["state"].pop("_view_count", None)
        return None if buffers or len(_json(record)) > MOST_BYTES else record
    except Exception:
        logger.exception("the state of %s could not be put into its output", type(widget).__name__)
        return None


def _json(value: object) -> str:
    return json.dumps(value, default=json_default, allow_nan=False, separators=(",", ":"))
