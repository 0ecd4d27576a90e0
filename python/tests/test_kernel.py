"""What a real kernel puts on the wire."""

from conftest import customs, opened, printed, unnumbered, updates

EVERY_WIDGET = """
    from yewpyter import *
    import ipywidgets as W
"""


def make(kernel, expression):
    """Open a widget `w` in the kernel; return its id and the state it was opened with."""
    code = f"{EVERY_WIDGET}\n    w = {expression}; w.open()"
    [(comm_id, state)] = opened(kernel.run(code)).items()
    return comm_id, state


def test_one_comm_for_one_widget_whatever_its_layout(kernel):
    for expression in (
        "Button(description='b', layout={'width': '50%'})",
        "Slider(3, layout=W.Layout(width='50%'))",
        "Text('t', layout=Layout(width='50%'))",
        "Progress(3)",
        "OutputPane()",
        "Grid()",
    ):
        messages = kernel.run(f"{EVERY_WIDGET}\n    w = {expression}; w.open()")
        ours = [s for s in opened(messages).values() if s["_model_module"] == "yewpyter"]
        # A layout made by ipywidgets itself has a comm of its own, which is not ours to close.
        assert len(opened(messages)) == len(ours) + ("W.Layout" in expression)
        assert len(ours) == 1
        [version] = {m["metadata"]["version"] for m in messages if m["msg_type"] == "comm_open"}
        assert version.startswith("2.")


def test_an_install_button_has_its_log_inside(kernel):
    _, button = make(kernel, "InstallButton('pip')")
    [(log, record)] = button["_tree"]["models"].items()
    assert record == {"_model_name": "OutputPaneModel", "description": "Installing pip"}
    assert button["log"] == f"IPY_MODEL_{log}"


def test_without_trees_each_widget_has_a_comm_at_once(kernel):
    kernel.run("import yewpyter; yewpyter.options.tree = False")
    states = opened(kernel.run(f"{EVERY_WIDGET}\n    w = InstallButton('pip')"))
    kernel.run("yewpyter.options.tree = True")
    models = {state["_model_name"]: comm_id for comm_id, state in states.items()}
    assert set(models) == {"InstallButtonModel", "OutputPaneModel"}
    button = states[models["InstallButtonModel"]]
    assert button["log"] == f"IPY_MODEL_{models['OutputPaneModel']}"
    assert button["_tree"] is None


def test_layout_changes_are_one_update_each(kernel):
    comm_id, state = make(kernel, "Button(layout={'width': '1em'})")
    assert state["layout"] == {"width": "1em"}
    assert updates(kernel.run("w.layout.width = '2em'"), comm_id) == [{"layout": {"width": "2em"}}]
    [update] = updates(kernel.run("w.layout.border = '1px solid'"))
    assert update["layout"]["width"] == "2em"
    assert updates(kernel.run("w.layout = {'height': '1em'}")) == [{"layout": {"height": "1em"}}]
    assert opened(kernel.run("w.layout.height = '3em'")) == {}


def test_a_layout_becomes_a_model_when_it_is_linked(kernel):
    comm_id, _ = make(kernel, "Button(layout={'width': '1em'})")
    messages = kernel.run(
        "text = W.Text('5em'); link = W.jslink((text, 'value'), (w.layout, 'width'))"
    )
    states = opened(messages)
    [layout_id] = [
        i
        for i, s in states.items()
        if s["_model_name"] == "LayoutModel" and s.get("width") == "1em"
    ]
    [link] = [s for s in states.values() if s["_model_name"] == "LinkModel"]
    assert link["target"] == [f"IPY_MODEL_{layout_id}", "width"]
    messages = kernel.page_sets(layout_id, width="5em")
    assert updates(messages, comm_id) == [{"layout": {"width": "5em"}}]
    assert kernel.value("w.layout.width") == "5em"


def test_the_page_changes_a_value_and_observers_hear_of_it(kernel):
    comm_id, state = make(kernel, "Slider(5, min=0, max=10)")
    assert state["value"] == 5
    kernel.run("w.observe(lambda c: print(c['new'], c['owner'] is w), 'value')")
    messages = kernel.page_sets(comm_id, value=7)
    assert printed(messages) == "7 True\n"
    assert updates(messages, comm_id) == []
    messages = kernel.page_sets(comm_id, value=70)
    assert updates(messages, comm_id) == [{"value": 10}]


def test_a_refused_value_is_shown_and_taken_back(kernel):
    comm_id, _ = make(kernel, "Slider(5)")
    messages = kernel.page_sets(comm_id, value="many")
    assert updates(messages, comm_id) == [{"value": 5}]
    [error] = [m for m in messages if m["msg_type"] == "error"]
    assert error["content"]["ename"] == "TraitError"


def test_links_on_both_sides(kernel):
    comm_id, _ = make(kernel, "Slider(5)")
    kernel.run("other = W.IntSlider(); W.link((w, 'value'), (other, 'value')); kept = W.Text()")
    assert kernel.value("other.value") == 5
    kernel.page_sets(comm_id, value=9)
    assert kernel.value("other.value") == 9
    kernel.run("other.value = 3")
    assert kernel.value("w.value") == 3
    for name, model in (("jslink", "LinkModel"), ("jsdlink", "DirectionalLinkModel")):
        states = opened(kernel.run(f"l = W.{name}((w, 'value'), (other, 'value'))"))
        [link] = [s for s in states.values() if s["_model_name"] == model]
        assert link["source"] == [f"IPY_MODEL_{comm_id}", "value"]


def test_interact_takes_our_widgets(kernel):
    kernel.run(
        EVERY_WIDGET
        + """
    seen = []
    slider, text, bar = Slider(3), Text("x", description="named"), Progress(1)
    ui = W.interactive(lambda **k: seen.append(tuple(k.values())), a=slider, b=text, c=bar)
    ui.update()
    first = list(seen)
    slider.value = 4
    """
    )
    assert kernel.value("(first[-1], seen[-1])") == ((3, "x", 1), (4, "x", 1))
    assert kernel.value("[slider.description, text.description]") == ["a", "named"]
    ids = kernel.value("[w.model_id for w in (slider, text, bar)]")
    assert kernel.value("ui.get_state('children')['children'][:3]") == [
        f"IPY_MODEL_{i}" for i in ids
    ]


def test_interact_calls_the_function_anew_for_the_page(kernel):
    comm_id, _ = make(kernel, "Slider(3)")
    kernel.run("calls = []; ui = W.interactive(lambda x: calls.append(x), x=w)")
    kernel.page_sets(comm_id, value=8)
    assert kernel.value("calls[-1]") == 8


def test_clicks_and_submits(kernel):
    comm_id, _ = make(kernel, "Button()")
    kernel.run("w.on_click(lambda b: print('clicked', b is w))")
    assert printed(kernel.page_says(comm_id, event="click")) == "clicked True\n"
    comm_id, _ = make(kernel, "Text()")
    kernel.run("w.on_submit(lambda t: print('submitted', t.value))")
    kernel.page_sets(comm_id, value="hello")
    assert printed(kernel.page_says(comm_id, event="submit")) == "submitted hello\n"


def test_an_error_in_a_callback_is_shown_and_the_next_runs(kernel):
    comm_id, _ = make(kernel, "Button()")
    kernel.run("w.on_click(lambda b: 1 / 0); w.on_click(lambda b: print('next'))")
    messages = kernel.page_says(comm_id, event="click")
    [error] = [m for m in messages if m["msg_type"] == "error"]
    assert error["content"]["ename"] == "ZeroDivisionError"
    assert printed(messages) == "next\n"


def test_boxes_and_grids_hold_each_others_widgets(kernel):
    comm_id, _ = make(kernel, "Slider(3)")
    messages = kernel.run(
        "other = W.IntText(); g = Grid([w, other], spans={w: 2}); box = W.VBox([g])"
    )
    states = opened(messages)
    [(grid_id, grid)] = [(i, s) for i, s in states.items() if s["_model_name"] == "GridModel"]
    other_id = kernel.value("other.model_id")
    assert grid["children"] == [f"IPY_MODEL_{comm_id}", f"IPY_MODEL_{other_id}"]
    assert grid["spans"] == {comm_id: [2, 1]}
    [box] = [s for s in states.values() if s["_model_name"] == "VBoxModel"]
    assert box["children"] == [f"IPY_MODEL_{grid_id}"]
    assert updates(kernel.run("g.remove(w)"), grid_id) == [
        {"children": [f"IPY_MODEL_{other_id}"], "spans": {}}
    ]


def test_a_tight_loop_sends_little_and_the_last_value(kernel):
    comm_id, _ = make(kernel, "Progress(max=100_000)")
    messages = kernel.run("for n in range(100_000): w.value = n + 1")
    states = updates(messages, comm_id)
    assert states[-1] == {"value": 100_000}
    assert len(states) < 300


def test_every_model_is_given_to_a_page_that_asks(fresh_kernel):
    kernel = fresh_kernel
    kernel.run(
        EVERY_WIDGET
        + "    s = Slider(5); g = Grid([s]); b = Button(); b.close(); i = InstallButton('pip')"
        + "\n    for w in (s, g, i): w.open()"
    )
    session = kernel.client.session
    content = {"comm_id": "control", "target_name": "jupyter.widget.control", "data": {}}
    opening = session.msg("comm_open", content)
    opening["metadata"] = {"version": "1.0.0"}
    kernel.client.shell_channel.send(opening)
    kernel.finish(opening["header"]["msg_id"])
    messages = kernel.page_sends("control", {"method": "request_states"})
    [data] = [m["content"]["data"] for m in messages if m["msg_type"] == "comm_msg"]
    models = {record["model_name"]: record["state"] for record in data["states"].values()}
    assert set(models) == {"SliderModel", "GridModel", "InstallButtonModel"}
    assert models["SliderModel"]["value"] == 5
    [record] = models["InstallButtonModel"]["_tree"]["models"].values()
    assert record["_model_name"] == "OutputPaneModel"


def test_a_page_may_ask_for_the_whole_state(kernel):
    comm_id, opening = make(kernel, "Slider(5)")
    messages = kernel.page_sends(comm_id, {"method": "request_state"})
    assert (opening["_n"], opening["_tree"]) == (0, None)
    assert updates(messages, comm_id) == [unnumbered(opening)]


def test_a_page_may_make_a_widget(kernel):
    kernel.run(EVERY_WIDGET)
    state = {
        f"_{part}_{key}": value
        for part, name in (("model", "SliderModel"), ("view", "SliderView"))
        for key, value in (("module", "yewpyter"), ("module_version", "*"), ("name", name))
    }
    message = kernel.client.session.msg(
        "comm_open",
        {"comm_id": "made-here", "target_name": "jupyter.widget", "data": {"state": state}},
    )
    message["metadata"] = {"version": "2.1.0"}
    kernel.run("Slider()")
    kernel.client.shell_channel.send(message)
    messages = kernel.finish(message["header"]["msg_id"])
    assert [m for m in messages if m["msg_type"] == "comm_close"] == []
    kernel.page_sets("made-here", value=8)
    registry = "(W.Widget.widgets if W.__version__[0] == '7' else W.widgets.widget._instances)"
    assert kernel.value(f"{registry}['made-here'].value") == 8


def test_closing_closes_the_comm_once(kernel):
    comm_id, _ = make(kernel, "Slider(5)")
    messages = kernel.run("w.close(); w.close(); w.value = 7")
    assert [m["content"]["comm_id"] for m in messages if m["msg_type"] == "comm_close"] == [comm_id]
    assert updates(messages, comm_id) == []


def test_displaying_shows_the_view_and_says_what_to_install(kernel):
    comm_id, _ = make(kernel, "Slider(5)")
    for code in ("display(w)", "w"):
        messages = kernel.run(code)
        [shown] = [m for m in messages if m["msg_type"] in {"display_data", "execute_result"}]
        data = shown["content"]["data"]
        assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == comm_id
        assert "If you see this text, install yewpyter" in data["text/plain"]
    assert printed(kernel.run("w.close(); display(w)")) == ""


def test_sending_from_a_thread(kernel):
    comm_id, _ = make(kernel, "Slider(0, max=10_000)")
    messages = kernel.run(
        """
        import threading
        def work():
            for n in range(1000):
                w.value = n + 1
        t = threading.Thread(target=work); t.start(); t.join()
        """
    )
    assert updates(messages, comm_id)[-1] == {"value": 1000}


def test_custom_messages_come_after_the_state_set_before_them(kernel):
    comm_id, _ = make(kernel, "Slider(0, max=10_000)")
    messages = kernel.run("for n in range(100): w.value = n + 1\nw.send('done'); w.value = 0")
    assert customs(messages, comm_id) == ["done"]
    ours = [m["content"]["data"] for m in messages if m["msg_type"] == "comm_msg"]
    place = [d.get("content") for d in ours].index("done")
    assert ours[place - 1]["state"]["value"] == 100
    assert ours[place + 1]["state"]["value"] == 0
