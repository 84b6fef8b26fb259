"""`buybook functions` lists what is declared, and the reference page's examples have the core's answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from buybook.cli import main
from buybook.excel.calc_extension import build_extension
from buybook.excel.function_reference import EXAMPLES, example, function_lines
from buybook.registry import ArgumentKind, Gives, functions
from buybook.vocabulary import words


def test_the_list_names_every_function_in_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["functions", "--language", "sv"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in functions())
    assert words("sv").label("group_of_functions.stock") in said


def test_one_function_with_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["functions", "eoq"]) == 0
    said = capsys.readouterr().out
    assert words("en").label("argument.BUY_EOQ.holding_cost") in said
    assert "BUY_PPM" not in said


def test_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["functions", "BUY_SAMPLE_SIZE", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["functions"]
    assert (found["name"], found["group"], found["gives"]) == ("BUY_SAMPLE_SIZE", "quality", "cells")
    assert found["arguments"][3] == {
        "name": "inspection",
        "kind": "choice",
        "optional": True,
        "default": "normal",
        "choices": ["normal", "tightened", "reduced"],
        "meaning": words("en").label("argument.inspection"),
    }


def test_an_unknown_name_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["functions", "nope"]) == 2
    assert "nope" in capsys.readouterr().err


def test_the_extension_for_calc(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "Buybook.oxt"
    assert main(["functions", "--libreoffice", str(file)]) == 0
    assert file.read_bytes() == build_extension(sys.executable)
    assert str(file) in capsys.readouterr().out
    assert main(["functions", "--libreoffice", str(tmp_path / "none" / "Buybook.oxt")]) == 3
    assert "none" in capsys.readouterr().err


def test_every_function_that_takes_no_range_of_lines_has_an_example() -> None:
    wanted = {
        name
        for name, each in functions().items()
        if each.gives is Gives.CELLS
        and not any(one.kind is ArgumentKind.TABLE and one.name == "quotations" for one in each.arguments)
    }
    assert set(EXAMPLES) == wanted


@pytest.mark.parametrize(
    ("name", "formula", "answer"),
    [
        ("BUY_OPEN_QUANTITY", "=BUY_OPEN_QUANTITY(100, 40)", "60"),
        ("BUY_BREAK_PRICE", "=BUY_BREAK_PRICE(450, {1;100;500}, {10;9;8})", "9"),
        ("BUY_EXCHANGE", '=BUY_EXCHANGE(100, "EUR", "SEK", {"EUR",11.2;"USD",10})', "1120"),
    ],
)
def test_examples_of_the_reference_page(name: str, formula: str, answer: str) -> None:
    assert example(functions()[name]) == formula
    assert f"`{formula}` gives `{answer}`." in list(function_lines())


def test_no_example_is_refused() -> None:
    given = [line for line in function_lines() if "` gives `" in line]
    assert len(given) == len(EXAMPLES)
    for line in given:
        answer = line.split("` gives `")[1]
        assert not any(
            answer.startswith(f"{one.name}:") for each in functions().values() for one in each.arguments
        )
