"""What the tests share: real kernels, and widgets whose messages are recorded."""

from __future__ import annotations

import ast
import importlib.util
import os
import queue
import subprocess
import sys
import textwrap
import time
import venv
from pathlib import Path

import ipywidgets
import pytest
from ipywidgets.widgets import widget as upstream
from jupyter_client.manager import KernelManager

PACKAGE_ROOT = Path(__file__).parents[1]
REPOSITORY = PACKAGE_ROOT.parent
PATIENCE = 60.0

# The installed package is tested where there is one, else the sources.
ENVIRONMENT = dict(os.environ)
if importlib.util.find_spec("yewpyter") is None:
    sys.path.insert(0, str(PACKAGE_ROOT))
    ENVIRONMENT["PYTHONPATH"] = str(PACKAGE_ROOT)

from tree_page import FOREVER, FakeComm  # noqa: E402 - the package is not found before

from yewpyter import _outbox, _pacing, options  # noqa: E402
from yewpyter._envelope import is_envelope  # noqa: E402
from yewpyter._synchronised import Synchronised  # noqa: E402


def wait_until(condition, what="the condition", patience=PATIENCE):
    """Wait for a condition; there is no event for it."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true")
        time.sleep(0.005)


class Kernel:
    """A running kernel and everything it has published."""

    def __init__(self, python=sys.executable, env=None):
        self.manager = KernelManager(kernel_name="python3")
        spec = self.manager.kernel_spec
        spec.argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        self.manager.start_kernel(env={**ENVIRONMENT, **(env or {})})
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)
        self.messages = []
        self.run("import warnings; warnings.filterwarnings('error', module='yewpyter')")

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()

    def start(self, code):
        """Send code and do not wait for it."""
        return self.client.execute(textwrap.dedent(code), store_history=False)

    def run(self, code):
        """Run code, which must not fail; return what was published until it had ended."""
        request = self.start(code)
        messages = self.finish(request)
        for message in messages:
            if message["msg_type"] == "error" and message["parent_header"]["msg_id"] == request:
                raise AssertionError("\n".join(message["content"]["traceback"]))
        return messages

    def finish(self, request):
        """Wait for a request; return what was published since the last call, whoever caused it."""
        start = len(self.messages)
        self.read_until(
            lambda m: (
                m["msg_type"] == "status"
                and m["content"]["execution_state"] == "idle"
                and m["parent_header"].get("msg_id") == request
            )
        )
        return self.messages[start:]

    def read_until(self, condition, patience=PATIENCE):
        """Take messages until one fulfils the condition; return it."""
        deadline = time.monotonic() + patience
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError("the kernel did not publish what was waited for") from None
            self.messages.append(message)
            if condition(message):
                return message

    def value(self, expression):
        """Return what an expression prints, evaluated."""
        texts = [
            m["content"]["text"]
            for m in self.run(f"print(repr({expression}))")
            if m["msg_type"] == "stream"
        ]
        return ast.literal_eval("".join(texts))

    def post(self, comm_id, data, header=None):
        """Send a comm message as a page does, and do not wait."""
        session = self.client.session
        content = {"comm_id": comm_id, "data": data}
        message = session.msg("comm_msg", content)
        message["header"].update(header or {})
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def page_sends(self, comm_id, data):
        """Send a comm message; return what the kernel published until it was idle again."""
        return self.finish(self.post(comm_id, data))

    def page_sets(self, comm_id, **state):
        """Send changed state, as a page does."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        return self.page_sends(comm_id, data)

    def page_says(self, comm_id, **content):
        """Send a custom message, as a page does."""
        return self.page_sends(comm_id, {"method": "custom", "content": content})


def opened(messages):
    """The comms opened by these messages: id to state."""
    return {
        m["content"]["comm_id"]: m["content"]["data"]["state"]
        for m in messages
        if m["msg_type"] == "comm_open"
    }


def unnumbered(state):
    """A state without the number of its message, which is not everybody's business."""
    return {key: value for key, value in state.items() if key != "_n"}


def updates(messages, comm_id=None):
    """The states in the update messages."""
    return [
        unnumbered(m["content"]["data"]["state"])
        for m in messages
        if m["msg_type"] == "comm_msg"
        and m["content"]["data"].get("method") == "update"
        and comm_id in {None, m["content"]["comm_id"]}
    ]


def customs(messages, comm_id=None):
    """The contents of the custom messages, envelopes apart."""
    return [
        m["content"]["data"]["content"]
        for m in messages
        if m["msg_type"] == "comm_msg"
        and m["content"]["data"].get("method") == "custom"
        and not is_envelope(m["content"]["data"])
        and comm_id in {None, m["content"]["comm_id"]}
    ]


def envelopes(messages, comm_id=None):
    """What is in the envelopes, beacons apart."""
    found = [
        m["content"]["data"]["content"]["_tree"]
        for m in messages
        if m["msg_type"] == "comm_msg"
        and is_envelope(m["content"]["data"])
        and comm_id in {None, m["content"]["comm_id"]}
    ]
    return [envelope for envelope in found if "beacon" not in envelope]


def printed(messages):
    """The text printed into the cell."""
    return "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream")


class Page:
    """What a page knows of an output pane, by the rules of the protocol."""

    def __init__(self):
        self.first = 0
        self.pieces = []
        self.asked = None

    @property
    def next(self):
        return self.first + len(self.pieces)

    @property
    def text(self):
        return "".join(piece.get("text", "") for piece in self.pieces)

    def take(self, content):
        """Take a message; False if it leaves a gap."""
        pane = content["pane"]
        assert pane["version"] == 1
        while self.pieces and self.first < pane["first"]:
            self.pieces.pop(0)
            self.first += 1
        self.first = max(self.first, pane["first"])
        if pane["from"] > self.next:
            return False
        self.pieces.extend(pane["pieces"][self.next - pane["from"] :])
        return True


@pytest.fixture(scope="session")
def kernel():
    """One kernel for all tests that do nothing out of the ordinary to it."""
    running = Kernel()
    yield running
    running.close()


@pytest.fixture
def fresh_kernel():
    """A kernel of one's own."""
    running = Kernel()
    yield running
    running.close()


@pytest.fixture
def comms(monkeypatch):
    """Each widget opens a comm as it is made."""
    monkeypatch.setattr(options, "tree", False)


@pytest.fixture
def sent(monkeypatch, comms):
    """What all widgets made in this process send, each on its own comm: widgets and messages."""
    wait_until(lambda: not _pacing._clock._due, "the end of what earlier tests put off")
    messages = []

    def record(widget, msg, buffers=None):
        if not is_envelope(msg):
            state = {"state": unnumbered(msg["state"])} if "state" in msg else {}
            messages.append((widget, {**msg, **state}))

    monkeypatch.setattr(Synchronised, "_send", record)
    return messages


@pytest.fixture
def page_comms(monkeypatch):
    """The comms that are opened, by their ids; only what is flushed by hand follows the first."""
    opened = {}
    monkeypatch.setattr(FakeComm, "opened", opened)
    old = hasattr(upstream, "Comm")  # ipywidgets 7
    module, name = (upstream, "Comm") if old else (upstream.comm, "create_comm")
    real = getattr(module, name)

    def make(**options):
        # Widgets of others leave the id to the comm.
        return FakeComm(**options) if "comm_id" in options else real(**options)

    monkeypatch.setattr(module, name, make)
    monkeypatch.setattr(_outbox, "BEAT", FOREVER)
    yield opened
    _pacing.flush_all()


@pytest.fixture(scope="session")
def scratch_python(tmp_path_factory):
    """An interpreter with pip in an environment of its own, which sees this one's packages."""
    home = tmp_path_factory.mktemp("scratch") / "venv"
    venv.create(home, with_pip=True, symlinks=os.name != "nt")
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    inherited = Path(ipywidgets.__file__).parents[1]
    Path(site.stdout.strip(), "inherited.pth").write_text(str(inherited))
    return str(python)
