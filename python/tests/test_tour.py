"""The tour in the examples runs from top to bottom with nobody there."""

import nbformat
import pytest
from conftest import ENVIRONMENT, REPOSITORY
from nbclient import NotebookClient

TOUR = REPOSITORY / "examples" / "tour.ipynb"


@pytest.fixture
def tour():
    return nbformat.read(TOUR, as_version=4)


def test_it_is_stored_clean(tour):
    nbformat.validate(tour)
    assert (tour.nbformat, tour.nbformat_minor) == (4, 5)
    for cell in tour.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_it_runs(tour):
    client = NotebookClient(tour, timeout=120, kernel_name="python3")
    client.execute(env=ENVIRONMENT)
    errors = [
        output
        for cell in tour.cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]
    assert errors == []
    models = {state["_model_name"] for state in client.widget_state.values()}
    assert {
        "ButtonModel",
        "SliderModel",
        "TextModel",
        "ProgressModel",
        "GridModel",
        "OutputPaneModel",
        "InstallButtonModel",
    } <= models
