"""What an output frame may ask a real kernel, and what it is told."""

import pytest
from conftest import Kernel, printed, updates
from frame_client import FrameClient

SETUP = "from yewpyter import *; import ipywidgets as W"


def made(kernel, code):
    """Run code that makes a widget `w`; return its id."""
    kernel.run(f"{SETUP}\n{code}")
    return kernel.value("w.model_id")


@pytest.fixture
def frame(kernel):
    kernel.run("import yewpyter")
    client = FrameClient(kernel)
    yield client
    client.close()


@pytest.fixture
def other(kernel):
    client = FrameClient(kernel)
    yield client
    client.close()


@pytest.fixture(scope="module", params=["0", "1"], ids=["echo off", "echo on"])
def echoing(request):
    running = Kernel(env={"JUPYTER_WIDGETS_ECHO": request.param})
    running.run("import yewpyter")
    yield running
    running.close()


def test_importing_the_package_is_enough(fresh_kernel):
    fresh_kernel.run("import yewpyter, sys")
    assert fresh_kernel.value("'ipywidgets' in sys.modules") is False
    assert FrameClient(fresh_kernel).ask("model", model="none")[0]["model"] is None


def test_a_model_is_given_with_its_state(kernel, frame):
    model = made(kernel, "w = Slider(5, description='d')")
    answer, buffers = frame.ask("model", model=model)
    assert answer["model"]["modelName"] == "SliderModel"
    assert answer["model"]["modelModule"] == "yewpyter"
    assert answer["model"]["modelModuleVersion"] == "*"
    assert answer["model"]["state"]["value"] == 5
    assert (answer["model"]["buffer_paths"], buffers) == ([], [])


def test_requests_that_come_with_the_opening_are_answered(kernel, frame):
    model = made(kernel, "w = Slider(5)")
    questions = [{"id": 1, "ask": "files"}, {"id": 2, "ask": "model", "model": model}, "nonsense"]
    client = FrameClient(kernel, questions=questions)
    answers = [m["content"]["data"] for m in client.opening if m["msg_type"] == "comm_msg"]
    files, found, refused = [a for a in answers if "re" in a]
    assert (files["re"], found["re"], refused["re"]) == (1, 2, None)
    assert files["session"] == frame.ask("files")[0]["session"]
    assert found["model"]["state"]["value"] == 5
    assert "must be a dict" in refused["error"]
    assert client.news(kernel.run("w.value = 6")) != []
    client.close()


def test_models_of_other_libraries_are_given_with_their_buffers(kernel, frame):
    model = made(kernel, "w = W.Image(value=b'\\x89PNG', format='png')")
    answer, buffers = frame.ask("model", model=model)
    assert answer["model"]["modelModule"] == "@jupyter-widgets/controls"
    assert answer["model"]["buffer_paths"] == [["value"]]
    assert "value" not in answer["model"]["state"]
    assert buffers == [b"\x89PNG"]


@pytest.mark.parametrize("model", ["unknown", None, 3, ["x"], {}])
def test_an_unknown_model_is_none(frame, model):
    assert frame.ask("model", model=model)[0]["model"] is None


def test_what_a_followed_widget_sends_is_told_in_order(kernel, frame):
    model = made(kernel, "w = Slider(5)")
    assert frame.news(kernel.run("w.value = 6")) == []
    frame.ask("model", model=model)
    messages = kernel.run("w.value = 7; w.send({'a': 1}, [b'xyz']); w.value = 8")
    [(first, _), (custom, buffers), (last, _)] = frame.pushes(messages)
    assert first["data"] == {"method": "update", "state": {"value": 7}, "buffer_paths": []}
    assert custom["data"] == {"method": "custom", "content": {"a": 1}}
    assert buffers == [b"xyz"]
    assert last["data"]["state"] == {"value": 8}
    assert [m["n"] for m in (first, custom, last)] == [1, 2, 3]
    assert {m["model"] for m in (first, custom, last)} == {model}
    # The widget's own comm has all of it as well.
    assert updates(messages, model) == [{"value": 7}, {"value": 8}]


@pytest.mark.parametrize("make", ["W.IntSlider(5)", "Slider(5)"])
def test_a_frame_changes_a_value_and_observers_hear_of_it(kernel, frame, make):
    model = made(kernel, f"w = {make}")
    frame.ask("model", model=model)
    kernel.run("w.observe(lambda c: print(c['new'], c['owner'] is w), 'value')")
    messages = frame.sets(model, value=7)
    assert printed(messages) == "7 True\n"
    [stream] = [m for m in messages if m["msg_type"] == "stream"]
    # Output belongs to the message that caused it.
    assert stream["parent_header"]["msg_type"] == "comm_msg"
    assert frame.news(messages) == []
    assert kernel.value("w.value") == 7


def test_a_corrected_value_is_told_to_the_frame_too(kernel, frame):
    model = made(kernel, "w = Slider(5, max=10)")
    frame.ask("model", model=model)
    messages = frame.sets(model, value=70)
    assert [n["data"]["state"] for n in frame.news(messages)] == [{"value": 10}]
    kinds = [("re" in m["content"]["data"]) for m in messages if frame._is_ours(m)]
    assert kinds == [False, True]


def test_a_refused_value_is_shown_and_taken_back(kernel, frame):
    model = made(kernel, "w = Slider(5)")
    frame.ask("model", model=model)
    messages = frame.sets(model, value="many")
    assert [n["data"]["state"] for n in frame.news(messages)] == [{"value": 5}]
    [error] = [m for m in messages if m["msg_type"] == "error"]
    assert error["content"]["ename"] == "TraitError"


@pytest.mark.parametrize("make", ["W.IntSlider(5)", "Slider(5)"])
def test_two_frames_stay_in_step(echoing, make):
    model = made(echoing, f"w = {make}")
    one, two, stranger = (FrameClient(echoing) for _ in range(3))
    one.ask("model", model=model)
    two.ask("model", model=model)
    for value in (7, 8):
        messages = one.sets(model, value=value, unknown=1)
        [news] = two.news(messages)
        assert news["model"] == model
        assert news["data"] == {
            "method": "update",
            "state": {"value": value},
            "buffer_paths": [],
        }
        assert one.news(messages) == stranger.news(messages) == []


def test_binary_values_go_both_ways(kernel, frame, other):
    model = made(kernel, "w = W.Image(value=b'one')")
    frame.ask("model", model=model)
    other.ask("model", model=model)
    update = {"method": "update", "state": {}, "buffer_paths": [["value"]]}
    answer, messages = frame.tell(model, update, [b"two"])
    assert answer["done"] is True
    assert kernel.value("bytes(w.value)") == b"two"
    [(news, buffers)] = other.pushes(messages)
    assert news["data"]["buffer_paths"] == [["value"]]
    assert buffers == [b"two"]
    [(news, buffers)] = frame.pushes(kernel.run("w.value = b'three'"))
    assert buffers == [b"three"]


def test_custom_messages_with_buffers_reach_the_widget(kernel, frame):
    model = made(kernel, "w = Button(); got = []")
    kernel.run("w.on_msg(lambda _w, c, b: got.append((c, [bytes(x) for x in b])))")
    data = {"method": "custom", "content": {"x": 1}}
    assert frame.tell(model, data, [b"12", b""])[0]["done"] is True
    assert kernel.value("got") == [({"x": 1}, [b"12", b""])]


def test_a_repeated_message_is_handled_once(kernel, frame):
    model = made(kernel, "w = Button(); clicks = []; w.on_click(lambda b: clicks.append(1))")
    number, _ = frame.post(
        {"tell": model, "data": {"method": "custom", "content": {"event": "click"}}}
    )
    for _ in range(2):
        assert frame.says(model, {"event": "click"}, again=number)[0]["done"] is True
    assert kernel.value("len(clicks)") == 1
    # The first was lost on its way: the repetition is the first to arrive.
    assert frame.says(model, {"event": "click"}, again=900)[0]["done"] is True
    assert frame.says(model, {"event": "click"}, again=900)[0]["done"] is True
    assert kernel.value("len(clicks)") == 2
    for _ in range(260):
        frame.says(model, {})
    assert frame.says(model, {"event": "click"}, again=900)[0]["done"] is True
    assert kernel.value("len(clicks)") == 3


def test_a_message_is_done_when_its_handlers_are(kernel, frame):
    model = made(kernel, "w = Button(); p = Progress(max=1000)")
    bar = kernel.value("p.model_id")
    frame.ask("model", model=bar)
    kernel.run("def count(b):\n    for n in range(1000): p.value = n + 1\nw.on_click(count)")
    _, messages = frame.says(model, {"event": "click"})
    ours = [m["content"]["data"] for m in messages if frame._is_ours(m)]
    assert ours[-1]["done"] is True
    assert ours[-2]["data"]["state"]["value"] == 1000


def test_an_error_in_a_handler_is_shown_and_the_frame_lives_on(kernel, frame):
    model = made(kernel, "w = Button(); w.on_click(lambda b: 1 / 0)")
    answer, messages = frame.says(model, {"event": "click"})
    assert answer["done"] is True
    [error] = [m for m in messages if m["msg_type"] == "error"]
    assert error["content"]["ename"] == "ZeroDivisionError"
    assert frame.ask("model", model=model)[0]["model"] is not None


def test_a_pane_answers_with_what_it_holds(kernel, frame):
    model = made(kernel, "w = OutputPane(); w.write('hello\\n')")
    frame.ask("model", model=model)
    _, messages = frame.says(model, {"event": "attach", "next": 0})
    [news] = frame.news(messages)
    [piece] = news["data"]["content"]["pane"]["pieces"]
    assert piece == {"kind": "stdout", "text": "hello\n"}


@pytest.mark.parametrize("make", ["Slider(5)", "W.IntSlider(5)"])
def test_closing_is_told_and_ends_it(kernel, frame, make):
    model = made(kernel, f"w = {make}")
    frame.ask("model", model=model)
    messages = kernel.run("w.close(); w.close()")
    assert frame.news(messages) == [{"n": 1, "closed": model}]
    assert frame.ask("model", model=model)[0]["model"] is None
    answer, _ = frame.tell(model, {"method": "update", "state": {"value": 1}})
    assert "run the cell again" in answer["error"]


def test_a_frame_that_was_closed_is_told_nothing(kernel):
    kernel.run("import yewpyter")
    frame, stays = FrameClient(kernel), FrameClient(kernel)
    model = made(kernel, "w = Slider(5)")
    frame.ask("model", model=model)
    stays.ask("model", model=model)
    frame.close()
    messages = kernel.run("w.value = 6")
    assert frame.news(messages) == []
    assert len(stays.news(messages)) == 1
    stays.close()
    assert kernel.value("'_send' in w.__dict__") is False


def test_missed_news_are_sent_again(kernel, frame):
    model = made(kernel, "w = Slider(0, max=10_000)")
    frame.ask("model", model=model)
    kernel.run("for n in range(3): w.send({'number': n}, [b'b'])")
    number, messages = frame.post({"ask": "news", "after": 1})
    again = frame.pushes(messages)
    assert [(m["n"], m["data"]["content"]["number"], b) for m, b in again] == [
        (2, 1, [b"b"]),
        (3, 2, [b"b"]),
    ]
    assert frame._answer(number, messages)[0] == {"re": number, "last": 3, "lost": False}
    assert frame.ask("news", after=3)[0]["lost"] is False


def test_old_news_are_lost_and_that_is_said(kernel, frame):
    model = made(kernel, "w = Button()")
    frame.ask("model", model=model)
    kernel.run("w.send('x', [bytes(9 * 2**20)]); w.send('y', [bytes(9 * 2**20)])")
    number, messages = frame.post({"ask": "news", "after": 0})
    assert [m["n"] for m in frame.news(messages)] == [2]
    assert frame._answer(number, messages)[0] == {"re": number, "last": 2, "lost": True}
    for start in range(0, 1200, 100):
        kernel.run(f"for n in range(100): w.send({start} + n)")
    number, messages = frame.post({"ask": "news", "after": 201})
    assert frame._answer(number, messages)[0]["lost"] is True
    assert frame.ask("news", after=202)[0] == {"re": number + 1, "last": 1202, "lost": False}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"ask": "dance"},
        {"ask": ["files"]},
        {"ask": "piece"},
        {"ask": "piece", "file": "0", "piece": 0},
        {"ask": "news"},
        {"ask": "news", "after": "x"},
        {"tell": "x"},
        {"tell": ["x"], "data": {}},
        {"tell": "x", "data": {"method": "update"}, "again": []},
    ],
)
def test_what_cannot_be_answered_is_answered_by_an_error(frame, data):
    number, messages = frame.post(data)
    assert frame._answer(number, messages)[0]["error"]


@pytest.mark.parametrize("number", [None, "x", [1], True])
def test_a_request_without_a_number_is_refused(frame, number):
    _, messages = frame.post({"ask": "files", "id": number}, request=0)
    [answer] = [m["content"]["data"] for m in messages if frame._is_ours(m)]
    assert "number" in answer["error"]


def test_hostile_widget_messages_break_nothing(kernel, frame):
    model = made(kernel, "w = Slider(5)")
    frame.ask("model", model=model)
    for data in (
        {},
        {"method": "update", "state": [1]},
        {"method": "update", "state": {}, "buffer_paths": [["a", "b"]]},
        {"method": "custom"},
        {"method": ["x"]},
        "text",
    ):
        answer, _ = frame.tell(model, data, [b"x"])
        assert "done" in answer or "error" in answer
    assert kernel.value("w.value") == 5
    assert frame.sets(model, value=6)


def test_a_frame_of_another_version_is_told_so(kernel):
    kernel.run("import yewpyter")
    frame = FrameClient(kernel, version=2)
    assert "version 2" in frame.ask("files")[0]["error"]
    frame.close()


def test_a_widget_changed_by_a_thread_tells_its_frames(kernel, frame):
    model = made(kernel, "w = Slider(0, max=10_000)")
    frame.ask("model", model=model)
    messages = kernel.run(
        """
        import threading
        def work():
            for n in range(1000):
                w.value = n + 1
        t = threading.Thread(target=work); t.start(); t.join()
        """
    )
    news = frame.news(messages)
    assert news[-1]["data"]["state"] == {"value": 1000}
    assert [m["n"] for m in news] == list(range(1, len(news) + 1))


def test_a_frame_that_cannot_be_reached_is_given_up(kernel, frame):
    model = made(kernel, "w = Slider(5)")
    frame.ask("model", model=model)
    messages = kernel.run(
        f"""
        import logging
        logging.getLogger("yewpyter").setLevel(logging.CRITICAL)
        comm = get_ipython().kernel.comm_manager.comms[{frame.comm_id!r}]
        def broken(**_):
            raise OSError("no wire")
        comm.send = broken
        w.value = 6
        logging.getLogger("yewpyter").setLevel(logging.NOTSET)
        """
    )
    assert [m["msg_type"] for m in messages].count("error") == 0
    assert kernel.value("(w.value, '_send' in w.__dict__)") == (6, False)
