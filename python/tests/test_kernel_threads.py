"""Messages of the page handled beside a busy main thread, and widgets used by many threads."""

import threading
from functools import partial

import pytest
from conftest import opened, printed, wait_until

from yewpyter import Grid, Slider, options
from yewpyter._pacing import flush_all


def subshell(kernel):
    """Make a subshell, as JupyterLab does where the kernel has them; else None."""
    kernel.client.kernel_info()
    reply = kernel.client.get_shell_msg(timeout=60)
    while reply["msg_type"] != "kernel_info_reply":
        reply = kernel.client.get_shell_msg(timeout=60)
    if "kernel subshells" not in reply["content"].get("supported_features", []):
        return None
    session = kernel.client.session
    kernel.client.control_channel.send(session.msg("create_subshell_request", {}))
    return kernel.client.get_control_msg(timeout=60)["content"]["subshell_id"]


def test_the_page_is_heard_while_a_cell_runs_where_the_kernel_can(fresh_kernel):
    kernel = fresh_kernel
    messages = kernel.run(
        """
        import threading
        from yewpyter import *
        heard, handled_on_main = threading.Event(), []
        s = Slider(0, max=1000); p = Progress(max=10**9); s.open(); p.open()
        on_main = lambda: threading.current_thread() is threading.main_thread()
        s.observe(lambda c: handled_on_main.append(on_main()), "value")
        s.observe(lambda c: heard.set(), "value")
        """
    )
    [slider] = [i for i, s in opened(messages).items() if s["_model_name"] == "SliderModel"]
    shell = subshell(kernel)
    header = {"subshell_id": shell} if shell else {}
    # The kernel hears a comm in the shell that last spoke on it.
    kernel.finish(kernel.post(slider, {"method": "request_state"}, header))
    kernel.run("heard.clear()")
    cell = kernel.start(
        f"""
        import time
        n, end = 0, time.monotonic() + {60 if shell else 0.2}
        while not heard.is_set() and time.monotonic() < end:
            n += 1; p.value = n; p.description = str(n)
        print("heard", heard.is_set())
        """
    )
    post = kernel.post(slider, set_to(7), header)
    kernel.finish(cell)
    if f"idle {post}" not in states(kernel.messages):
        kernel.finish(post)
    assert f"heard {shell is not None}\n" in printed(kernel.messages)
    assert kernel.value("handled_on_main") == [shell is None]
    assert kernel.value("s.value") == 7
    assert kernel.value("p.get_state('value')") == {"value": kernel.value("n")}


def set_to(value):
    return {"method": "update", "state": {"value": value}, "buffer_paths": []}


def states(messages):
    return {
        f"{m['content']['execution_state']} {m['parent_header'].get('msg_id')}"
        for m in messages
        if m["msg_type"] == "status"
    }


def assign(slider, start):
    for n in range(300):
        slider.value = start + n


def from_page(slider, start):
    for n in range(300):
        slider.set_state({"value": start + n})


def bounds(slider, start):
    for n in range(300):
        with slider.hold_trait_notifications(), slider.hold_sync():
            slider.max = 10**6 + start + n
            slider.description = str(n)


def run_together(works):
    """Run functions at once, each in a thread; none may fail or hang."""
    together, failures = threading.Barrier(len(works)), []

    def run(work, *args):
        together.wait()
        try:
            work(*args)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test fails
            failures.append(error)

    threads = [threading.Thread(target=run, args=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert failures == []


def test_many_threads_change_one_widget(sent):
    slider, seen = Slider(0, max=10**6), []
    slider.observe(lambda change: seen.append(change["new"]), "value")
    starts = {1000: assign, 2000: from_page, 3000: bounds, 4000: assign, 5000: from_page}
    run_together([(work, slider, start) for start, work in starts.items()])
    assert slider.value in {1299, 2299, 4299, 5299}
    assert slider.description == "299"
    assert len(seen) >= 600
    # Whoever else was told to hold back, nothing is held back now.
    sent.clear()
    slider.value = 7
    wait_until(lambda: 7 in [msg["state"].get("value") for _, msg in sent])


def remember(read, told, *args, **options):
    told.append(read(*args, **options))
    return told[-1]


@pytest.mark.parametrize("inline", [False, True])
def test_the_last_message_carries_the_last_value(sent, inline, monkeypatch):
    monkeypatch.setattr(options, "tree", inline)
    for _ in range(30):
        slider = Slider(0, max=10**6)
        Grid([slider]).open()
        assert (slider.comm is None) is inline
        told = []
        slider.get_state = partial(remember, slider.get_state, told)
        run_together([(setattr, slider, "value", n) for n in (11, 22, 33, 44)])
        flush_all()
        # The clock's thread may have taken a message that it is about to send.
        wait_until(lambda told=told, slider=slider: told[-1] == {"value": slider.value})


def test_observers_run_while_the_widget_is_free():
    slider, blocked = Slider(0), threading.Event()

    def observer(change):
        other = threading.Thread(target=setattr, args=(slider, "description", "set meanwhile"))
        other.start()
        other.join(30)
        if not other.is_alive():
            blocked.set()

    slider.observe(observer, "value")
    slider.value = 5
    assert blocked.is_set()
    assert slider.description == "set meanwhile"


def test_two_linked_widgets_do_not_lock_each_other_up():
    first, second = Slider(0, max=10**6), Slider(0, max=10**6)
    passing_on = threading.local()

    def follow(follower, change):
        # A value that came by the other observer goes no further: two threads could
        # otherwise hand two values round the ring for ever.
        if not getattr(passing_on, "now", False):
            passing_on.now = True
            follower.value = change["new"]
            passing_on.now = False

    first.observe(lambda change: follow(second, change), "value")
    second.observe(lambda change: follow(first, change), "value")
    run_together([(assign, first, 1000), (assign, second, 5000)])
    assert {first.value, second.value} <= {1299, 5299}
