"""How long a comm's message takes to a kernel and back, without and with TCP_NODELAY.

Run it with the interpreters of servers, or with none for its own.
"""

import asyncio
import platform
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_server_process import serving

TRIPS = 200
TURNS = 2
ECHO = """
import comm
def opened(comm, message):
    comm.on_msg(lambda message: comm.send(message["content"]["data"]))
comm.get_comm_manager().register_target("echo", opened)
"""


async def trip(page, number):
    """Send a number to the echo; return the milliseconds until it was back."""
    start = time.perf_counter()
    request = await page.send("comm_msg", {"comm_id": "echo", "data": {"number": number}})
    while True:
        kind, message = await page.read()
        if kind == "comm_msg" and message["content"]["data"] == {"number": number}:
            break
    milliseconds = 1000 * (time.perf_counter() - start)
    await page.until_idle(request)
    return milliseconds


async def trips(server):
    async with server.websocket() as page:
        await page.run(ECHO)
        opening = {"comm_id": "echo", "target_name": "echo", "data": {}}
        await page.until_idle(await page.send("comm_open", opening))
        return [await trip(page, number) for number in range(TRIPS)]


def measured(python, nodelay):
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        serving(python, home, f"--YewpyterServer.nodelay={nodelay}") as server,
    ):
        return asyncio.run(trips(server))


def compare(python):
    """Measure in turns, so that what else the machine does falls on both."""
    code = "import jupyter_server; print(jupyter_server.__version__)"
    version = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    times = {False: [], True: []}
    for _ in range(TURNS):
        for nodelay in times:
            times[nodelay] += measured(python, nodelay)
    print(f"jupyter_server {version.stdout.strip()}, comm echo, {TURNS} x {TRIPS} round trips:")
    for nodelay, found in times.items():
        median, p95 = statistics.median(found), statistics.quantiles(found, n=20)[-1]
        name = "with" if nodelay else "without"
        print(f"  {name:8}TCP_NODELAY: median {median:5.1f} ms, 95th percentile {p95:5.1f} ms")


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {platform.platform()}")
    for interpreter in sys.argv[1:] or [sys.executable]:
        compare(interpreter)
