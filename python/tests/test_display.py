"""What a displayed widget leaves in the notebook, in Colab and elsewhere."""

import hashlib
import json
import os
import re
from html.parser import HTMLParser

import pytest
from conftest import ENVIRONMENT, Kernel
from frame_client import FrameClient

from yewpyter import _colab_host

VIEW = "application/vnd.jupyter.widget-view+json"


def colab_environment(root):
    """Have what Colab's kernels have, as far as it is looked at."""
    package = root / "google" / "colab"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "output").mkdir()
    (package / "output" / "__init__.py").write_text("")
    (package / "output" / "_widgets.py").write_text(
        "_supported_widgets_versions = {'5.0.0a': 'abc123'}\n"
        "_default_version = '5.0.0a'\n"
        "_installed_url = None\n"
        "def enable_custom_widget_manager(version=_default_version):\n"
        "    '''Enables it.'''\n"
        "    _install('https://static.example/{version_hash}/manager.min.js'\n"
        "             .format(version_hash=_supported_widgets_versions[version]))\n"
    )
    path = os.pathsep.join(filter(None, [str(root), ENVIRONMENT.get("PYTHONPATH")]))
    return {"PYTHONPATH": path, "COLAB_RELEASE_TAG": "release-colab_20261101"}


@pytest.fixture(scope="module")
def colab(tmp_path_factory):
    """A kernel that looks like Colab's, with a loader in place."""
    root = tmp_path_factory.mktemp("colab")
    running = Kernel(env=colab_environment(root))
    (root / "loader.js").write_text("(...all) => { start(...all) };\n")
    for name in ("frame.js", "runtime.wasm"):
        (root / name).write_text(name)
    running.run(
        f"""
        import pathlib, yewpyter
        from yewpyter import *
        from yewpyter import _code_files
        _code_files._FOLDER = pathlib.Path({str(root)!r})
        """
    )
    yield running
    running.close()


def shown(messages):
    [message] = [m for m in messages if m["msg_type"] in {"display_data", "execute_result"}]
    return message["content"]["data"], message["content"]["metadata"]


class Structure(HTMLParser):
    """Checks that tags are balanced; collects texts and tags."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.text = [], [], ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def carried(data):
    """What the script is given for its frame."""
    [call] = re.findall(r"</div><script>.*\}\)\((.*)\)</script>", data["text/html"])
    return json.loads(json.loads(f"[{call}]")[2])


def without_random(data):
    return {mime: re.sub("yewpyter-[0-9a-f]{16}", "yewpyter-x", v) for mime, v in data.items()}


def test_in_colab_the_output_is_a_picture_and_a_script(colab):
    colab.run("w = Slider(5, description='Size')")
    data, metadata = shown(colab.run("display(w)"))
    assert set(data) == {"text/html", "text/plain"}
    assert metadata == {}
    structure = Structure(data["text/html"])
    [(_, box), *_] = structure.tags
    assert box["class"] == "yewpyter-output"
    assert re.fullmatch("yewpyter-[0-9a-f]{16}", box["id"])
    model = colab.value("w.model_id")
    start = f'</div><script>((...all) => {{ start(...all) }})("{box["id"]}","{model}",'
    assert start in data["text/html"]
    assert data["text/html"].endswith(")</script>")
    assert "Size: " in structure.text
    assert "To use it, run the cell." in structure.text
    assert "Slider(" in data["text/plain"]


def test_the_script_carries_which_code_to_run_and_how_the_widget_stands(colab):
    colab.run("w = Grid([Slider(7), Text('<b>')])")
    told = carried(shown(colab.run("display(w)"))[0])
    checksum = {name: hashlib.sha256(name.encode()).hexdigest() for name in told["files"]}
    assert told["files"] == checksum
    assert set(checksum) == {"frame.js", "runtime.wasm"}
    assert told["session"] == colab.value("__import__('yewpyter')._comm_target.SESSION")
    record = told["model"]
    assert (record["modelName"], record["modelModule"]) == ("GridModel", "yewpyter")
    inside = {m["_model_name"]: m["value"] for m in record["state"]["_tree"]["models"].values()}
    assert inside == {"SliderModel": 7, "TextModel": "<b>"}
    # It is what a frame that asks is told, but for what is each page's own.
    frame = FrameClient(colab)
    model = frame.ask("model", model=colab.value("w.model_id"))[0]["model"]
    frame.close()
    del model["state"]["_view_count"]
    assert record == model


@pytest.mark.parametrize(
    "make",
    [
        "Text('x' * 10_000)",
        "Grid([Button() for _ in range(100)])",
        "OutputPane(); w.write('more than its state')",
        "Grid([OutputPane()]); w.children[0].write('more')",
        "Odd(value=float('nan'))",
        "Odd(value=b'bytes')",
    ],
)
def test_a_widget_that_its_state_alone_does_not_show_is_pulled(colab, make):
    colab.run(
        """
        import traitlets
        class Odd(YewpyterWidget):
            _model_name = traitlets.Unicode("OddModel").tag(sync=True)
            value = traitlets.Any().tag(sync=True)
        """
    )
    told = carried(shown(colab.run(f"w = {make}\ndisplay(w)"))[0])
    assert "model" not in told
    assert set(told["files"]) == {"frame.js", "runtime.wasm"}


@pytest.mark.parametrize("make", ["Slider(5)", "Grid([Button()])", "OutputPane()"])
@pytest.mark.parametrize("url", ["None", "'https://example.org/manager.js'"])
@pytest.mark.parametrize("host", ["colab", "kernel"])
def test_displaying_and_ending_a_cell_with_it_are_the_same(request, host, url, make):
    running = request.getfixturevalue(host)
    running.run(f"import yewpyter; from yewpyter import *; yewpyter.colab.manager_url = {url}")
    running.run(f"w = {make}")
    by_display, with_it = shown(running.run("display(w)"))
    by_value, with_that = shown(running.run("w"))
    running.run("yewpyter.colab.manager_url = None")
    assert with_it == with_that
    assert set(by_display) == set(by_value)
    texts = ("text/html", "text/plain")
    first, second = ({k: d[k] for k in texts} for d in (by_display, by_value))
    assert without_random(first) == without_random(second)
    assert by_display.get(VIEW) == by_value.get(VIEW)


@pytest.mark.parametrize("host", ["colab", "kernel"])
def test_with_a_manager_of_ones_own_the_view_says_where_it_is(request, host):
    running = request.getfixturevalue(host)
    address = "https://example.org/manager.js"
    running.run(f"import yewpyter; yewpyter.colab.manager_url = {address!r}")
    data, metadata = shown(running.run("from yewpyter import Text; Text('hello')"))
    running.run("yewpyter.colab.manager_url = None")
    assert metadata == {VIEW: {"colab": {"custom_widget_manager": {"url": address}}}}
    assert data[VIEW]["version_major"] == 2
    assert "hello" in Structure(data["text/html"]).text
    assert "<script" not in data["text/html"]


def test_a_manager_address_that_is_none_is_named(kernel):
    request = kernel.start("import yewpyter; yewpyter.colab.manager_url = 3; yewpyter.Text()")
    messages = kernel.finish(request)
    kernel.run("yewpyter.colab.manager_url = None")
    assert "manager_url must be the address" in str(
        [m["content"] for m in messages if m["msg_type"] in {"error", "stream"}]
    )


def test_elsewhere_a_picture_goes_with_the_view(kernel):
    data, metadata = shown(kernel.run("from yewpyter import *; Text('a <b> & c')"))
    assert set(data) == {VIEW, "text/html", "text/plain"}
    assert metadata == {}
    structure = Structure(data["text/html"])
    assert "a <b> & c" in structure.text
    assert "pip install yewpyter" in structure.text
    assert all(set(attributes) <= {"style"} for _, attributes in structure.tags)


def test_in_colab_a_widget_inside_a_pane_is_left_to_the_pane(colab):
    colab.run("p = OutputPane(); w = Slider(5); p.display(w)")
    [piece] = colab.value("p._journal.message(0)['pieces']")
    assert piece["data"][VIEW]["model_id"] == colab.value("w.model_id")
    assert "text/html" not in piece["data"]


def test_a_model_id_cannot_end_the_script(colab):
    data, _ = shown(colab.run("Button(model_id='</script><b>\"')"))
    assert data["text/html"].count("</script") == 1
    assert '"\\u003c/script>\\u003cb>\\""' in data["text/html"]


HOSTILE = "</script><script>alert(1)</script><!--<script>\u2028\u2029`${x}\\\"'"


def test_a_state_cannot_end_the_script(colab):
    data, _ = shown(colab.run(f"Text({HOSTILE!r})"))
    assert data["text/html"].count("<script") == data["text/html"].count("</script") == 1
    assert "<!--" not in data["text/html"]
    assert data["text/html"].split("<script>")[1].isascii()
    assert carried(data)["model"]["state"]["value"] == HOSTILE


def test_files_that_were_not_built_are_named_below_the_picture(colab, tmp_path):
    colab.run(
        f"""
        _code_files.loader.cache_clear()
        kept, _code_files._FOLDER = _code_files._FOLDER, pathlib.Path({str(tmp_path)!r})
        """
    )
    data, _ = shown(colab.run("Text('still seen')"))
    colab.run("_code_files._FOLDER = kept")
    assert "still seen" in data["text/html"]
    assert "cargo xtask build" in data["text/html"]
    assert "<script" not in data["text/html"]


def test_the_manager_of_other_libraries_is_found(colab):
    colab.run("from yewpyter import _colab_host")
    assert (
        colab.value("_colab_host.google_manager_url()")
        == "https://static.example/abc123/manager.min.js"
    )
    colab.run("from google.colab.output import _widgets; _widgets._installed_url = 'https://own'")
    assert colab.value("_colab_host.google_manager_url()") == "https://own"
    for broken in ("_default_version = 'x'", "enable_custom_widget_manager = None"):
        colab.run(f"_widgets._installed_url = None; _widgets.{broken}")
        assert colab.value("_colab_host.google_manager_url()") is None


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"COLAB_RELEASE_TAG": "x"}, True),
        ({"COLAB_RELEASE_TAG": "x", "KAGGLE_KERNEL_RUN_TYPE": "Interactive"}, False),
    ],
)
def test_colab_is_told_from_what_looks_like_it(tmp_path, monkeypatch, environment, expected):
    colab_environment(tmp_path)
    for name in ("COLAB_RELEASE_TAG", "KAGGLE_KERNEL_RUN_TYPE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert _colab_host.is_colab() is False
    monkeypatch.syspath_prepend(str(tmp_path))
    assert _colab_host.is_colab() is expected
