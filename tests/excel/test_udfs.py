"""Functions as Excel calls them: xlwings' own `call_udf` and converters, over stand-ins for pywin32 and COM."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from examples import CALLS
from standins import MISSING, NOT_AVAILABLE, ComRange, ComSheet, Windows, windows, without_zones

from buybook.excel import udfs, user_settings
from buybook.excel.places import Places, System
from buybook.functions.answers import Answers, Titled
from buybook.functions.cells import Cells
from buybook.functions.reading import read
from buybook.functions.surroundings import Surroundings
from buybook.registry import ArgumentKind, Function, Gives, functions
from buybook.vocabulary import words

AROUND = Surroundings("en", dt.date(2026, 3, 10))
EVERY = list(functions().values())
BY_ROW = [each for each in EVERY if each.gives is Gives.CELLS]
NUMBERS = (ArgumentKind.NUMBER, ArgumentKind.PERCENT)


@pytest.fixture(scope="module")
def excel() -> Iterator[Windows]:
    with windows() as found:
        yield found


@pytest.fixture(autouse=True)
def known_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udfs, "surroundings", lambda: AROUND)


def range_of(values: Sequence[object]) -> ComRange:
    """Give a column, or a table where the values are rows."""
    lines = [value if isinstance(value, list) else [value] for value in values]
    return ComRange(ComSheet(lines), 1, 1, len(lines), len(lines[0]))


def ranges(function: Function) -> dict[str, object]:
    return {name: range_of(values) for name, values in CALLS[function.name].items()}


def by_core(function: Function) -> list[list[object]]:
    """Ask the rule itself, with arrays."""
    arguments: dict[str, object] = {}
    for argument in function.arguments:
        cells = CALLS[function.name][argument.name]
        if argument.kind is ArgumentKind.TABLE:
            arguments[argument.name] = Cells.of(cells)
        else:
            values = read(list(cells), argument, AROUND).values
            single = function.gives is Gives.TABLE and not argument.together
            arguments[argument.name] = values[0] if single else values
    if function.informed:
        arguments["around"] = AROUND
    found = function.rule(**arguments)
    if isinstance(found, Titled):
        return [list(found.titles), *map(list, found.rows)]
    values = found.values if isinstance(found, Answers) else found
    if values.dtype.kind == "M":
        values = values.astype("datetime64[s]")
    return [[value] for value in values.tolist()]


@pytest.mark.parametrize("function", EVERY, ids=lambda each: each.name)
def test_columns_and_tables_give_what_the_core_gives(excel: Windows, function: Function) -> None:
    answer = without_zones(excel.call(function.name, *ranges(function).values()))
    wanted = [
        ["" if value is None or value != value else value for value in row] for row in by_core(function)
    ]
    assert answer == wanted
    texts = [value for row in wanted for value in row if isinstance(value, str)]
    assert not any(text.startswith(f"{argument.name}: ") for text in texts for argument in function.arguments)


@pytest.mark.parametrize("function", BY_ROW, ids=lambda each: each.name)
def test_single_values_give_what_the_column_gives(excel: Windows, function: Function) -> None:
    whole = excel.call(function.name, *ranges(function).values())
    assert isinstance(whole, list)
    for row, answer in enumerate(whole):
        cells = [
            range_of(CALLS[function.name][argument.name])
            if argument.together or argument.kind is ArgumentKind.TABLE
            else CALLS[function.name][argument.name][row]
            for argument in function.arguments
        ]
        assert excel.call(function.name, *cells) == [answer]


@pytest.mark.parametrize("function", EVERY, ids=lambda each: each.name)
def test_blank_cells(excel: Windows, function: Function) -> None:
    blank = [range_of([None]) for _ in function.arguments]
    (first, *_) = function.arguments
    (answer,) = [value for row in excel.call(function.name, *blank) for value in row]
    lists = any(each.together or each.kind is ArgumentKind.TABLE for each in function.arguments)
    assert answer == "" or (lists and isinstance(answer, str) and ": " in answer), first.name


@pytest.mark.parametrize("function", EVERY, ids=lambda each: each.name)
@pytest.mark.parametrize(("cell", "shown"), [("abc", '"abc"'), (NOT_AVAILABLE, "#N/A")])
def test_text_for_a_number_and_error_cells_name_the_argument(
    excel: Windows, function: Function, cell: object, shown: str
) -> None:
    for argument in function.arguments:
        if argument.kind not in (*NUMBERS, ArgumentKind.DATE):
            continue
        cells = ranges(function)
        cells[argument.name] = range_of([cell] * len(CALLS[function.name][argument.name]))
        answer = excel.call(function.name, *cells.values())
        assert isinstance(answer, list)
        assert str(answer[0][0]).startswith(argument.name), argument.name
        assert shown in str(answer[0][0])


@pytest.mark.parametrize("function", EVERY, ids=lambda each: each.name)
def test_optional_arguments_can_be_left_out(excel: Windows, function: Function) -> None:
    cells = [
        MISSING if argument.optional else range_of(CALLS[function.name][argument.name])
        for argument in function.arguments
    ]
    answer = excel.call(function.name, *cells)
    assert isinstance(answer, list)
    assert not any("unexpected" in str(value) for row in answer for value in row)
    assert not str(answer[0][0]).endswith("is missing.")


def test_whole_columns_are_read_as_far_as_the_sheet_is_used(excel: Windows) -> None:
    sheet = ComSheet([["Ordered", "Accepted"], [100, 40], ["12 st", None], [None, None]])
    answer = excel.call("BUY_OPEN_QUANTITY", sheet.column("A"), sheet.column("B"))
    assert answer == [[""], [60.0], [12.0]]
    assert sheet.read == 8


def test_a_fault_of_ours_is_a_sentence_and_a_line_in_the_log(
    excel: Windows, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(udfs, "call", fail)
    monkeypatch.setattr(user_settings, "here", lambda: Places(System.WINDOWS, tmp_path))
    assert excel.call("BUY_EOQ", 1.0, 1.0, 1.0) == [[words("en").label("refused.internal")]]
    (log,) = (tmp_path / ".buybook" / "logs").glob("*.log")
    assert "BUY_EOQ" in log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_the_language_is_that_of_the_users_settings_else_of_excel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.undo()  # the real surroundings
    monkeypatch.setattr(user_settings, "here", lambda: Places(System.WINDOWS, tmp_path))
    monkeypatch.setattr(udfs.xw.Book, "caller", ExcelInSwedish)
    for remembered in (user_settings.user_settings, udfs.excel_language):
        remembered.cache_clear()
    assert udfs.surroundings().language == "sv"
    assert udfs.BUY_EOQ("x", 1.0, 1.0) == 'demand: "x" är inget tal.'
    (tmp_path / ".buybook").mkdir()
    (tmp_path / ".buybook" / "buybook.yaml").write_text("language: nl", encoding="utf-8")
    user_settings.user_settings.cache_clear()
    assert udfs.surroundings().language == "nl"
    (tmp_path / ".buybook" / "buybook.yaml").write_text("language: [", encoding="utf-8")
    user_settings.user_settings.cache_clear()
    assert udfs.surroundings().language == "sv"
    for remembered in (user_settings.user_settings, udfs.excel_language):
        remembered.cache_clear()


class ExcelInSwedish:
    """A workbook whose Excel has Swedish menus."""

    @property
    def app(self) -> ExcelInSwedish:
        return self

    api = LanguageSettings = app

    def LanguageID(self, which: int) -> int:
        assert which == 2
        return 1053


def test_ten_thousand_rows_in_one_call(excel: Windows) -> None:
    ordered = np.arange(10_000, dtype="float64")
    answer = excel.call("BUY_OPEN_QUANTITY", range_of(ordered.tolist()), 5.0)
    assert answer == [[value] for value in np.maximum(ordered - 5, 0).tolist()]


def test_help_is_given_to_xlwings_when_asked_for(excel: Windows) -> None:
    notes = excel.functions.BUY_EOQ.__xlfunc__
    assert notes["category"] == "Buybook"
    assert notes["ret"]["doc"] == words("en").label("function.BUY_EOQ")
    assert notes["args"][0]["doc"] == words("en").label("argument.BUY_EOQ.demand")


def test_the_module_itself_holds_every_function() -> None:
    assert {name for name in dir(udfs) if name.startswith("BUY_")} == set(functions())
