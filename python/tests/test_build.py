"""What goes into the wheel, and what is said when there is nothing to put in."""

import os
import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser

import pytest
from conftest import PACKAGE_ROOT, REPOSITORY

import yewpyter

COLAB_FILES = ("loader.js", "frame.js", "manager.js", "runtime.wasm")
SERVER_CONFIG = "etc/jupyter/jupyter_server_config.d/yewpyter.json"


@pytest.fixture
def checkout(tmp_path):
    """A copy of the sources, as if nothing had been built, beside its licences."""
    root = tmp_path / "python"
    built = ("labextension", "*.js", "*.wasm")
    ignore = shutil.ignore_patterns(*built, "__pycache__", ".*", "dist")
    shutil.copytree(PACKAGE_ROOT, root, ignore=ignore)
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        (tmp_path / name).write_text(name)
    return root


def put_all(root):
    put_extension(root)
    put_colab(root)


def put_colab(root):
    for name in COLAB_FILES:
        (root / "yewpyter" / "colab" / name).write_bytes(name.encode())


def put_extension(root):
    static = root / "yewpyter" / "labextension" / "static"
    static.mkdir(parents=True)
    (static.parent / "package.json").write_text("{}")
    (static / "abc.wasm").write_bytes(b"\0asm")


def build(root, target):
    # Without .gitignore what is built would go in by itself, so have it as in a checkout.
    (root.parent / ".gitignore").write_text((REPOSITORY / ".gitignore").read_text())
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(root / "dist")]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1577836800"}
    return subprocess.run(
        command, check=False, cwd=root, capture_output=True, text=True, env=environment
    )


def contents(root):
    [path] = (root / "dist").glob("*.whl")
    return path.name, zipfile.ZipFile(path)


@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_without_the_extension_nothing_is_built(checkout, target):
    put_colab(checkout)
    done = build(checkout, target)
    assert done.returncode != 0
    assert "no built JupyterLab extension" in done.stderr
    assert "Run `cargo xtask build`" in done.stderr


@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_without_the_files_for_colab_nothing_is_built(checkout, target):
    put_all(checkout)
    (checkout / "yewpyter" / "colab" / "runtime.wasm").unlink()
    done = build(checkout, target)
    assert done.returncode != 0
    assert "lacks what Colab's outputs need: runtime.wasm" in done.stderr
    assert "Run `cargo xtask build`" in done.stderr


def test_the_wheel_has_each_file_once_and_where_it_belongs(checkout):
    put_all(checkout)
    done = build(checkout, "wheel")
    assert done.returncode == 0, done.stderr
    name, wheel = contents(checkout)
    with wheel:
        files = wheel.namelist()
        metadata = Parser().parsestr(
            wheel.read(f"yewpyter-{yewpyter.__version__}.dist-info/METADATA").decode()
        )
    assert name == f"yewpyter-{yewpyter.__version__}-py3-none-any.whl"
    data = f"yewpyter-{yewpyter.__version__}.data/data"
    for file in ("package.json", "install.json", "static/abc.wasm"):
        assert f"{data}/share/jupyter/labextensions/yewpyter/{file}" in files
    assert f"{data}/{SERVER_CONFIG}" in files
    assert len(files) == len(set(files))
    assert len([file for file in files if file.endswith(".wasm")]) == 2
    assert {f"yewpyter/colab/{name}" for name in COLAB_FILES} <= set(files)
    assert not [file for file in files if file.startswith(("yewpyter/labextension", "tests"))]
    assert {"yewpyter/py.typed", "yewpyter_server/py.typed"} <= set(files)
    info = f"yewpyter-{yewpyter.__version__}.dist-info"
    assert {f"{info}/licenses/LICENSE-MIT", f"{info}/licenses/LICENSE-APACHE"} <= set(files)
    assert metadata["License-Expression"] == "MIT OR Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.10"
    needs = metadata.get_all("Requires-Dist")
    assert sorted(needs) == ["ipywidgets>=7.7.1", "packaging", "traitlets>=5.7.1"]


def test_a_wheel_can_be_built_from_the_source_package(checkout, tmp_path):
    put_all(checkout)
    assert build(checkout, "sdist").returncode == 0
    [source] = (checkout / "dist").glob("*.tar.gz")
    elsewhere = tmp_path / "elsewhere"
    shutil.unpack_archive(source, elsewhere, filter="data")
    [unpacked] = elsewhere.iterdir()
    done = build(unpacked, "wheel")
    assert done.returncode == 0, done.stderr
    _, wheel = contents(unpacked)
    with wheel:
        files = wheel.namelist()
    assert [file for file in files if file.endswith("labextensions/yewpyter/static/abc.wasm")]
    assert [file for file in files if file.endswith("licenses/LICENSE-MIT")]
    assert {f"yewpyter/colab/{name}" for name in COLAB_FILES} <= set(files)
    assert "yewpyter_server/__init__.py" in files
    assert [file for file in files if file.endswith(f"data/{SERVER_CONFIG}")]
