"""Importing the package, and what it promises before anything is used."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ENVIRONMENT

import yewpyter

STRICT = "import warnings; warnings.filterwarnings('error', module='yewpyter')\n"


def run(code):
    done = subprocess.run(
        [sys.executable, "-c", STRICT + code],
        check=False,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_loads_neither_ipywidgets_nor_starts_a_thread():
    out = run(
        "import sys, threading, yewpyter\n"
        "print(sorted({'ipywidgets', 'IPython', 'traitlets', 'packaging'} & set(sys.modules)))\n"
        "print(threading.active_count(), yewpyter.__version__)"
    )
    assert out == f"[]\n1 {yewpyter.__version__}\n"


def test_making_widgets_starts_no_thread():
    code = (
        "import threading\nfrom yewpyter import *\nSlider(); OutputPane(); InstallButton('pip')\n"
    )
    assert run(code + "print(threading.active_count())") == "1\n"


def test_every_public_name_is_there():
    for name in yewpyter.__all__:
        assert getattr(yewpyter, name) is not None
        assert name in dir(yewpyter)
    with pytest.raises(AttributeError, match="no attribute 'Slidr'"):
        _ = yewpyter.Slidr


def test_labextension_is_where_a_checkout_builds_it():
    assert yewpyter._jupyter_labextension_paths() == [{"src": "labextension", "dest": "yewpyter"}]


def test_the_package_is_typed():
    assert Path(yewpyter.__file__).with_name("py.typed").exists()
