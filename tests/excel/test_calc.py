"""The functions in LibreOffice Calc: the extension's parts, its server, and a running Calc that calls them."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from examples import CALLS, QUOTATIONS, RATES

from buybook.excel.calc_extension import build_extension, interface, method_name
from buybook.excel.calc_server import serve
from buybook.functions.calling import call
from buybook.functions.surroundings import Surroundings
from buybook.registry import Argument, ArgumentKind, Function, Gives, functions
from buybook.vocabulary import words

HOST = Path(__file__).parent / "calc_host.py"
PYTHONS = ("/usr/bin/python3", "python3")
EPOCH = dt.datetime(1899, 12, 30)
AROUND = Surroundings("en", dt.date.today())
NAME = "{http://openoffice.org/2001/registry}name"


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_the_same_declarations_give_the_same_bytes() -> None:
    assert build_extension("/python") == build_extension("/python")


def test_the_manifest_names_what_is_there() -> None:
    found = parts(build_extension("/python"))
    named = ElementTree.fromstring(found["META-INF/manifest.xml"])
    paths = {value for entry in named for key, value in entry.items() if key.endswith("full-path")}
    assert paths <= set(found)
    assert json.loads(found["functions.json"])["interpreter"] == "/python"


def test_every_function_has_its_method_and_is_shown_with_all_its_arguments() -> None:
    shown = ElementTree.fromstring(parts(build_extension("/python"))["CalcAddIns.xcu"])
    nodes = {node.get(NAME): node for node in shown.iter("node")}
    for function in functions().values():
        method = method_name(function)
        parameters = ", ".join(f"[in] any p{index + 1:02}" for index in range(len(function.arguments)))
        assert f"    sequence<sequence<any> > {method}({parameters});" in interface()
        texts = {value.text for value in nodes[method].iter("value")}
        assert {function.name, *(argument.name for argument in function.arguments)} <= texts
        assert words("sv").label(f"function.{function.name}") in texts


def test_the_server_answers_line_by_line() -> None:
    asked = [
        {"name": "BUY_EOQ", "cells": [1300, 8, 0.225], "language": "en"},
        {"name": "BUY_EOQ", "cells": [[["x"], [1300]], 8, 0.225], "language": "sv"},
        {"name": "BUY_DUE_DATE", "cells": [None, 46085, None, None], "language": "de"},
        {"name": "BUY_OPEN_QUANTITY", "cells": [[[None]], None, None, None, None], "language": "en"},
    ]
    answers = io.BytesIO()
    serve(io.BytesIO(b"".join(json.dumps(each).encode() + b"\n" for each in asked)), answers)
    given = [json.loads(line)["answer"] for line in answers.getvalue().splitlines()]
    assert given[0] == pytest.approx(304.0467800264368)
    assert given[1] == [['demand: "x" är inget tal.'], [pytest.approx(304.0467800264368)]]
    assert given[2] == "promised_date: is missing."
    assert given[3] == ""


def serial(value: object) -> object:
    if isinstance(value, bool):
        return float(value)
    return (value - EPOCH) / dt.timedelta(days=1) if isinstance(value, dt.datetime) else value


class Sheet:
    """Cells with the examples of all functions below each other, and what Calc must show."""

    def __init__(self) -> None:
        self.cells: dict[str, object] = {}
        self.wanted: dict[str, object] = {}
        self.tables = {id(RATES): self.table("V", RATES), id(QUOTATIONS): self.table("O", QUOTATIONS)}
        self.row = 20
        for function in functions().values():
            self.add(function)

    def table(self, letter: str, rows: list[list[object]]) -> str:
        columns = [chr(ord(letter) + index) for index in range(len(rows[0]))]
        for number, row in enumerate(rows, start=1):
            self.cells |= {f"{column}{number}": value for column, value in zip(columns, row, strict=True)}
        return f"{letter}1:{columns[-1]}{len(rows)}"

    def add(self, function: Function) -> None:
        columns = [
            self.referred(letter, argument, CALLS[function.name][argument.name])
            for letter, argument in zip("ABCDEFGHIJKL", function.arguments, strict=False)
        ]
        answer = self.answer(function)
        formulas = [f"={function.name}({';'.join(row)})" for row in zip(*columns, strict=True)]
        if function.gives is Gives.TABLE:
            last = f"{chr(ord('N') + len(answer[0]) - 1)}{self.row + len(answer) - 1}"
            self.cells[f"N{self.row}:{last}"] = formulas[0]
        else:
            self.cells |= {f"N{self.row + row}": formula for row, formula in enumerate(formulas)}
        for row, line in enumerate(answer):
            for index, value in enumerate(line):
                self.wanted[f"{chr(ord('N') + index)}{self.row + row}"] = value
        self.row += 12

    def referred(self, letter: str, argument: Argument, values: Sequence[object]) -> list[str]:
        """Write an argument's cells, and give what a formula in each of three rows refers to."""
        if argument.kind is ArgumentKind.TABLE:
            return [self.tables[id(values)]] * 3
        addresses = [f"{letter}{self.row + row}" for row in range(len(values))]
        self.cells |= {address: serial(value) for address, value in zip(addresses, values, strict=True)}
        if argument.together:
            return [f"{addresses[0]}:{addresses[-1]}"] * 3
        return (addresses * 3)[:3]

    @staticmethod
    def answer(function: Function) -> list[list[object]]:
        given = [
            values if values and isinstance(values[0], list) else [[serial(value)] for value in values]
            for values in CALLS[function.name].values()
        ]
        found = call(function, given, AROUND)
        assert isinstance(found, list)
        return [[serial(value) for value in row] for row in found]


def python_with_uno() -> str | None:
    for name in PYTHONS:
        program = shutil.which(name)
        tried = program and subprocess.run([program, "-c", "import uno"], capture_output=True, check=False)
        if tried and tried.returncode == 0:
            return program
    return None


@pytest.mark.libreoffice
def test_a_running_calc_shows_the_answers_of_the_core(tmp_path: Path) -> None:
    python = python_with_uno() if shutil.which("soffice") else None
    if python is None:
        pytest.skip("LibreOffice or its Python bridge (python3-uno) is missing")
    extension = tmp_path / "Buybook.oxt"
    extension.write_bytes(build_extension(sys.executable))
    sheet = Sheet()
    many = {f"A{row}": float(row) for row in range(1, 1001)}
    many |= {f"B{row}": f"=BUY_EOQ(A{row};8;0.225)" for row in range(1, 1001)}
    wrong = {"A1": "abc", "A2": "=BUY_EOQ(A1;8;0.225)", "A3": "=BUY_OPEN_QUANTITY(A9)"}
    tasks = [
        {"path": str(tmp_path / name), "cells": cells}
        for name, cells in (("all.ods", sheet.cells), ("many.ods", many), ("wrong.xlsx", wrong))
    ]
    asked = {"extension": str(extension), "profile": (tmp_path / "profile").as_uri(), "tasks": tasks}
    run = subprocess.run(
        [python, str(HOST)], input=json.dumps(asked), text=True, capture_output=True, timeout=200, check=False
    )
    assert run.returncode == 0, run.stderr
    everything, thousand, refused = json.loads(run.stdout)

    shown = {address: everything["values"].get(address, "") for address in sheet.wanted}
    assert shown == {
        address: pytest.approx(value) if isinstance(value, float) else value
        for address, value in sheet.wanted.items()
    }
    assert thousand["values"]["B1000"] == pytest.approx((2 * 1000 * 8 / 0.225) ** 0.5)
    assert refused["values"]["A2"] == 'demand: "abc" is not a number.'
    print(f"1,000 function cells recalculated in {thousand['seconds']:.2f} s")
