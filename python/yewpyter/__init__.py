"""Widgets written in Rust for Jupyter notebooks: the side that lives in the kernel.

``from yewpyter import Slider, Grid`` gives classes that are used like those of ipywidgets and
mix with them freely. Importing the package alone imports neither ipywidgets nor IPython, starts
no thread and touches no network, so a Jupyter server may import it as well; a widget class is
loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from . import _comm_target, colab
from ._options import options
from ._version import __version__

if TYPE_CHECKING:
    from ._button import Button
    from ._documents import LoadReport, load_state, save_state
    from ._grid import Grid
    from ._install_button import InstallButton
    from ._layout import Layout
    from ._output_pane import OutputPane
    from ._progress import Progress
    from ._slider import Slider
    from ._text import Text
    from ._widget import YewpyterWidget

__all__ = [
    "Button",
    "Grid",
    "InstallButton",
    "Layout",
    "LoadReport",
    "OutputPane",
    "Progress",
    "Slider",
    "Text",
    "YewpyterWidget",
    "__version__",
    "colab",
    "load_state",
    "options",
    "save_state",
]

_HOME = {
    "Button": "._button",
    "Grid": "._grid",
    "InstallButton": "._install_button",
    "Layout": "._layout",
    "LoadReport": "._documents",
    "OutputPane": "._output_pane",
    "Progress": "._progress",
    "Slider": "._slider",
    "Text": "._text",
    "YewpyterWidget": "._widget",
    "load_state": "._documents",
    "save_state": "._documents",
}


def __getattr__(name: str) -> object:
    """Load the module of a public class on first use."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell ``jupyter labextension develop`` where a source checkout keeps the built extension."""
    return [{"src": "labextension", "dest": "yewpyter"}]


# In a kernel, outputs of earlier cells may come back from here on.
_comm_target.listen()
