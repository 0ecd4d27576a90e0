"""Makes the kernel listen for output frames that open a comm; what they say is handled elsewhere.

Loads nothing by itself, so that importing the package stays cheap.
"""

from __future__ import annotations

import secrets
import sys
from importlib import import_module
from typing import Any

TARGET = "yewpyter.frame"
"""The name under which a frame opens its comm."""
SESSION = secrets.token_hex(8)
"""Another one in each kernel, so that a frame can tell that its own is gone."""


def listen() -> None:
    """Register the target with the running kernel; without one do nothing. Twice is fine."""
    # The kernel's own manager: an installed `comm` package need not be the one it uses.
    get_shell = getattr(sys.modules.get("IPython"), "get_ipython", None)
    kernel = getattr(get_shell() if get_shell else None, "kernel", None)
    manager = getattr(kernel, "comm_manager", None)
    if manager is not None:
        manager.register_target(TARGET, _opened)


def _opened(comm: Any, message: dict[str, Any]) -> None:
    import_module("._frames", __package__).open_frame(comm, message)
