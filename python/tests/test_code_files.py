"""The code for output frames: what is offered, its pieces, and what is said when it is missing."""

import gzip
import hashlib
import random

import pytest
from conftest import wait_until
from frame_client import FrameClient

import yewpyter
from yewpyter import _code_files

# Random bytes do not become smaller.
WASM = random.Random(1).randbytes(2 * _code_files.PIECE + 5)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(_code_files, "_FOLDER", tmp_path)
    _code_files._files.cache_clear()
    _code_files.loader.cache_clear()
    yield tmp_path
    _code_files._files.cache_clear()
    _code_files.loader.cache_clear()


def put(folder):
    (folder / "frame.js").write_text("frame")
    (folder / "runtime.wasm").write_bytes(WASM)
    (folder / "loader.js").write_text("(id, model) => {};\n")


def test_files_are_compressed_the_same_way_every_time(folder):
    put(folder)
    first = _code_files.code_files()["frame.js"]
    assert _code_files.code_files()["frame.js"] is first
    assert first.sha256 == sha256(b"frame")
    _code_files._files.cache_clear()
    assert _code_files.code_files()["frame.js"].encoded == first.encoded
    assert first.encoded[4:8] == bytes(4)
    assert gzip.decompress(first.encoded) == b"frame"


def test_files_are_compressed_before_a_frame_asks(folder):
    put(folder)
    _code_files.compress_ahead.__wrapped__()
    files = _code_files.code_files().values()
    wait_until(lambda: all("_encoded" in vars(file) for file in files))


def test_the_loader_is_an_expression(folder):
    put(folder)
    assert _code_files.loader() == "(id, model) => {}"


def test_a_missing_file_says_what_makes_it(folder):
    for ask in (_code_files.code_files, _code_files.loader):
        with pytest.raises(RuntimeError, match="`cargo xtask build`"):
            ask()
    # Once they are there, they are found.
    put(folder)
    assert set(_code_files.code_files()) == {"frame.js", "runtime.wasm"}


@pytest.fixture
def frame(kernel, tmp_path):
    kernel.run(
        f"""
        import pathlib
        from yewpyter import _code_files
        _code_files._FOLDER = pathlib.Path({str(tmp_path)!r})
        _code_files._files.cache_clear()
        """
    )
    client = FrameClient(kernel)
    yield client
    client.close()


def test_a_frame_gets_files_by_pieces(frame, tmp_path):
    assert "`cargo xtask build`" in frame.ask("files")[0]["error"]
    assert "`cargo xtask build`" in frame.ask("piece", file="0", piece=0)[0]["error"]
    put(tmp_path)
    answer, _ = frame.ask("files")
    assert answer["version"] == yewpyter.__version__
    assert answer["foreign"] is None
    assert set(answer["files"]) == {"frame.js", "runtime.wasm"}
    wasm = answer["files"]["runtime.wasm"]
    assert wasm["encoding"] == "gzip"
    assert wasm["sha256"] == sha256(WASM)
    assert wasm["pieces"] == 3
    received = b""
    for index in range(3):
        for _ in range(2):
            answer, [piece] = frame.ask("piece", file=wasm["sha256"], piece=index)
            assert (answer["file"], answer["piece"]) == (wasm["sha256"], index)
            assert len(piece) <= 2**20
            assert (answer["of"], answer["sha256"]) == (3, sha256(piece))
        received += piece
    assert len(received) == wasm["size"]
    assert gzip.decompress(received) == WASM


@pytest.mark.parametrize("index", [3, -1, None, "0", True])
def test_a_piece_that_is_not_there_is_refused(frame, tmp_path, index):
    put(tmp_path)
    checksum = frame.ask("files")[0]["files"]["runtime.wasm"]["sha256"]
    assert "3 pieces" in frame.ask("piece", file=checksum, piece=index)[0]["error"]
