"""What a widget leaves in the notebook when it is displayed.

Where widgets have a manager, that is a reference to the model. Colab has none for ours, so there
it is a script that brings the widget to life over a comm. Everywhere, a picture and a text come
along for those who open the notebook later, without a kernel or without the package.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from IPython.display import display
from ipywidgets import Widget

from . import _comm_target, colab
from ._capture import current_sink
from ._carried import carried
from ._code_files import NotBuiltError, compress_ahead, loader
from ._colab_host import is_colab
from ._html import Html, element
from ._snapshot import snapshot

VIEW = "application/vnd.jupyter.widget-view+json"
_HTML = "text/html"
_PLAIN = "text/plain"

_HINT = (
    "If you see this text, install yewpyter into the environment that runs JupyterLab "
    "(pip install yewpyter), then reload the page."
)
_COLAB_HINT = "If you see this text, open the notebook in Colab and run its cells."
_REMARK = (
    "A picture of the widget, as it was when it was displayed. To use it, install yewpyter where "
    "JupyterLab runs (pip install yewpyter), reload the page, and run the cell."
)
_COLAB_REMARK = "A picture of the widget, as it was when it was displayed. To use it, run the cell."
_LONGEST = 110

Bundle = dict[str, Any]


def fallback_text(widget: object, hint: str = _HINT) -> str:
    """Name the widget and say what to do to see it."""
    name = repr(widget)
    if len(name) > _LONGEST:
        name = name[:_LONGEST] + "…"
    return f"{name}\n\n{hint}"


def bundle(widget: Widget) -> tuple[Bundle, Bundle]:
    """Return the MIME bundle that stands for a widget here and now, and its metadata."""
    if current_sink() is not None:
        # Inside a pane, whoever shows the pane knows how to show the widget.
        return {_PLAIN: fallback_text(widget), VIEW: _view(widget)}, {}
    address = colab.manager_url
    if address is None and is_colab():
        _comm_target.listen()
        return {_PLAIN: fallback_text(widget, _COLAB_HINT), _HTML: _live(widget)}, {}
    data = {
        _PLAIN: fallback_text(widget),
        VIEW: _view(widget),
        _HTML: snapshot(widget, _REMARK),
    }
    return data, {} if address is None else _managed_by(address)


def _view(widget: Widget) -> Bundle:
    return {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}


def _managed_by(address: object) -> Bundle:
    if not isinstance(address, str):
        raise TypeError(
            f"yewpyter.colab.manager_url must be the address of an ES module or None, "
            f"not {address!r}"
        )
    return {VIEW: {"colab": {"custom_widget_manager": {"url": address}}}}


def _live(widget: Widget) -> str:
    """Write the picture, and the script that puts the widget into its place."""
    place = f"yewpyter-{secrets.token_hex(8)}"
    picture = snapshot(widget, _COLAB_REMARK)
    try:
        told = map(_literal, (place, widget.model_id, carried(widget)))
        script = f"<script>({loader()})({','.join(told)})</script>"
        compress_ahead()
    except NotBuiltError as missing:
        picture, script = Html(f"{picture}{element('div', str(missing))}"), ""
    return f'<div id="{place}" class="yewpyter-output">{picture}</div>{script}'


def _literal(text: str) -> str:
    """Write a text as JavaScript in ASCII that cannot end the element it stands in."""
    return json.dumps(text).replace("<", "\\u003c")


class _MimebundleDisplay(Widget):
    """For ipywidgets 8, which asks for a mime bundle."""

    def _repr_mimebundle_(self, **_options: Any) -> Bundle | tuple[Bundle, Bundle]:
        data, metadata = bundle(self)
        return (data, metadata) if metadata else data


class _PublishingDisplay(Widget):
    """For ipywidgets 7, whose widgets publish themselves."""

    def _ipython_display_(self, **options: Any) -> None:
        data, metadata = bundle(self)
        display(data, raw=True, metadata=metadata)  # type: ignore[no-untyped-call]
        self._handle_displayed(**options)


if TYPE_CHECKING or hasattr(Widget, "_repr_mimebundle_"):
    Displayed = _MimebundleDisplay
else:
    Displayed = _PublishingDisplay
