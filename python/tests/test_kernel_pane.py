"""Output panes in a real kernel: what IPython prints, displays and raises."""

from conftest import Page, customs, opened, printed, updates


def pane(kernel, options=""):
    messages = kernel.run(
        f"from yewpyter import OutputPane\nimport sys\npane = OutputPane({options}); pane.open()"
    )
    [comm_id] = opened(messages)
    return comm_id


def pieces(messages, comm_id):
    return [p for content in customs(messages, comm_id) for p in content["pane"]["pieces"]]


def test_a_flood_of_prints_arrives_whole_in_few_messages(kernel):
    comm_id = pane(kernel, "max_lines=50_000")
    messages = kernel.run("with pane:\n    for n in range(20_000): print('line', n)")
    page = Page()
    for content in customs(messages, comm_id):
        assert page.take(content)
    assert page.text == "".join(f"line {n}\n" for n in range(20_000))
    assert printed(messages) == ""
    assert len(customs(messages, comm_id)) < 200


def test_the_text_is_not_in_the_state(kernel):
    comm_id = pane(kernel)
    kernel.run("print('secret', file=pane)")
    [state] = updates(kernel.page_sends(comm_id, {"method": "request_state"}), comm_id)
    assert "secret" not in repr(state)


def test_what_a_cell_wrote_is_out_before_it_is_done(kernel):
    comm_id = pane(kernel)
    messages = kernel.run("print('a', file=pane)\nprint('b', file=pane, end='')")
    assert "".join(p["text"] for p in pieces(messages, comm_id)) == "a\nb"


def test_an_exception_is_shown_in_the_pane_and_the_cell_goes_on(kernel):
    comm_id = pane(kernel)
    messages = kernel.run("with pane:\n    1 / 0\nprint('next')")
    [piece] = pieces(messages, comm_id)
    assert piece["kind"] == "error"
    assert "1 / 0" in piece["text"]
    assert piece["text"].endswith("ZeroDivisionError: division by zero\n")
    assert printed(messages) == "next\n"


def test_displays_are_taken_and_outputs_around_them_are_not(kernel):
    comm_id = pane(kernel)
    messages = kernel.run(
        """
        from IPython.display import HTML
        display(HTML("<b>outside</b>"))
        with pane:
            print("before")
            display(HTML("<b>inside</b>"), metadata={"text/html": {"isolated": True}})
            print("after")
        pane.display(HTML("<i>by hand</i>"), b"bytes")
        display(HTML("<b>outside</b>"))
        """
    )
    assert len([m for m in messages if m["msg_type"] == "display_data"]) == 2
    shown = pieces(messages, comm_id)
    assert [p["kind"] for p in shown] == ["stdout", "output", "stdout", "output", "output"]
    assert shown[1]["data"]["text/html"] == "<b>inside</b>"
    assert shown[1]["metadata"] == {"text/html": {"isolated": True}}
    assert shown[3]["data"]["text/html"] == "<i>by hand</i>"
    assert kernel.value("pane.text").startswith("before\n<IPython.core.display.HTML object>\nafter")


def test_images_are_taken_as_text(kernel):
    comm_id = pane(kernel)
    messages = kernel.run(
        """
        from IPython.display import Image
        png = b"\\x89PNG\\r\\n\\x1a\\n" + bytes(24)
        pane.display(Image(data=png, format="png"))
        """
    )
    [piece] = pieces(messages, comm_id)
    assert piece["data"]["image/png"].startswith("iVBOR")


def test_a_display_is_updated_where_it_is(kernel):
    comm_id = pane(kernel)
    messages = kernel.run(
        """
        outside = display("one", display_id=True)
        with pane:
            inside = display("two", display_id=True)
            inside.update("three")
            outside.update("four")
        """
    )
    page = Page()
    for content in customs(messages, comm_id):
        assert page.take(content)
    assert [p["data"]["text/plain"] for p in page.pieces] == ["'three'"]
    [update] = [m for m in messages if m["msg_type"] == "update_display_data"]
    assert update["content"]["data"]["text/plain"] == "'four'"


def test_clear_output_clears_the_pane_it_is_called_in(kernel):
    pane(kernel)
    messages = kernel.run(
        """
        from IPython.display import clear_output
        with pane:
            print("a")
            clear_output()
            print("b")
            clear_output(wait=True)
        """
    )
    assert kernel.value("pane.text") == "b\n"
    assert not [m for m in messages if m["msg_type"] == "clear_output"]
    kernel.run("with pane: print('c')")
    assert kernel.value("pane.text") == "c\n"
    messages = kernel.run("clear_output()")
    assert [m for m in messages if m["msg_type"] == "clear_output"]


def test_widgets_show_inside_a_pane_but_not_a_pane_in_itself(kernel):
    comm_id = pane(kernel)
    messages = kernel.run("from yewpyter import Slider\ns = Slider()\nwith pane: display(s)")
    [piece] = pieces(messages, comm_id)
    view = piece["data"]["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == kernel.value("s.model_id")
    messages = kernel.run("with pane: display(pane)")
    [piece] = pieces(messages, comm_id)
    assert "cannot be displayed inside itself" in piece["text"]


def test_threads_and_tasks_each_have_their_pane(kernel):
    pane(kernel)
    messages = kernel.run(
        """
        import asyncio, threading
        panes = [OutputPane() for _ in range(4)]
        def work(n):
            with panes[n]:
                for _ in range(50): print(n)
                display(n)
        threads = [threading.Thread(target=work, args=(n,)) for n in (0, 1)]
        for t in threads: t.start()
        async def task(n):
            with panes[n]:
                for _ in range(50):
                    print(n); await asyncio.sleep(0)
                display(n)
        await asyncio.gather(task(2), task(3))
        for t in threads: t.join()
        print("cell")
        """
    )
    assert printed(messages) == "cell\n"
    assert kernel.value("[p.text for p in panes]") == [f"{n}\n" * 51 for n in range(4)]


def test_a_thread_writes_after_its_cell_has_ended(kernel):
    comm_id = pane(kernel)
    kernel.run(
        """
        import threading
        go = threading.Event()
        def work():
            go.wait()
            for n in range(100): print(n, file=pane)
        t = threading.Thread(target=work); t.start()
        """
    )
    kernel.run("go.set()")
    expected = "".join(f"{n}\n" for n in range(100))

    def everything_came(_=None):
        return "".join(p["text"] for p in pieces(kernel.messages, comm_id)) == expected

    if not everything_came():
        kernel.read_until(everything_came)


def test_a_page_attaches_and_repairs_a_gap(kernel):
    comm_id = pane(kernel)
    lost = kernel.run("for text in 'abc':\n    pane.write(text); pane.flush()")
    assert len(customs(lost, comm_id)) == 3
    page = Page()
    [answer] = customs(kernel.page_says(comm_id, event="attach", next=page.next), comm_id)
    assert answer["pane"]["first"] == 0
    assert page.take(answer)
    assert page.text == "abc"
    kernel.run("pane.write('d'); pane.flush()")
    [late] = customs(kernel.run("pane.write('e'); pane.flush()"), comm_id)
    assert not page.take(late)
    [answer] = customs(kernel.page_says(comm_id, event="attach", next=page.next), comm_id)
    assert page.take(answer)
    assert page.text == "abcde"


def test_old_lines_are_dropped_on_both_sides(kernel):
    comm_id = pane(kernel, "max_lines=100")
    messages = kernel.run("for n in range(5000): print(n, file=pane)")
    page = Page()
    for content in customs(messages, comm_id):
        assert page.take(content)
    assert page.text == kernel.value("pane.text")
    assert 100 <= page.text.count("\n") <= 110


def test_printing_is_quick(kernel):
    pane(kernel, "max_lines=100_000")
    seconds = kernel.value(
        "(lambda t, p: (t := p(), [print(n, file=pane) for n in range(20_000)], p() - t)[2])"
        "(0, __import__('time').perf_counter)"
    )
    assert seconds < 5
