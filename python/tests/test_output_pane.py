"""Capturing, and what the page is sent, without a kernel."""

import asyncio
import contextlib
import io
import logging
import os
import sys
import threading
import time

import pytest
from conftest import Page, wait_until
from IPython.display import display

from yewpyter import OutputPane
from yewpyter._pacing import INTERVAL


def contents(sent, pane):
    return [msg["content"] for widget, msg in sent if widget is pane and msg["method"] == "custom"]


def page_of(sent, pane):
    page = Page()
    for content in contents(sent, pane):
        assert page.take(content)
    return page


def attach(pane, number):
    content = {"event": "attach", "next": number}
    pane._handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})


def test_a_flood_is_few_messages_and_complete(sent):
    pane = OutputPane(max_lines=50_000)
    expected = "".join(f"line {n}\n" for n in range(20_000))
    started = time.monotonic()
    with pane:
        for number in range(20_000):
            print("line", number)
    took = time.monotonic() - started
    wait_until(lambda: page_of(sent, pane).text == expected)
    assert pane.text == expected
    assert len(contents(sent, pane)) <= took / INTERVAL + 3


def test_a_flood_of_flushes_is_bounded_too(sent):
    pane = OutputPane(max_lines=50_000)
    started = time.monotonic()
    for number in range(5000):
        print(number, file=pane, flush=True)
    took = time.monotonic() - started
    wait_until(lambda: page_of(sent, pane).text == pane.text)
    assert len(contents(sent, pane)) <= 25 + took / INTERVAL


def test_leaving_and_flushing_send_at_once(sent):
    pane = OutputPane()
    with pane:
        print("a")
        print("b")
    assert page_of(sent, pane).text == "a\nb\n"
    pane.write("c")
    pane.write("d")
    pane.flush()
    assert page_of(sent, pane).text == "a\nb\ncd"


def test_streams_keep_their_kinds(sent):
    pane = OutputPane()
    with pane:
        print("out")
        print("err", file=sys.stderr)
    kinds = [(piece["kind"], piece["text"]) for piece in page_of(sent, pane).pieces]
    assert kinds == [("stdout", "out\n"), ("stderr", "err\n")]


def test_outside_of_ipython_an_exception_is_shown_and_raised_on(sent):
    pane = OutputPane()
    with pytest.raises(ZeroDivisionError), pane:
        _ = 1 / 0
    [piece] = page_of(sent, pane).pieces
    assert piece["kind"] == "error"
    assert piece["text"].startswith("Traceback")
    assert piece["text"].endswith("ZeroDivisionError: division by zero\n")
    assert "\x1b" not in piece["text"]


def test_an_interrupt_goes_through_unseen(sent):
    pane = OutputPane()
    with pytest.raises(KeyboardInterrupt), pane:
        raise KeyboardInterrupt
    assert pane.text == ""


def test_clearing_keeps_the_numbers_going(sent):
    pane = OutputPane()
    pane.write("a")
    pane.clear()
    pane.write("b")
    pane.flush()
    page = page_of(sent, pane)
    assert page.text == "b"
    assert page.next == 2


def test_a_page_that_attaches_is_given_what_it_lacks(sent):
    pane = OutputPane()
    for text in "abc":
        pane.write(text)
        pane.flush()
    sent.clear()
    attach(pane, 1)
    assert contents(sent, pane) == [
        {
            "pane": {
                "version": 1,
                "first": 0,
                "from": 1,
                "pieces": [{"kind": "stdout", "text": "b"}, {"kind": "stdout", "text": "c"}],
            }
        }
    ]


def test_a_page_that_lost_messages_is_repaired(sent):
    pane, page = OutputPane(), Page()
    for text in "abcdef":
        pane.write(text)
        pane.flush()
    everything = contents(sent, pane)
    assert page.take(everything[0])
    assert not page.take(everything[3])
    sent.clear()
    attach(pane, page.next)
    assert page.take(contents(sent, pane)[0])
    assert page.take(everything[5])
    assert page.text == "abcdef"


@pytest.mark.parametrize("number", [None, -1, "0", True, 1.5])
def test_an_attach_message_without_a_number_is_ignored(sent, caplog, number):
    pane = OutputPane()
    with caplog.at_level(logging.WARNING):
        attach(pane, number)
    assert contents(sent, pane) == []
    assert "without a number" in caplog.text


def test_threads_print_to_their_own_panes():
    panes = [OutputPane() for _ in range(4)]
    original = sys.stdout
    together = threading.Barrier(len(panes))

    def work(number):
        together.wait()
        with panes[number]:
            for _ in range(500):
                print(number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(panes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [pane.text for pane in panes] == [f"{n}\n" * 500 for n in range(4)]
    assert sys.stdout is original


def test_other_threads_print_where_they_always_did(capsys):
    pane = OutputPane()
    with pane:
        thread = threading.Thread(target=print, args=("outside",))
        thread.start()
        thread.join()
        print("inside")
    assert pane.text == "inside\n"
    assert capsys.readouterr().out == "outside\n"


def test_asyncio_tasks_print_to_their_own_panes(capsys):
    panes = [OutputPane() for _ in range(3)]

    async def work(number):
        with panes[number]:
            for _ in range(20):
                print(number)
                await asyncio.sleep(0)

    async def main():
        await asyncio.gather(*map(work, range(3)))
        print("outside")

    asyncio.run(main())
    assert [pane.text for pane in panes] == [f"{n}\n" * 20 for n in range(3)]
    assert capsys.readouterr().out == "outside\n"


def test_a_task_that_outlives_the_block_prints_outside(capsys):
    pane = OutputPane()

    async def main():
        left = asyncio.Event()

        async def child():
            print("inside")
            left.set()
            await resume.wait()
            print("outside")

        resume = asyncio.Event()
        with pane:
            task = asyncio.create_task(child())
            await left.wait()
        with OutputPane():
            resume.set()
            await task

    asyncio.run(main())
    assert pane.text == "inside\n"
    assert capsys.readouterr().out == "outside\n"


def test_panes_nest():
    outer, inner, original = OutputPane(), OutputPane(), sys.stdout
    with outer:
        print("1")
        with inner:
            print("2")
            with outer:
                print("3")
            print("4")
        print("5")
    assert outer.text == "1\n3\n5\n"
    assert inner.text == "2\n4\n"
    assert sys.stdout is original


def test_a_generator_may_be_closed_in_another_context(capsys):
    pane = OutputPane()

    async def numbers():
        with pane:
            print("one")
            yield 1

    async def main():
        generator = numbers()
        await anext(generator)
        await asyncio.create_task(generator.aclose())

    original = sys.stdout
    asyncio.run(main())
    print("outside")
    assert pane.text == "one\n"
    assert sys.stdout is original


def test_leaving_without_entering_is_an_error():
    with pytest.raises(RuntimeError, match="left without being entered"):
        OutputPane().__exit__(None, None, None)


def test_streams_of_others_are_respected():
    pane, elsewhere = OutputPane(), io.StringIO()
    with contextlib.redirect_stdout(elsewhere):
        with pane:
            print("pane")
            with contextlib.redirect_stdout(io.StringIO()) as innermost:
                print("innermost")
        print("elsewhere")
    assert pane.text == "pane\n"
    assert innermost.getvalue() == "innermost\n"
    assert elsewhere.getvalue() == "elsewhere\n"


def test_the_stand_in_behaves_like_the_stream_it_stands_for():
    pane, original = OutputPane(), sys.stdout
    with pane:
        stand_in = sys.stdout
        assert not stand_in.isatty()
        assert stand_in.encoding == original.encoding
        stand_in.writelines(["a", "b"])
        with pytest.raises(TypeError, match="must be str, not int"):
            stand_in.write(3)
    assert pane.text == "ab"
    assert stand_in.isatty() == original.isatty()
    assert stand_in.fileno() == original.fileno()


def test_a_pane_is_a_file():
    pane = OutputPane()
    assert pane.writable()
    assert not pane.readable()
    assert not pane.seekable()
    assert not pane.isatty()
    assert pane.write("abc") == 3
    pane.writelines(["d", "e"])
    handler = logging.StreamHandler(pane)
    handler.emit(logging.LogRecord("x", logging.INFO, "x", 1, "logged", None, None))
    assert pane.text == "abcdelogged\n"
    with pytest.raises(TypeError, match="must be str, not bytes"):
        pane.write(b"x")


def test_display_shows_in_the_pane():
    pane = OutputPane()
    pane.display([1, 2])
    assert "[1, 2]" in pane.text
    with pane:
        display({"a": 1})
    assert "{'a': 1}" in pane.text


def test_what_sending_prints_into_the_pane_is_kept(monkeypatch):
    pane, seen = OutputPane(), []

    def chatty(self, msg, buffers=None):
        if len(seen) < 3:
            seen.append(msg)
            print("sending", file=pane, flush=True)

    monkeypatch.setattr(OutputPane, "_send", chatty)
    print("hello", file=pane)
    wait_until(lambda: len(seen) >= 2)
    assert pane.text.startswith("hello")
    assert "sending\n" in pane.text


def test_a_message_that_could_not_be_sent_is_sent_again(monkeypatch):
    pane, page, attempts = OutputPane(), Page(), []

    def send(self, msg, buffers=None):
        attempts.append(msg)
        if len(attempts) == 1:
            raise OSError("no wire")
        page.take(msg["content"])

    monkeypatch.setattr(OutputPane, "_send", send)
    with pytest.raises(OSError, match="no wire"):
        pane.write("a\n")
    pane.write("b\n")
    pane.flush()
    assert page.text == "a\nb\n"


def test_fewer_lines_drop_the_first(sent):
    pane = OutputPane(max_lines=3)
    for number in range(10):
        pane.write(f"{number}\n")
        pane.flush()
    assert pane.text == "7\n8\n9\n"
    assert page_of(sent, pane).text == "7\n8\n9\n"
    pane.max_lines = 1
    assert pane.text == "9\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this platform")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_neither_hangs_nor_sends(capfd):
    pane = OutputPane()
    locked, release = threading.Event(), threading.Event()

    def hold():
        with pane._journal_lock:
            locked.set()
            release.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    locked.wait()
    with pane:
        child = os.fork()
        if child == 0:
            print("from the child", flush=True)
            pane.write("kept in the child")
            os._exit(0 if pane.text == "kept in the child" else 1)
        release.set()
        _, status = os.waitpid(child, 0)
    thread.join()
    assert status == 0
    assert pane.text == ""
    assert "from the child" in capfd.readouterr().out
