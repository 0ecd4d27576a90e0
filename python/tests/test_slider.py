"""Whole numbers and floats, bounds, and what a browser cannot hold."""

import pytest
from traitlets import TraitError

from yewpyter import Slider


class Whole(int):
    """A whole number of somebody's own."""


@pytest.mark.parametrize(
    ("slider", "expected"),
    [
        (Slider, (0, 0, 100, 1)),
        (lambda: Slider(5, min=0, max=10, step=2), (5, 0, 10, 2)),
        (lambda: Slider(Whole(5)), (5, 0, 100, 1)),
        (lambda: Slider(5.0, integer=True), (5, 0, 100, 1)),
        (lambda: Slider(min=20, max=30), (20, 20, 30, 1)),
        (lambda: Slider(2**53, max=2**53), (2**53, 0, 2**53, 1)),
    ],
)
def test_whole_numbers(slider, expected):
    slider = slider()
    numbers = (slider.value, slider.min, slider.max, slider.step)
    assert slider.integer
    assert numbers == expected
    assert {type(n) for n in numbers} == {int}


@pytest.mark.parametrize(
    ("slider", "expected"),
    [
        (lambda: Slider(0.5), (0.5, 0.0, 100.0, 0.1)),
        (lambda: Slider(max=1.0), (0.0, 0.0, 1.0, 0.1)),
        (lambda: Slider(5, integer=False), (5.0, 0.0, 100.0, 0.1)),
        (lambda: Slider(5, step=0.25), (5.0, 0.0, 100.0, 0.25)),
    ],
)
def test_floats(slider, expected):
    slider = slider()
    numbers = (slider.value, slider.min, slider.max, slider.step)
    assert not slider.integer
    assert numbers == expected
    assert {type(n) for n in numbers} == {float}


def test_whole_numbers_from_the_page_become_floats_in_a_float_slider():
    slider = Slider(0.5, max=3)
    slider.set_state({"value": 2})
    assert repr(slider.value) == "2.0"


def test_the_value_moves_to_the_nearest_bound():
    slider = Slider(5, min=0, max=10)
    slider.value = 99
    assert slider.value == 10
    slider.max = 8
    assert slider.value == 8
    slider.min = 8
    slider.value = -1
    assert slider.value == 8


def test_both_bounds_move_together(sent):
    slider = Slider(5, min=0, max=10)
    sent.clear()
    with slider.hold_trait_notifications():
        slider.min = 200
        slider.max = 300
    assert (slider.min, slider.value, slider.max) == (200, 200, 300)
    [(_, message)] = sent
    assert message["state"] == {"min": 200, "max": 300, "value": 200}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Slider(min=5, max=1), r"Slider.min \(5\) must not be greater than max \(1\)"),
        (lambda: Slider(float("nan")), "Slider.value must be a finite number, not nan"),
        (lambda: Slider(max=float("inf")), "Slider.max must be a finite number, not inf"),
        (lambda: Slider("5"), "Slider.value must be a finite number, not '5'"),
        (lambda: Slider(True), "Slider.value must be a finite number, not True"),
        (lambda: Slider(2.5, integer=True), "Slider.value must be a whole number, not 2.5"),
        (lambda: Slider(2**53 + 1, max=2**54), "must be between -2\\*\\*53 and 2\\*\\*53"),
        (lambda: Slider(step=0), "Slider.step must be greater than 0, not 0"),
        (lambda: setattr(Slider(), "value", 1.5), "make it with integer=False"),
        (lambda: setattr(Slider(), "min", 101), "hold_trait_notifications"),
    ],
)
def test_what_is_refused_and_why(make, message):
    with pytest.raises(TraitError, match=message):
        make()


def test_integer_is_settled_when_the_slider_is_made():
    with pytest.raises(TraitError, match="read-only"):
        Slider().integer = False
