"""What a widget leaves behind where no front-end can show it.

Notebooks store a text beside each widget. Ours says what is missing, since the text is seen
exactly where the front-end half of the package is not installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.display import display
from ipywidgets import Widget

VIEW = "application/vnd.jupyter.widget-view+json"
_HINT = (
    "If you see this text, install yewpyter into the environment that runs JupyterLab "
    "(pip install yewpyter), then reload the page."
)
_LONGEST = 110


def fallback_text(widget: object) -> str:
    """Name the widget and say what to install to see it."""
    name = repr(widget)
    if len(name) > _LONGEST:
        name = name[:_LONGEST] + "…"
    return f"{name}\n\n{_HINT}"


class _MimebundleDisplay(Widget):
    """For ipywidgets 8, which asks for a mime bundle."""

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        data: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = fallback_text(self)
        return data


class _PublishingDisplay(Widget):
    """For ipywidgets 7, whose widgets publish themselves."""

    def _ipython_display_(self, **kwargs: Any) -> None:
        data = {"text/plain": fallback_text(self), VIEW: self.get_view_spec()}
        display(data, raw=True)  # type: ignore[no-untyped-call]
        self._handle_displayed(**kwargs)


if TYPE_CHECKING or hasattr(Widget, "_repr_mimebundle_"):
    Displayed = _MimebundleDisplay
else:
    Displayed = _PublishingDisplay
