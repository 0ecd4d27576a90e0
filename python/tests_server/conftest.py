"""Which servers are tested: those of the interpreters that are named, each with the wheel."""

from pathlib import Path

import pytest
from jupyter_server_process import serving


def pytest_addoption(parser):
    parser.addoption(
        "--server-python",
        action="append",
        default=[],
        metavar="PYTHON",
        help="an interpreter with jupyter_server, ipykernel and the wheel; may be given repeatedly",
    )


def pytest_configure(config):
    if not config.getoption("--server-python"):
        raise pytest.UsageError(
            "which servers? Name the interpreters of their environments with --server-python, or "
            "run `cargo xtask test python`, which makes them"
        )


def pytest_generate_tests(metafunc):
    if "server_python" in metafunc.fixturenames:
        pythons = metafunc.config.getoption("--server-python")
        names = [Path(python).parents[1].name for python in pythons]
        metafunc.parametrize("server_python", pythons, ids=names)


@pytest.fixture
def serve(server_python, tmp_path):
    """Run a server with these options, as long as a block lasts."""
    return lambda *options: serving(server_python, tmp_path, *options)
