"""The picture of a widget that is stored beside it."""

import logging
from html.parser import HTMLParser

import ipywidgets
import pytest

from yewpyter import Button, Grid, InstallButton, OutputPane, Progress, Slider, Text
from yewpyter._html import clipped, element
from yewpyter._snapshot import MOST_BYTES, MOST_OF_ONE, snapshot

NOTE = "a remark"
# Of what GitHub lets through; it removes styles.
HARMLESS = {"div", "span", "b", "em", "small", "code", "kbd", "pre"}


class Reader(HTMLParser):
    """Reads a picture as it is without styles; checks that it is sound and harmless."""

    def __init__(self, html):
        super().__init__()
        self.words, self.styles, self.open = "", [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag in HARMLESS
        assert [name for name, _ in attrs] in ([], ["style"])
        self.open.append(tag)
        self.styles += [value for _, value in attrs]
        if tag in {"div", "pre"}:
            self.words += "\n"

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data

    @property
    def lines(self):
        lines = [" ".join(line.split()) for line in self.words.splitlines()]
        return [line for line in lines if line]


def lines(widget):
    *shown, note = Reader(snapshot(widget, NOTE)).lines
    assert note == NOTE
    return shown


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Slider(5, min=0, max=10, description="Size"), ["Size: 5 (0 to 10)"]),
        (lambda: Slider(0.25, max=1), ["0.25 (0.0 to 1.0)"]),
        (lambda: Text("hello", description="Name"), ["Name: hello"]),
        (lambda: Text(placeholder="type here"), ["type here"]),
        (lambda: Progress(30, description="Loading"), ["Loading: 30%"]),
        (lambda: Progress(30, text="30 of 100"), ["30 of 100"]),
        (lambda: Progress(indeterminate=True), ["under way"]),
        (lambda: Button(description="Roll"), ["Roll"]),
        (lambda: InstallButton("pandas>=2", "rich"), ["Install pandas>=2, rich"]),
        (OutputPane, ["(no output)"]),
        (lambda: Grid([]), []),
        (lambda: Grid([Text("a"), Grid([Text("b"), Button(description="c")])]), ["a", "b", "c"]),
        (
            lambda: Grid([ipywidgets.IntSlider(7, description="Theirs")]),
            ["Theirs: IntSlider (ipywidgets) 7"],
        ),
        (lambda: Grid([ipywidgets.HBox([Text("inside")])]), ["HBox (ipywidgets)", "inside"]),
        (lambda: Text("<script>alert(1)</script> & \"'"), ["<script>alert(1)</script> & \"'"]),
        (lambda: Text("half of it: \ud800"), ["half of it: ?"]),
        (lambda: Button(description="hidden", layout={"display": "none"}), []),
    ],
)
def test_a_picture_reads_well_without_styles(make, expected):
    assert lines(make()) == expected


def test_a_grid_has_its_columns_and_spans():
    wide = Text("wide")
    [style, *_] = [
        s
        for s in Reader(snapshot(Grid([wide], columns=3, spans={wide: (2, 1)}), NOTE)).styles
        if "grid" in s
    ]
    assert style == "display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:8px"
    by_width = Grid(breakpoints={400: 2, 700: "2fr 1fr", 1200: 6})
    assert "grid-template-columns:2fr 1fr;" in snapshot(by_width, NOTE)
    assert "repeat(1,minmax(0,1fr))" in snapshot(Grid(breakpoints={900: 4}), NOTE)
    assert "minmax(min(12em,100%),1fr)" in snapshot(Grid(min_column_width="12em"), NOTE)
    hostile = Grid(columns='1fr"><script>', gap="1px")
    assert "<script" not in snapshot(hostile, NOTE)


def test_a_pane_shows_its_last_lines():
    pane = OutputPane()
    for number in range(5000):
        pane.write(f"line {number}\n")
    [dropped, *shown] = lines(pane)
    assert shown[-1] == "line 4999"
    assert len(shown) > 100
    assert dropped == f"… {5000 - len(shown)} earlier lines"


def test_what_is_displayed_in_a_pane_is_shown_as_text():
    pane = OutputPane()
    pane.take_output({"data": {"text/plain": "<Figure>", "text/html": "<b>"}, "metadata": {}}, None)
    assert lines(pane) == ["<Figure>"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Text("<&>" * 100_000),
        lambda: Text("\N{SNOWMAN}" * 100_000, description="d" * 100_000),
        lambda: Button(description="b" * 100_000),
        lambda: Progress(text="t" * 100_000),
        lambda: Grid(columns="1fr " * 100_000),
        lambda: ipywidgets.Textarea("<" * 100_000),
    ],
)
def test_no_widget_takes_more_than_its_share(make):
    assert len(snapshot(make(), NOTE).encode()) <= MOST_OF_ONE + 200


def test_a_pane_takes_no_more_than_its_share():
    for text in ("<" * 100_000, '"\n' * 100_000, "\N{SNOWMAN}\n" * 10_000):
        pane = OutputPane()
        pane.write(text)
        assert len(snapshot(pane, NOTE).encode()) <= MOST_OF_ONE + 200
        assert len(lines(pane)) > 1


def test_a_crowd_is_cut_and_counted():
    crowd = Grid([Text("x" * 1000) for _ in range(1000)])
    *shown, more = lines(crowd)
    assert more == f"… and {1000 - len(shown)} more"
    assert len(shown) == 50
    assert len(snapshot(crowd, NOTE).encode()) <= MOST_BYTES + 200
    nested = Text("innermost")
    for _ in range(300):
        nested = Grid([nested, Text("x" * 1000)])
    assert "more" in lines(nested)[0]
    assert len(snapshot(nested, NOTE).encode()) <= MOST_BYTES + 200


def test_a_box_that_contains_itself_comes_to_an_end():
    box = ipywidgets.HBox()
    box.children = [box, Text("inside")]
    assert "inside" in lines(Grid([box]))


def test_a_closed_child_is_left_out():
    child = Text("closed")
    grid = Grid([child, Text("open")])
    child.close()
    assert lines(grid) == ["open"]


def test_a_widget_whose_picture_fails_is_named(caplog):
    class Odd(Text):
        def _picture(self, painter):
            raise RuntimeError("no luck")

    class Huge(Text):
        def _picture(self, painter):
            return element("div", "x" * 10_000)

    with caplog.at_level(logging.ERROR):
        assert lines(Grid([Odd(), Text("next"), Huge()])) == [
            "Odd (test_snapshot)",
            "next",
            "Huge (test_snapshot)",
        ]
    assert "no luck" in caplog.text


def test_a_text_is_clipped_by_what_it_takes_when_escaped():
    assert clipped("abc", 3) == "abc"
    assert clipped("abcd", 3) == "abc…"
    assert clipped("&&", 9) == "&…"
    assert clipped("\N{SNOWMAN}" * 2, 5) == "\N{SNOWMAN}…"


def test_a_password_is_in_no_picture():
    picture = snapshot(Grid([ipywidgets.Password("hunter2", description="Secret")]), "")
    assert "hunter2" not in picture
    assert "Password" in picture
    assert "Secret" in picture
