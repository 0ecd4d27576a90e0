"""Numbering, merging, bounds, carriage returns."""

import json

import pytest

from yewpyter._journal import Journal


def texts(journal, since=0):
    return [piece["text"] for piece in journal.message(since)["pieces"]]


def output(text):
    return {"data": {"text/plain": text}, "metadata": {}}


def test_text_of_one_kind_is_one_piece_until_it_is_handed_out():
    journal = Journal(100)
    journal.add_text("stdout", "a")
    journal.add_text("stdout", "b\n")
    journal.add_text("stderr", "c")
    assert texts(journal) == ["ab\n", "c"]
    journal.add_text("stderr", "d")
    assert journal.message(2) == {
        "version": 1,
        "first": 0,
        "from": 2,
        "pieces": [{"kind": "stderr", "text": "d"}],
    }
    assert texts(journal) == ["ab\n", "c", "d"]


def test_what_is_past_the_end_or_dropped_is_not_asked_for_again():
    journal = Journal(100)
    journal.add_text("stdout", "a")
    assert journal.message(99)["from"] == 1
    journal.clear()
    journal.add_text("stdout", "b")
    assert journal.message(0) == {
        "version": 1,
        "first": 1,
        "from": 1,
        "pieces": [{"kind": "stdout", "text": "b"}],
    }


@pytest.mark.parametrize("size", [1, 7, 1000, 10_000])
@pytest.mark.parametrize("sent_every", [1, 13, 10**9])
def test_the_last_lines_are_kept_and_little_more(size, sent_every):
    journal, lines = Journal(size), [f"line {n}\n" for n in range(25_000)]
    for number, line in enumerate(lines):
        journal.add_text("stdout", line)
        if number % sent_every == 0:
            journal.message(journal.next)
    kept = journal.text
    assert "".join(lines).endswith(kept)
    assert size <= kept.count("\n") <= size + max(1, min(500, size // 10))


def test_one_write_is_bounded_as_well():
    journal = Journal(100)
    journal.add_text("stdout", "\n".join(map(str, range(5000))) + "\n")
    assert journal.text.endswith("4998\n4999\n")
    assert 100 <= journal.text.count("\n") <= 110


def test_a_line_without_end_is_bounded():
    journal = Journal(100)
    journal.add_text("stdout", "x" * 10_000_000)
    for _ in range(10):
        journal.add_text("stdout", "y" * 10_000)
    assert 100_000 <= len(journal.text) <= 200_000
    assert journal.text.endswith("y" * 100_000)


def test_rich_outputs_are_bounded_by_their_size():
    journal = Journal(100)
    for number in range(100):
        journal.add_output({"data": {"image/png": "x" * 100_000}, "metadata": {}}, None)
        journal.add_text("stdout", f"{number}\n")
    assert sum(len(json.dumps(p)) for p in journal.message(0)["pieces"]) < 2_000_000


def test_a_smaller_bound_drops_at_once():
    journal = Journal(100)
    for number in range(50):
        journal.add_text("stdout", f"{number}\n")
        journal.message(journal.next)
    journal.bound(2)
    assert journal.text == "48\n49\n"


def test_a_carriage_return_takes_the_line_back():
    journal = Journal(100)
    journal.add_text("stderr", "before\n 10%")
    journal.add_text("stderr", "\r 20%")
    journal.add_text("stderr", "\r")
    journal.add_text("stderr", " 30%")
    journal.add_text("stderr", "\r\nafter\r\n")
    assert journal.text == "before\n 30%\nafter\n"
    assert journal.first == 0


def test_a_line_that_was_handed_out_is_taken_back_under_new_numbers():
    journal = Journal(100)
    journal.add_text("stdout", "kept\n")
    for percent in range(3):
        journal.add_text("stderr", f"\r{percent}%")
        journal.message(0)
    journal.add_text("stderr", "\n")
    message = journal.message(0)
    assert [p["text"] for p in message["pieces"]] == ["kept\n", "2%", "\n"]
    assert message["first"] == message["from"] > 2


def test_a_line_in_pieces_is_taken_back_whole():
    journal = Journal(100)
    for text in ("ab", "cd", "ef"):
        journal.add_text("stdout", text)
        journal.message(0)
    journal.add_text("stdout", "\rnew")
    assert journal.text == "new"


def test_a_long_pane_is_not_sent_again_for_a_carriage_return():
    journal = Journal(10_000)
    journal.add_text("stdout", "x" * 99 + "\n")
    for _ in range(2000):
        journal.add_text("stdout", "x" * 99 + "\n")
    journal.add_text("stdout", " 10%")
    journal.message(0)
    journal.add_text("stdout", "\r 20%")
    assert journal.first == 0
    assert journal.text.endswith(" 10%\n 20%")


def test_colours_are_left_out():
    journal = Journal(100)
    journal.add_text("stdout", "\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07 \x1b[A\n")
    assert journal.text == "red link \n"


def test_half_characters_can_be_sent():
    journal = Journal(100)
    journal.add_text("stdout", "é \udcff")
    assert texts(journal) == ["é \\udcff"]


def test_an_output_is_replaced_under_its_id_and_only_there():
    journal = Journal(100)
    journal.add_output(output("one"), "a")
    journal.add_output(output("two"), "b")
    journal.message(0)
    assert not journal.replace_output(output("three"), "c")
    assert journal.first == 0
    assert journal.replace_output(output("three"), "a")
    assert journal.text == "three\ntwo\n"
    assert journal.message(2)["from"] == 2
    assert len(journal.message(0)["pieces"]) == 2
