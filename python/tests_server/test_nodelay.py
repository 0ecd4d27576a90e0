"""TCP_NODELAY on real connections of real servers, with the wheel as it is installed."""

import asyncio
import re
import subprocess

from jupyter_server_process import environment

THEIR_CLASS = "jupyter_server.services.kernels.connection.channels.ZMQChannelsWebsocketConnection"


def websocket_of_a_kernel(server):
    """What the server's side of a kernel's websocket is like that has carried messages."""

    async def scenario():
        async with server.websocket():
            [connection] = server.request("GET", "/probe")
            return connection

    return asyncio.run(scenario())


def warnings_of_ours(server):
    return [line for line in server.log.splitlines() if re.match(r"\[W .*yewpyter", line)]


def test_installation_enables_the_extension(server_python, tmp_path):
    command = [server_python, "-m", "jupyter_server", "extension", "list"]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment(tmp_path)
    )
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    assert re.search(r"^\s*yewpyter_server\s+enabled$", plain, re.MULTILINE), plain
    assert re.search(r"^\s*yewpyter_server 0\.1\.0 OK$", plain, re.MULTILINE), plain


def test_a_kernels_websocket_sends_at_once(serve):
    with serve() as server:
        connection = websocket_of_a_kernel(server)
        assert connection["nodelay"]
        assert connection["classes"][:2] == [THEIR_CLASS, THEIR_CLASS]
        assert warnings_of_ours(server) == []


def test_a_connection_class_of_the_users_own_is_kept(serve):
    with serve("--ServerApp.kernel_websocket_connection_class=probe.Own") as server:
        connection = websocket_of_a_kernel(server)
    assert connection["nodelay"]
    assert connection["classes"][:3] == ["probe.Own", "probe.Own", THEIR_CLASS]


def test_the_setting_switches_it_off(serve):
    with serve("--YewpyterServer.nodelay=False") as server:
        connection = websocket_of_a_kernel(server)
        assert not connection["nodelay"]
        assert connection["classes"].count(THEIR_CLASS) == 1
        assert warnings_of_ours(server) == []
