"""Runs inside the server that is tested: tells what its kernels' websockets are like."""

import json
import socket

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado import web


class Own(ZMQChannelsWebsocketConnection):
    """A connection class as a user may configure one."""


def seen(connection):
    stream = connection.websocket_handler.ws_connection.stream
    classes = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(connection).__mro__]
    nodelay = stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    return {"nodelay": bool(nodelay), "classes": classes}


class ProbeHandler(JupyterHandler):
    @web.authenticated
    def get(self):
        connections = ZMQChannelsWebsocketConnection._open_sockets
        self.finish(json.dumps([seen(connection) for connection in connections]))


def _load_jupyter_server_extension(serverapp):
    serverapp.web_app.add_handlers(".*$", [("/probe", ProbeHandler)])
