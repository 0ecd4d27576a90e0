"""Installing, failing, stopping: always from local files, into an environment of the test's own."""

import json
import os
import re
import subprocess
import sys
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest
from conftest import ENVIRONMENT, Kernel, customs, opened, updates, wait_until
from traitlets import TraitError

from yewpyter import InstallButton
from yewpyter._installer import pip_command
from yewpyter._pip_failure import failure_reason

OFFLINE = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_FIND_LINKS": "",
    "PIP_NO_INDEX": "1",
}


NOTHING = "ERROR: Could not find a version that satisfies the requirement x (from versions: none)"


def write_wheel(folder, name, version, *, needs=()):
    """Make a wheel with one module."""
    info = f"{name}-{version}.dist-info"
    requires = "".join(f"Requires-Dist: {need}\n" for need in needs)
    files = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(Path(folder, f"{name}-{version}-py3-none-any.whl"), "w") as wheel:
        for file, content in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(file, content)


def write_slow_package(folder, pids):
    """Make a package whose build never ends, and has a child that ignores being asked to."""
    package = Path(folder, "slowpoke")
    package.mkdir()
    (package / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "slowpoke"\nversion = "1"\n'
    )
    (package / "backend.py").write_text(
        f"""
import os, signal, subprocess, sys, time
def build_wheel(*args, **kwargs):
    child = subprocess.Popen([sys.executable, "-c", '''
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open({str(pids)!r}, "w").write(f"{{os.getpid()}} {{os.getppid()}}")
time.sleep(600)
'''])
    time.sleep(600)
prepare_metadata_for_build_wheel = build_wheel
"""
    )
    with tarfile.open(Path(folder, "slowpoke-1.tar.gz"), "w:gz") as archive:
        archive.add(package, "slowpoke-1")


def runs(pid):
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def shelf(tmp_path):
    """A folder of packages to install from."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder


@pytest.fixture
def scratch_kernel(scratch_python):
    """A kernel whose environment may be changed."""
    running = Kernel(scratch_python, OFFLINE)
    yield running
    running.close()


def button(kernel, shelf, *packages, **options):
    """Make a button in the kernel that takes packages from the shelf; return its id."""
    messages = kernel.run(
        f"""
        from yewpyter import InstallButton
        b = InstallButton(*{packages}, extra_args=["--no-index", "--find-links", {str(shelf)!r}],
                          **{options})
        b.open()
        """
    )
    [comm_id] = [i for i, s in opened(messages).items() if "packages" in s]
    return comm_id


def finished(kernel, comm_id):
    """Wait until the button is done; return the statuses it went through, and its outcome."""
    seen = []

    def ended(message):
        content = message["content"]
        if message["msg_type"] == "comm_msg" and content["comm_id"] == comm_id:
            seen.append(content["data"].get("state", {}).get("status"))
        return seen and seen[-1] in {"succeeded", "failed", "cancelled"}

    for message in kernel.messages:
        if ended(message):
            break
    else:
        kernel.read_until(ended)
    assert kernel.value("b.wait(60)") == seen[-1]
    statuses = [status for status in seen if status]
    return statuses, kernel.value("b.message"), kernel.value("b.restart")


def test_the_page_says_go_and_everything_happens(scratch_kernel, shelf):
    write_wheel(shelf, "yewtoy_a", "1.0", needs=["yewtoy_b"])
    write_wheel(shelf, "yewtoy_b", "2.0")
    kernel = scratch_kernel
    comm_id = button(kernel, shelf, "yewtoy_a", "yewtoy-b>=1")
    pane_id = kernel.value("b.log.model_id")
    kernel.post(comm_id, {"method": "custom", "content": {"event": "go"}})
    statuses, message, restart = finished(kernel, comm_id)
    assert statuses == ["installing", "succeeded"]
    assert message == "Installed yewtoy_a 1.0, yewtoy-b 2.0."
    assert restart == ()
    assert "Successfully installed" in kernel.value("b.log.text")
    assert kernel.value("__import__('yewtoy_a').version") == "1.0"
    assert customs(kernel.messages, pane_id)

    kernel.run("b.install()")
    assert kernel.value("b.wait(60)") == "succeeded"
    assert kernel.value("b.message") == "Already there: yewtoy_a 1.0, yewtoy-b 2.0."

    write_wheel(shelf, "yewtoy_a", "1.1")
    comm_id = button(kernel, shelf, "yewtoy_a", upgrade=True)
    kernel.run("b.install()")
    _, message, restart = finished(kernel, comm_id)
    assert message == "Installed yewtoy_a 1.1. Restart the kernel to use the new yewtoy_a."
    assert restart == ("yewtoy_a",)


def test_stopping_ends_every_process(scratch_kernel, shelf, tmp_path):
    pids = tmp_path / "pids"
    write_slow_package(shelf, pids)
    kernel = scratch_kernel
    comm_id = button(kernel, shelf, "slowpoke")
    kernel.run("import yewpyter._installer; yewpyter._installer.GRACE = 0.3")
    kernel.page_says(comm_id, event="go")
    wait_until(lambda: pids.exists() and pids.read_text().count(" ") == 1, "the build")
    processes = [int(pid) for pid in pids.read_text().split()]
    assert all(map(runs, processes))
    kernel.page_says(comm_id, event="stop")
    kernel.page_says(comm_id, event="stop")
    statuses, message, _ = finished(kernel, comm_id)
    assert statuses == ["installing", "cancelling", "cancelled"]
    assert message == "Stopped."
    wait_until(lambda: not any(map(runs, processes)), "the end of all processes")


def test_a_kernel_that_ends_takes_the_installation_along(scratch_python, shelf, tmp_path):
    pids = tmp_path / "pids"
    write_slow_package(shelf, pids)
    code = f"""
import pathlib, sys, time
from yewpyter import InstallButton
b = InstallButton("slowpoke", extra_args=["--no-index", "--find-links", {str(shelf)!r}])
b.install()
while not pathlib.Path({str(pids)!r}).exists(): time.sleep(0.01)
"""
    environment = {**ENVIRONMENT, **OFFLINE}
    subprocess.run([scratch_python, "-c", code], check=True, env=environment, timeout=120)
    _, builder = map(int, pids.read_text().split())
    wait_until(lambda: not runs(builder), "the end of the build")


def test_what_the_page_may_not_say(scratch_kernel, shelf):
    kernel = scratch_kernel
    comm_id = button(kernel, shelf, "yewtoy_none")
    before = kernel.value("b.get_state()")
    kernel.page_sets(comm_id, packages=["evil"], status="succeeded", confirm=False, python="x")
    for content in (
        {"event": "go", "packages": ["evil"]},
        {"event": "Go"},
        {"event": "stop"},
        "go",
    ):
        kernel.page_sends(comm_id, {"method": "custom", "content": content})
    assert kernel.value("b.get_state()") == before
    kernel.run("b.disabled = True")
    kernel.page_says(comm_id, event="go")
    assert kernel.value("b.status") == "ready"


def test_a_missing_package_is_named(scratch_kernel, shelf):
    kernel = scratch_kernel
    comm_id = button(kernel, shelf, "yewtoy-nowhere")
    kernel.run("b.install()")
    statuses, message, _ = finished(kernel, comm_id)
    assert statuses == ["installing", "failed"]
    assert message == "There is no package named yewtoy-nowhere, or none for this platform."
    assert updates(kernel.messages, comm_id)[-1]["status"] == "failed"


def test_a_missing_version_is_named_with_those_there_are(scratch_kernel, shelf):
    write_wheel(shelf, "yewtoy_c", "1.0")
    write_wheel(shelf, "yewtoy_c", "1.5")
    comm_id = button(scratch_kernel, shelf, "yewtoy_c>2")
    scratch_kernel.run("b.install(); b.install()")
    _, message, _ = finished(scratch_kernel, comm_id)
    assert message == "No version matches yewtoy_c>2; the latest are 1.0, 1.5."


def test_an_interpreter_that_cannot_start_is_a_failure(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    button = InstallButton("pip")
    button.install()
    assert button.wait(60) == "failed"
    assert "/nowhere/python could not be started" in button.message


def test_a_python_without_threads_says_so(monkeypatch):
    button = InstallButton("pip")

    def refuse(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    button.install()
    assert button.wait(0) == "failed"
    assert "No thread could be started" in button.message


def test_the_index_out_of_reach_is_a_failure(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    # A port that nothing listens on, so no network is touched.
    options = ["--index-url", "http://127.0.0.1:9/simple", "--retries", "1"]
    button = InstallButton("yewtoy-unreachable", extra_args=options)
    button.install()
    assert button.wait(120) == "failed"
    assert button.message.startswith("The package index cannot be reached")


def test_stopping_before_it_has_begun(monkeypatch):
    button = InstallButton("yewtoy-never", extra_args=["--no-index"])
    monkeypatch.setattr(
        "yewpyter._install_button.installed_versions", lambda: button.cancel() or {}
    )
    button.install()
    assert button.wait(60) == "cancelled"
    assert button.log.text == ""


def test_an_observer_that_fails_does_not_leave_it_running(monkeypatch):
    raised = []
    monkeypatch.setattr(threading, "excepthook", lambda args: raised.append(args.exc_type))
    button = InstallButton("yewtoy-never", extra_args=["--no-index"])

    def fail(change):
        if change["new"] == "failed":
            raise RuntimeError("observer")

    button.observe(fail, "status")
    button.install()
    assert button.wait(60) == "failed"
    wait_until(lambda: raised == [RuntimeError])


@pytest.mark.parametrize(
    ("packages", "message"),
    [
        ((), "at least one package"),
        (("--index-url=x",), "not the option '--index-url=x'; options of pip go into extra_args"),
        ((" -r x.txt",), "not the option"),
        (("x @ https://example.org/x.whl",), "the URL in .* is not accepted"),
        (("./x.whl",), "not './x.whl'"),
        (("x; rm -rf /",), "a package must be"),
        ((3,), "not 3"),
    ],
)
def test_packages_that_are_refused(packages, message):
    with pytest.raises(TraitError, match=message):
        InstallButton(*packages)


def test_options_are_a_list():
    with pytest.raises(TraitError, match="extra_args must be a list"):
        InstallButton("x", extra_args="--no-index")


def test_packages_come_in_any_form():
    assert InstallButton("a>=1", packages=["b [x]"]).packages == ("a>=1", "b[x]")
    assert InstallButton(packages="a").packages == ("a",)


def test_only_python_chooses_the_command():
    button = InstallButton("a", extra_args=["--no-index"], upgrade=True)
    command = pip_command(button.packages, button._options)
    assert command[:4] == [sys.executable, "-m", "pip", "install"]
    assert command[-3:] == ["--upgrade", "--no-index", "a"]
    with pytest.raises(TraitError, match="read-only"):
        button.packages = ("b",)


def test_a_button_shows_its_python_and_packages():
    state = json.loads(json.dumps(InstallButton("a", description="Get a").get_state()))
    expected = {
        "description": "Get a",
        "packages": ["a"],
        "python": sys.executable,
        "status": "ready",
        "message": "",
        "restart": [],
        "confirm": True,
        "disabled": False,
    }
    assert {key: state[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("/x/python: No module named pip", "pip is missing"),
        ("error: externally-managed-environment\n\nThis", "managed by the operating system"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: Could not install: [Errno 13] Permission denied: '/usr/x'", "must not write"),
        (f"WARNING: broken by 'NewConnectionError(...)'\n{NOTHING}", "index cannot be reached"),
        (
            f"ERROR: versions that require a different python version: 1\n{NOTHING}",
            "No version",
        ),
        (NOTHING, "no package named x"),
        ("ERROR: No matching distribution found for x", "no package for x"),
        ("ERROR: ResolutionImpossible: for help", "contradict each other"),
        ("error: subprocess-exited-with-error\n", "could not be built"),
        ("noise\nERROR: Something else went wrong\nmore", "^Something else went wrong$"),
        ("noise\nlast words\n\n", "^pip ended with code 2: last words$"),
        ("", "^pip ended with code 2.$"),
    ],
)
def test_failures_are_named(output, reason):
    assert re.search(reason, failure_reason(output, 2))


def test_an_end_by_signal_is_named():
    assert failure_reason("", -9) == "pip was ended by signal 9."
