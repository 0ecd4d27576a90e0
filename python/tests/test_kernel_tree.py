"""Trees on the wire of a real kernel, and in output frames."""

import pytest
from conftest import Kernel, envelopes, opened, printed
from frame_client import FrameClient, is_beacon

SETUP = "from yewpyter import *; from yewpyter._beacon import beacon"


@pytest.fixture(scope="module", params=["0", "1"], ids=["echo off", "echo on"])
def kernel(request):
    running = Kernel(env={"JUPYTER_WIDGETS_ECHO": request.param})
    running.echoes = request.param == "1"
    running.run(SETUP)
    yield running
    running.close()


@pytest.fixture
def tree(kernel):
    """Display a grid `g` with a slider `s` and a button `b`; return their ids."""
    messages = kernel.run("s = Slider(5); b = Button(); g = Grid([s, b]); display(g)")
    [(root, state)] = opened(messages).items()
    order = [m["msg_type"] for m in messages if m["msg_type"] in {"comm_open", "display_data"}]
    assert order == ["comm_open", "display_data"]
    slider, button = state["_tree"]["models"]
    return root, slider, button


def relay(to, data):
    entry = {"to": to, "data": data, "buffers": 0}
    return {"method": "custom", "content": {"_tree": {"version": 1, "messages": [entry]}}}


def update(**state):
    return {"method": "update", "state": state, "buffer_paths": []}


def beacons(messages):
    data = [m["content"]["data"] for m in messages if m["msg_type"] == "comm_msg"]
    return [d["content"]["_tree"] for d in data if is_beacon(d)]


def test_changes_inside_a_cell_are_one_envelope_after_the_first(kernel, tree):
    root, slider, button = tree
    messages = kernel.run("for n in range(10_000): s.value = n % 50; b.description = str(n)")
    found = envelopes(messages, root)
    assert [envelope["n"] for envelope in found] == list(range(1, len(found) + 1))
    told = {}
    for envelope in found:
        for entry in envelope["messages"]:
            told.setdefault(entry["to"], {}).update(entry["data"]["state"])
    assert told == {slider: {"value": 49}, button: {"description": "9999"}}
    assert len(found) < 300
    [beacon, *_] = beacons(messages)
    assert beacon["at"][root] == found[-1]["n"]


def test_what_a_busy_cell_has_set_goes_out_while_it_is_busy(kernel, tree):
    kernel.run(
        """
        import time
        s.value = 6; s.value = 7
        end = time.monotonic() + 60
        while g._n < 2 and time.monotonic() < end: pass
        assert g._n == 2
        """
    )


def test_a_page_speaks_with_an_inline_child(kernel, tree):
    root, slider, button = tree
    kernel.run("s.observe(lambda c: print('now', c['new'], c['owner'] is s), 'value')")
    kernel.run("b.on_click(lambda b: print('clicked'))")
    messages = kernel.page_sends(root, relay(slider, update(value=9)))
    assert printed(messages) == "now 9 True\n"
    echoes = [entry["data"] for e in envelopes(messages, root) for entry in e["messages"]]
    assert [echo["method"] for echo in echoes] == ["echo_update"] * kernel.echoes
    click = {"method": "custom", "content": {"event": "click"}}
    assert printed(kernel.page_sends(root, relay(button, click))) == "clicked\n"


def test_a_page_that_asks_for_everything_gets_roots_with_their_trees(kernel, tree):
    root, slider, _ = tree
    kernel.run("s.value = 8")
    session = kernel.client.session
    content = {"comm_id": "control", "target_name": "jupyter.widget.control", "data": {}}
    opening = session.msg("comm_open", content)
    opening["metadata"] = {"version": "1.0.0"}
    kernel.client.shell_channel.send(opening)
    kernel.finish(opening["header"]["msg_id"])
    messages = kernel.page_sends("control", {"method": "request_states"})
    [states] = [
        m["content"]["data"]["states"]
        for m in messages
        if m["msg_type"] == "comm_msg" and "states" in m["content"]["data"]
    ]
    assert slider not in states
    state = states[root]["state"]
    assert state["_tree"]["models"][slider]["value"] == 8
    assert (state["_n"], state["_view_count"]) == (1, 0)


def test_a_beacon_is_silent_when_it_was_heard(kernel, tree):
    root, *_ = tree
    [beacon] = beacons(kernel.run("s.value = 1"))
    heard = {"version": 1, "heard": beacon["beacon"]}
    kernel.page_sends(root, {"method": "custom", "content": {"_tree": heard}})
    assert kernel.value("len(beacon._roots)") == 0


def test_displaying_a_child_by_itself_opens_it(kernel, tree):
    _, slider, button = tree
    kernel.run("s.value = 7")
    [(own, state)] = opened(kernel.run("display(s)")).items()
    assert (own, state["value"], state["_tree"]) == (slider, 7, None)
    messages = kernel.run("s.value = 3")
    assert envelopes(messages) == []
    assert list(kernel.value("g._tree['models']")) == [button]


def test_a_hundred_children_added_in_a_loop(kernel, tree):
    root, *_ = tree
    messages = kernel.run("for n in range(100): g.append(Slider(n))")
    found = envelopes(messages, root)
    assert sum(len(envelope.get("open", {})) for envelope in found) == 100
    assert len(found) < 50


@pytest.fixture
def frames(kernel):
    clients = [FrameClient(kernel), FrameClient(kernel)]
    yield clients
    for client in clients:
        client.close()


def inside(news):
    return [n["data"]["content"]["_tree"] for n in news if n["data"]["method"] == "custom"]


def test_frames_follow_a_tree_and_each_other(kernel, tree, frames):
    root, slider, _ = tree
    one, two = frames
    for frame in frames:
        answer, _ = frame.ask("model", model=root)
        assert answer["model"]["state"]["_tree"]["models"][slider]["value"] == 5
    # The frame has it by the root; nothing is opened for it.
    number, messages = one.post({"ask": "model", "model": slider})
    assert opened(messages) == {}
    assert one._answer(number, messages)[0]["model"] is None
    [envelope] = inside(one.news(kernel.run("s.value = 6")))
    assert envelope["messages"][0]["data"] == update(value=6)
    answer, messages = one.tell(root, relay(slider, update(value=8, _view_count=1)))
    assert answer["done"] is True
    assert kernel.value("s.value") == 8
    assert one.news(messages) == []
    [passed_on] = inside(two.news(messages))
    assert passed_on == {
        "version": 1,
        "messages": [{"to": slider, "data": update(value=8), "buffers": 0}],
    }
    answer, messages = two.tell(root, relay(slider, update(value=800)))
    for frame in frames:
        corrected = [e for e in inside(frame.news(messages)) if "n" in e]
        assert corrected[-1]["messages"][0]["data"] == update(value=100)
    answer, _ = two.tell(slider, update(value=1))
    assert "no such widget" in answer["error"]


def test_a_frame_that_speaks_nonsense_does_no_harm(kernel, tree, frames):
    root, slider, _ = tree
    one, two = frames
    for frame in frames:
        frame.ask("model", model=root)
    for entry in (3, {"to": slider}, {"to": "x", "data": update(value=1)}):
        data = {"method": "custom", "content": {"_tree": {"version": 1, "messages": [entry]}}}
        answer, messages = one.tell(root, data)
        assert answer["done"] is True
        assert two.news(messages) == []
    assert kernel.value("s.value") == 5
