"""A Jupyter server extension that has kernels' websockets send at once. Knows no widget.

A Jupyter server leaves Nagle's algorithm on: what a kernel says waits some 40 ms wherever the
browser has not acknowledged what came before. With TCP_NODELAY it does not, for the widgets of
every library. Installing the package enables this; ``c.YewpyterServer.nodelay = False`` in
``jupyter_server_config.py``, or ``--YewpyterServer.nodelay=False``, switches it off.
"""

from __future__ import annotations

from typing import Any

from ._nodelay import with_nodelay
from ._settings import YewpyterServer

__version__ = "0.1.0"
__all__ = ["YewpyterServer"]

_CLASS = "kernel_websocket_connection_class"
"""Where a server keeps the class that joins a kernel to its websocket; read for each of them."""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell a Jupyter server where the function below is."""
    return [{"module": __name__}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """Have the server join kernels to their websockets by a class that sets TCP_NODELAY.

    Whatever goes wrong is one warning in the server's log, and leaves everything as it was.
    """
    try:
        if YewpyterServer(parent=serverapp).nodelay:
            settings = serverapp.web_app.settings
            settings[_CLASS] = with_nodelay(settings.get(_CLASS), serverapp.log)
    except Exception as error:
        serverapp.log.warning(
            "yewpyter_server: kernels' websockets stay as they are, without TCP_NODELAY, which "
            "YewpyterServer.nodelay=False asks for without this warning: %r",
            error,
            exc_info=True,
        )
