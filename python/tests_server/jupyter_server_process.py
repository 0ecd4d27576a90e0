"""A Jupyter server in a process of its own, and a page's side of a kernel's websocket."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timezone
from pathlib import Path

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

PATIENCE = 60.0
HERE = Path(__file__).parent
TOKEN = "of-a-test"

# Nothing of the user's own Jupyter is read or written.
FOREIGN = ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTER_TOKEN", "PYTHONHOME")
FOLDERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "IPYTHONDIR": "ipython",
}


def environment(home):
    """What a server that lives in this folder is started with; `probe` can be imported there."""
    inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    folders = {name: str(Path(home, folder)) for name, folder in FOLDERS.items()}
    path = os.pathsep.join([str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**inherited, **folders, "PYTHONPATH": path, "PYTHONNOUSERSITE": "1"}


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Server:
    """A running server, with the probe beside the extensions that are installed."""

    def __init__(self, python, home, options):
        self.port = free_port()
        self._log = Path(home, "log.txt")
        command = [python, "-m", "jupyter_server", f"--ServerApp.port={self.port}"]
        command += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={home}"]
        command += ["--ServerApp.allow_root=True", "--no-browser"]
        command += [f"--IdentityProvider.token={TOKEN}", "--ServerApp.jpserver_extensions=probe=1"]
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [*command, *options], env=environment(home), stdout=log, stderr=subprocess.STDOUT
            )

    @property
    def log(self):
        return self._log.read_text()

    def wait_until_ready(self):
        """Wait for the first answer."""
        deadline = time.monotonic() + PATIENCE
        while True:
            assert self._process.poll() is None, f"the server ended:\n{self.log}"
            try:
                return self.request("GET", "/api/status")
            except urllib.error.URLError:
                assert time.monotonic() < deadline, f"the server does not answer:\n{self.log}"
                time.sleep(0.02)

    def request(self, method, path):
        """Ask the server; return what its answer holds."""
        question = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            headers={"Authorization": f"token {TOKEN}"},
        )
        with urllib.request.urlopen(question, timeout=PATIENCE) as answer:
            return json.loads(answer.read())

    @asynccontextmanager
    async def websocket(self):
        """Join a new kernel by websocket; it has answered already."""
        kernel = self.request("POST", "/api/kernels")["id"]
        page = Page(self.port, kernel)
        await page.open()
        yield page
        page.close()

    def close(self):
        self._process.terminate()
        self._process.wait(PATIENCE)


class Page:
    """What a page does with a kernel's websocket, in the oldest of its formats."""

    def __init__(self, port, kernel):
        self._session = uuid.uuid4().hex
        address = f"ws://127.0.0.1:{port}/api/kernels/{kernel}/channels?session_id={self._session}"
        self._request = HTTPRequest(address, headers={"Authorization": f"token {TOKEN}"})
        self._socket = None

    async def open(self):
        self._socket = await websocket_connect(self._request)
        await self.until_idle(await self.send("kernel_info_request", {}))

    def close(self):
        self._socket.close()

    async def send(self, kind, content):
        """Send a message on the shell channel; return its id."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "username": "",
            "session": self._session,
            "date": datetime.now(timezone.utc).isoformat(),
            "version": "5.3",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await self._socket.write_message(json.dumps({**message, "channel": "shell"}))
        return header["msg_id"]

    async def read(self):
        """Return the next message and its type."""
        message = json.loads(await self._socket.read_message())
        return message["header"]["msg_type"], message

    async def until_idle(self, request):
        """Read until the kernel has done what was asked for; return what it has published."""
        messages = []
        while True:
            kind, message = await self.read()
            if message["parent_header"].get("msg_id") != request:
                continue
            messages.append(message)
            if kind == "status" and message["content"]["execution_state"] == "idle":
                return messages

    async def run(self, code):
        """Run code in the kernel, which must not fail."""
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        messages = await self.until_idle(await self.send("execute_request", content))
        errors = [m["content"] for m in messages if m["header"]["msg_type"] == "error"]
        assert not errors, errors


@contextmanager
def serving(python, home, *options):
    """Run a server as long as the block lasts."""
    server = Server(python, home, options)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.close()
