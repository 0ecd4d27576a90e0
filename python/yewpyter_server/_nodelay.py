"""Derives connection classes that set TCP_NODELAY; reads and changes no server."""

from __future__ import annotations

import functools
import logging
import types
from typing import Any

_MARK = "_yewpyter_nodelay"


def with_nodelay(base: Any, log: logging.Logger) -> type:
    """Derive a class from the kernel websocket connection class of a server, under the same name.

    Its ``connect`` sets TCP_NODELAY on the websocket and then is the base's. If that fails, the
    websocket stays as it was; ``log`` is told of the first time. A class that does so already is
    returned as it is; a TypeError if ``base`` is no connection class.
    """
    if not isinstance(base, type) or not callable(getattr(base, "connect", None)):
        raise TypeError(f"the server should have a connection class with `connect`, not {base!r}")
    return base if hasattr(base, _MARK) else _derived(base, _Nodelay(log))


def _derived(base: Any, nodelay: _Nodelay) -> type:
    @functools.wraps(base.connect)
    def connect(self: Any, *arguments: Any, **named: Any) -> Any:
        nodelay.set(self)
        # What the base returns is awaited, or not, as ever.
        return super(derived, self).connect(*arguments, **named)

    names = ("__module__", "__qualname__", "__doc__")
    body = {"connect": connect, _MARK: True, **{name: getattr(base, name) for name in names}}
    derived: type[Any] = types.new_class(
        base.__name__, (base,), exec_body=lambda own: own.update(body)
    )
    return derived


class _Nodelay:
    """Sets the option, and tells of the first failure only: there is a connection per notebook."""

    def __init__(self, log: logging.Logger) -> None:
        self.log = log
        self._told = False

    def set(self, connection: Any) -> None:
        """Set TCP_NODELAY on the websocket of a connection; never raises."""
        try:
            connection.websocket_handler.set_nodelay(True)
        except Exception as error:
            if not self._told:
                self._told = True
                self.log.warning(
                    "yewpyter_server: TCP_NODELAY is not set on a kernel's websocket: %r. It works "
                    "as before, only slower; from now on this is not told again",
                    error,
                    exc_info=True,
                )
