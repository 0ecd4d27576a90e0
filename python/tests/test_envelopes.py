"""What pages say on a root's comm, well made and not."""

import json
import logging

import pytest
from test_tree import Foreign, shown
from tree_page import inside

from yewpyter import Button, Grid, OutputPane, Slider
from yewpyter._envelope import Message, News, without_echoes, write
from yewpyter._envelope import update as written
from yewpyter._pacing import flush_all


@pytest.fixture
def tree(page_comms):
    slider, button = Slider(5), Button()
    grid = Grid([slider, button])
    return grid, slider, button, shown(grid, page_comms)


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


def update(**state):
    return {"method": "update", "state": state, "buffer_paths": []}


def test_clicks_reach_the_inline_child(tree):
    _, _, button, comm = tree
    clicks = []
    button.on_click(clicks.append)
    comm.relay(button._model_id, {"method": "custom", "content": {"event": "click"}})
    assert clicks == [button]


def test_the_root_may_be_spoken_to_in_an_envelope(tree):
    grid, *_, comm = tree
    comm.sets(grid._model_id, columns=3)
    assert grid.columns == 3


def test_buffers_are_put_in_their_places(page_comms):
    foreign, other = Foreign(), Foreign()
    comm = shown(Grid([foreign, other]), page_comms)
    data = {"method": "update", "state": {}, "buffer_paths": [["blob"]]}
    comm.relay(foreign._model_id, data, [b"new"])
    assert (foreign.blob, other.blob) == (b"new", b"xyz")
    got = []
    foreign.on_msg(lambda _w, content, buffers: got.append((content, list(buffers))))
    comm.relay(foreign._model_id, {"method": "custom", "content": 3}, [b"a", b""])
    assert got == [(3, [b"a", b""])]


def test_an_inline_pane_answers_a_page_that_attaches(page_comms):
    pane = OutputPane()
    pane.write("before\n")
    comm = shown(Grid([pane]), page_comms)
    comm.relay(pane._model_id, {"method": "custom", "content": {"event": "attach", "next": 0}})
    [entry] = inside(comm.take()[-1])["messages"]
    assert entry["to"] == pane._model_id
    assert entry["data"]["content"]["pane"]["pieces"] == [{"kind": "stdout", "text": "before\n"}]
    pane.write("after\n")
    flush_all()
    [entry] = inside(comm.take()[-1])["messages"]
    assert entry["data"]["content"]["pane"]["pieces"][0]["text"] == "after\n"


BROKEN = [
    (None, "must be a map, not None"),
    ([], "must be a map"),
    ({}, "version must be 1, not None"),
    ({"version": 2}, "version must be 1, not 2"),
    ({"version": True}, "version must be 1"),
    ({"version": 1}, "messages, since or heard"),
    ({"version": 1, "messages": {}}, "a list of one map"),
    ({"version": 1, "messages": []}, "a list of one map"),
    ({"version": 1, "messages": [{}, {}]}, "a list of one map"),
    ({"version": 1, "messages": [3]}, "a list of one map"),
    ({"version": 1, "messages": [{"to": 3}]}, "the id of a widget, not 3"),
    ({"version": 1, "messages": [{"to": ["x"]}]}, "the id of a widget"),
    ({"version": 1, "messages": [{"to": "a"}]}, "a widget message"),
    ({"version": 1, "messages": [{"to": "a", "data": {"method": ["x"]}}]}, "a widget message"),
    ({"version": 1, "messages": [{"to": "a", "data": {"method": "dance"}}]}, "a widget message"),
    ({"version": 1, "messages": [{"to": "a", "data": update(value=1)}]}, "a widget inside this"),
    ({"version": 1, "messages": [{"to": "SLIDER", "data": {"method": "update"}}]}, "a map, not"),
    (
        {"version": 1, "messages": [{"to": "SLIDER", "data": update(), "buffers": 1}]},
        "1 buffers, but there are 0",
    ),
    (
        {"version": 1, "messages": [{"to": "SLIDER", "data": update(), "buffers": -1}]},
        "a number from 0, not -1",
    ),
    (
        {
            "version": 1,
            "messages": [
                {"to": "SLIDER", "data": {"method": "update", "state": {}, "buffer_paths": [3]}}
            ],
        },
        "0 paths",
    ),
    (
        {"version": 1, "messages": [{"to": "SLIDER", "data": update(value=nested(300))}]},
        "nested more than",
    ),
    (
        {
            "version": 1,
            "messages": [
                {"to": "SLIDER", "data": {"method": "custom", "content": {"_tree": {"version": 1}}}}
            ],
        },
        "no envelope inside",
    ),
    ({"version": 1, "since": "x"}, "since must be a number"),
    ({"version": 1, "since": -1}, "since must be a number"),
    ({"version": 1, "since": 0, "streams": [1]}, "a map from ids to numbers"),
    ({"version": 1, "since": 0, "streams": {"a": "b"}}, "a map from ids to numbers"),
    ({"version": 1, "heard": None}, "heard must be a number"),
]


@pytest.mark.parametrize(("content", "words"), BROKEN)
def test_a_broken_envelope_is_logged_and_changes_nothing(tree, caplog, content, words):
    grid, slider, button, comm = tree
    content = json.loads(json.dumps(content).replace("SLIDER", slider._model_id))
    before = [widget.get_state() for widget in (grid, slider, button)]
    with caplog.at_level(logging.WARNING):
        comm.say({"method": "custom", "content": {"_tree": content}})
    flush_all()
    assert comm.take() == []
    assert [widget.get_state() for widget in (grid, slider, button)] == before
    assert "Grid ignores an envelope of the page" in caplog.text
    assert words in caplog.text


@pytest.mark.parametrize(
    "path", [[], ["a", "b"], [0], ["list", "x"], ["list", 9], ["list", True], ["list", -1], "text"]
)
def test_buffers_without_a_place_are_refused(tree, caplog, path):
    _, slider, _, comm = tree
    data = {"method": "update", "state": {"list": [1]}, "buffer_paths": [path]}
    comm.relay(slider._model_id, data, [b"x"])
    assert "must lead into the state" in caplog.text


def test_a_widget_outside_of_the_tree_cannot_be_reached(tree, page_comms, caplog):
    *_, comm = tree
    outside, elsewhere = Slider(5), Slider(5)
    shown(Grid([elsewhere]), page_comms)
    outside.open()
    for widget in (outside, elsewhere, Slider(5, model_id="unrooted")):
        comm.sets(widget._model_id, value=9)
        assert widget.value == 5
    assert caplog.text.count("must be the id of a widget inside this one") == 3


def test_an_inline_child_takes_no_envelopes(tree, caplog):
    _, slider, _, _ = tree
    message = {"content": {"data": {"method": "custom", "content": {"_tree": {"version": 1}}}}}
    slider._handle_msg({**message, "buffers": []})
    assert "only a widget with a comm" in caplog.text


def test_streams_of_strangers_do_no_harm(tree):
    _, slider, _, comm = tree
    slider.post("x")
    flush_all()
    comm.take()
    comm.wrap({"since": 0, "streams": {"stranger": 4, slider._model_id: 10**9}})
    [data] = comm.take()
    assert inside(data)["since"] == 0


def test_echoes_are_taken_out_with_their_buffers():
    echo = Message("a", {"method": "echo_update", "state": {}, "buffer_paths": [["x"]]}, [b"echo"])
    news = News({"b": {"blob": b"open"}}, [echo, written("c", {"blob": b"told"})])
    data, buffers = without_echoes(*write(news, 7))
    told = inside(data)
    assert (list(told["open"]), [m["to"] for m in told["messages"]], told["n"]) == (["b"], ["c"], 7)
    assert buffers == [b"open", b"told"]
    assert without_echoes(*write(News(messages=[echo]), 8)) is None
    assert without_echoes(echo.data, echo.buffers) is None
    assert without_echoes(*write(News(gone=["a"]), 9)) is not None
