"""The server extension on stand-ins for servers; `tests_server` has the real ones."""

import logging
import subprocess
import sys
from types import SimpleNamespace

import pytest
from conftest import ENVIRONMENT
from traitlets import Int
from traitlets.config import Config, LoggingConfigurable
from traitlets.config.loader import DeferredConfigString

import yewpyter_server
from yewpyter_server._nodelay import with_nodelay

CLASS = "kernel_websocket_connection_class"


class Connection:
    """What a kernel and its websocket are joined by."""

    def __init__(self, handler):
        self.websocket_handler = handler

    def connect(self, *arguments, **named):
        return "connected", arguments, named


class Handler:
    """A websocket's handler as tornado's are."""

    def __init__(self):
        self.calls = []

    def set_nodelay(self, value):
        self.calls.append(value)


class Closed:
    def set_nodelay(self, value):
        raise AssertionError("closed already")


class Server(LoggingConfigurable):
    """What the extension sees of a server."""

    def __init__(self, settings, **configured):
        super().__init__(config=Config({"YewpyterServer": configured}))
        self.web_app = SimpleNamespace(settings=settings)

    def load(self):
        yewpyter_server._load_jupyter_server_extension(self)
        return self.web_app.settings.get(CLASS)


@pytest.fixture
def warnings(caplog):
    """The texts of the warnings so far."""
    caplog.set_level(logging.WARNING)
    return lambda: [record.getMessage() for record in caplog.records]


def test_importing_loads_no_widget():
    code = (
        "import sys, yewpyter_server; print({'ipywidgets', 'yewpyter', 'IPython'} & {*sys.modules})"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.stdout == "set()\n"


def test_the_extension_is_its_package():
    assert yewpyter_server._jupyter_server_extension_points() == [{"module": "yewpyter_server"}]


def test_connecting_sets_nodelay_and_is_otherwise_the_base(warnings):
    connection, handler = Server({CLASS: Connection}).load(), Handler()
    assert connection(handler).connect(1, two=2) == ("connected", (1,), {"two": 2})
    assert handler.calls == [True]
    assert warnings() == []


def test_the_class_keeps_its_names_and_its_base_is_not_touched():
    before = dict(vars(Connection))
    derived = Server({CLASS: Connection}).load()
    assert issubclass(derived, Connection)
    for name in ("__name__", "__qualname__", "__module__", "__doc__"):
        assert getattr(derived, name) == getattr(Connection, name)
    assert dict(vars(Connection)) == before


def test_a_base_with_traits_is_configured_as_ever():
    class Limited(LoggingConfigurable):
        limit = Int(1000).tag(config=True)
        connect = Connection.connect

    derived = with_nodelay(Limited, logging.getLogger())
    assert derived(config=Config({"Limited": {"limit": 77}})).limit == 77


def test_classes_between_the_derived_one_and_its_base_are_heard():
    class Counting(Connection):
        def connect(self):
            return "counted", *super().connect()

    derived = with_nodelay(Connection, logging.getLogger())
    joined = type("Joined", (derived, Counting), {})
    assert joined(Handler()).connect()[:2] == ("counted", "connected")


def test_loading_twice_derives_once(warnings):
    server = Server({CLASS: Connection})
    assert server.load() is server.load()
    assert warnings() == []


@pytest.mark.parametrize("off", [False, DeferredConfigString("False")])
def test_the_setting_switches_it_off(off, warnings):
    assert Server({CLASS: Connection}, nodelay=off).load() is Connection
    assert warnings() == []


def test_a_setting_that_is_no_truth_value_leaves_everything_and_is_told(warnings):
    assert Server({CLASS: Connection}, nodelay=DeferredConfigString("perhaps")).load() is Connection
    [warning] = warnings()
    assert "nodelay" in warning


class NoConnect:
    pass


@pytest.mark.parametrize(
    "settings",
    [{}, {CLASS: None}, {CLASS: NoConnect}, {CLASS: lambda **_: None}],
    ids=["missing", "none", "no connect", "a function"],
)
def test_what_is_no_connection_class_is_left_and_told(settings, warnings):
    before = dict(settings)
    Server(settings).load()
    assert settings == before
    [warning] = warnings()
    assert "should have a connection class" in warning
    assert "YewpyterServer.nodelay" in warning


def test_a_server_without_a_web_application_is_told(warnings):
    server = Server({})
    del server.web_app
    yewpyter_server._load_jupyter_server_extension(server)
    [warning] = warnings()
    assert "web_app" in warning


def test_a_class_that_refuses_to_be_derived_from_is_left_and_told(warnings):
    class Final(Connection):
        def __init_subclass__(cls):
            raise TypeError("Final is final")

    assert Server({CLASS: Final}).load() is Final
    [warning] = warnings()
    assert "Final is final" in warning


@pytest.mark.parametrize(
    "handler", [object(), None, Closed()], ids=["no set_nodelay", "none", "raises"]
)
def test_a_websocket_that_cannot_is_joined_as_before_and_told_once(handler, warnings):
    derived = Server({CLASS: Connection}).load()
    for _ in range(3):
        assert derived(handler).connect()[0] == "connected"
    [warning] = warnings()
    assert "TCP_NODELAY is not set" in warning
    # The next that can is no worse for it.
    able = Handler()
    derived(able).connect()
    assert able.calls == [True]


def test_a_connection_without_a_handler_is_joined_as_before_and_told(warnings):
    class Bare(Connection):
        def __init__(self):
            pass

    derived = Server({CLASS: Bare}).load()
    assert derived().connect()[0] == "connected"
    [warning] = warnings()
    assert "websocket_handler" in warning


def test_what_the_base_raises_is_raised(warnings):
    class Failing(Connection):
        def connect(self):
            raise ConnectionError("no kernel")

    with pytest.raises(ConnectionError, match="no kernel"):
        Server({CLASS: Failing}).load()(Handler()).connect()
    assert warnings() == []
