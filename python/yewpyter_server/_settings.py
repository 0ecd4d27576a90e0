"""What a server's configuration can say to this extension."""

from __future__ import annotations

from traitlets import Bool
from traitlets.config import Configurable


class YewpyterServer(Configurable):
    """The section of a Jupyter server's configuration that is read as the server starts."""

    nodelay = Bool(
        True, help="Whether what kernels say is sent to the page at once (TCP_NODELAY)."
    ).tag(config=True)
