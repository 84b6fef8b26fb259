"""Setting a workbook up: the sheet, the buyer's choices on it, what they are worth, and what comes of changes."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from workbooks import ORDERS, STANDARD, call, cells, codes, parts, write_lists, write_orders

import buybook.run
from buybook.engine import open_book
from buybook.run import Result
from buybook.settings import loads
from buybook.vocabulary import LANGUAGES, words
from buybook.workbook.remembered import field_words

SETUP = "Buybook setup"
DAYS = [dt.date(2026, 4, day) for day in range(1, 5)]
# Two lists of orders with a column that nobody but the buyer understands.
ODD = [*ORDERS[:10], "Vrumf", "Status"]


def odd_orders(path: Path) -> Path:
    rows = [[*line[:8], None, line[9], day, line[11]] for line, day in zip(STANDARD, DAYS, strict=True)]
    return write_lists(path, {"Orders": (ODD, rows), "Orders 2025": (ODD, rows)})


def choose(path: Path, choices: Mapping[str, object], sheet: str = SETUP) -> None:
    """Choose on the set-up sheet as a buyer does: in the row whose place is named, by the row's own words."""
    shown = cells(path, sheet)
    rows = {(shown.get(f"A{row}"), str(shown.get(f"G{row}")).split()[0]): row for row in range(6, 400)}
    book = open_book(path)
    for place, value in choices.items():
        where, _, what = place.partition("|")
        book.sheets[sheet].range(f"D{rows[where, what or 'column']}").value = value
    book.save()
    book.close()


def columns(result: Result, sheet: str = "Orders") -> dict[str, str]:
    tables = result.answer["tables"]
    assert isinstance(tables, list)
    return next(table["columns"] for table in tables if table["sheet"] == sheet)


def edit(path: Path, change) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def test_the_sheet_says_everything_that_was_recognised(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "orders.xlsx")
    before = parts(path)
    result = call("setup", path)
    assert result.failure is None
    assert result.outcome is not None
    assert result.outcome.sections == ()  # nothing is doubtful, and the sheet shows the rest
    shown = cells(path, SETUP)
    said = {shown.get(f"A{row}"): shown.get(f"C{row}") for row in range(6, 40) if f"B{row}" in shown}
    assert said["Orders!F4"] == "Ordered qty"
    assert said["Goods in!E1"] == "Rejected qty"
    row = next(row for row in range(6, 40) if shown.get(f"A{row}") == "Orders!F4")
    assert openpyxl.load_workbook(path)[SETUP][f"A{row}"].hyperlink.location == "'Orders'!F4"
    after = parts(path)
    for name in before:
        if name.startswith("xl/worksheets/"):
            assert after[name] == before[name], "the buyer's sheets are not touched"


def test_every_row_offers_what_its_list_can_hold(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "orders.xlsx")
    call("setup", path, _language="sv")
    shown = cells(path, "Buybook inställningar")
    book = open_book(path)
    sheet = book.sheets["Buybook inställningar"]
    for row in range(6, 6 + 26):
        what = str(shown[f"G{row}"]).split()[0]
        checked = sheet.range(f"D{row}").data_validation
        if what in ("header", "last"):
            assert checked.type == "none"
            continue
        offered = [cell for line in sheet.range(checked.source[1:].split("!")[-1]).value for cell in [line]]
        assert offered[0] == "Lämna orörd"
        assert shown[f"C{row}"] in offered, "what it was taken for is among what can be chosen"
    book.close()


def test_set_up_twice_changes_once(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    for _ in range(2):
        call("setup", path)
        content = path.read_bytes()
        assert call("setup", path).answer["changes"] == []
        assert path.read_bytes() == content
        choose(path, {"Orders!K1": "Promised date"})


def test_a_choice_wins_over_recognition_for_every_command(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    assert "promised_date" not in columns(call("map", path)).values()
    call("setup", path)
    choose(path, {"Orders!K1": "Promised date", "Orders!E1": "Leave alone"})
    found = columns(call("map", path))
    assert found["K"] == "promised_date"
    assert "E" not in found
    orders = call("refresh", path, _dry_run=True).answer["orders"]
    assert orders[0]["due_date"] == "2026-04-01"
    result = call("map", path)
    table = result.tables[0]
    assert table.column("promised_date").confidence == 1.0
    assert table.column("promised_date").reasons == ("you said so",)


def test_a_title_that_was_corrected_once_is_known_elsewhere(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    call("setup", path)
    choose(path, {"Orders!K1": "Promised date"})
    assert columns(call("map", path), "Orders 2025")["K"] == "promised_date"
    choose(path, {"Orders 2025!K1": "Requested date"})
    said = call("map", path)
    assert columns(said)["K"] == "promised_date"
    assert columns(said, "Orders 2025")["K"] == field_by_word("Requested date")


def field_by_word(word: str) -> str:
    return next(field for field, shown in field_words("en").items() if shown == word)


def test_an_emptied_choice_is_taken_back(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    call("setup", path)
    before = columns(call("map", path))
    choose(path, {"Orders!C1": "Buyer"})
    assert columns(call("map", path))["C"] == "buyer"
    call("setup", path)
    choose(path, {"Orders!C1": None})
    assert columns(call("map", path)) == before


def test_what_a_list_is_about_and_where_it_ends_can_be_said(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "orders.xlsx")
    call("setup", path)
    choose(path, {"Orders!A8|last": 6, "Goods in!A1|kind": "Leave alone"})
    result = call("map", path)
    (table,) = result.answer["tables"]
    assert (table["sheet"], table["last_row"]) == ("Orders", 6)
    call("setup", path)
    content = path.read_bytes()
    assert call("setup", path).answer["changes"] == [] and path.read_bytes() == content
    choose(path, {"Goods in!A1|kind": "Non-conformances"})
    kinds = {each["sheet"]: each["kind"] for each in call("map", path).answer["tables"]}
    assert kinds == {"Orders": "orders", "Goods in": "nonconformances"}


def test_the_row_of_the_titles_can_be_said(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "orders.xlsx")

    def with_lines_that_look_like_titles(book: openpyxl.Workbook) -> None:
        book["Orders"].insert_rows(5)
        for column, title in enumerate(ORDERS, start=1):
            book["Orders"].cell(5, column, title)

    call("setup", path)
    edit(path, with_lines_that_look_like_titles)
    choose(path, {"Orders!A4|header": 5})
    assert call("map", path).answer["tables"][0]["header_row"] == 5
    assert "setup_list_gone" not in codes(call("map", path))
    call("setup", path)
    content = path.read_bytes()
    assert call("setup", path).answer["changes"] == [] and path.read_bytes() == content


def test_a_moved_column_keeps_its_choice_and_is_told(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    call("setup", path)
    choose(path, {"Orders!K1": "Promised date"})
    edit(path, lambda book: book["Orders"].insert_cols(3))
    edit(path, lambda book: book["Orders"].insert_rows(1, 2))
    result = call("map", path)
    assert columns(result)["L"] == "promised_date"
    assert {"setup_list_moved", "setup_column_moved"} <= set(codes(result))
    call("setup", path)
    result = call("map", path)
    assert columns(result)["L"] == "promised_date"
    assert not [code for code in codes(result) if code.startswith("setup_")]


def test_a_renamed_column_is_told_and_its_choice_waits(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    call("setup", path)
    choose(path, {"Orders!K1": "Promised date"})
    edit(path, lambda book: book["Orders"].cell(1, 11, "Omega"))
    result = call("map", path)
    assert "K" not in columns(result)
    told = next(f for f in result.answer["findings"] if f["code"] == "setup_column_renamed")
    assert (told["cell"], told["title"]) == ("K1", "Omega")
    assert "Vrumf" in told["text"]
    call("setup", path)
    assert "Promised date" in cells(path, SETUP).values()
    edit(path, lambda book: book["Orders"].cell(1, 11, "Vrumf"))
    assert columns(call("map", path))["K"] == "promised_date"


def test_what_is_gone_or_new_is_told(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    call("setup", path)

    def change(book: openpyxl.Workbook) -> None:
        book["Orders"].delete_cols(5)
        book["Orders"].cell(1, 12, "Buyer")
        del book["Orders 2025"]

    edit(path, change)
    found = codes(call("map", path))
    assert {"setup_column_gone", "setup_column_new", "setup_sheet_gone"} <= set(found)
    call("setup", path)
    assert not [code for code in codes(call("map", path)) if code.startswith("setup_")]


def test_a_list_that_outgrew_the_last_row_is_told(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    call("setup", path)
    choose(path, {"Orders!A5|last": 4})
    assert "setup_list_grown" not in codes(call("map", path))
    edit(path, lambda book: book["Orders"].append([*STANDARD[0][:10], DAYS[0], "Sent"]))
    result = call("map", path)
    assert result.answer["tables"][0]["last_row"] == 4
    assert "setup_list_grown" in codes(result)


def test_a_choice_that_means_nothing_is_told_and_kept(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    call("setup", path)
    choose(path, {"Orders!K1": "the usual", "Orders!A5|last": "soon"})
    result = call("setup", path)
    assert codes(result).count("setup_choice_unknown") == 2
    assert {"the usual", "soon"} <= set(cells(path, SETUP).values())


def test_choices_hold_in_another_language(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    call("setup", path)
    choose(path, {"Orders!K1": "Promised date", "Orders!D1": "Leave alone"})
    for language in ("nl", "sv", "en"):
        call("setup", path, _language=language)
        found = columns(call("map", path))
        assert found["K"] == "promised_date" and "D" not in found
        assert words(language).label("setup.ignore") in cells(path, SETUP).values()


def test_choices_go_into_the_settings_and_are_known_in_the_folder(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    other = odd_orders(tmp_path / "other.xlsx")
    config = tmp_path / "buybook.yaml"
    config.write_text("# ours\norders:\n  late_tolerance_days: 2  # agreed\n", encoding="utf-8")
    call("setup", path)
    choose(path, {"Orders!K1": "Promised date", "Orders!E1": "Leave alone"})
    assert call("setup", path, to_config=True, _dry_run=True).settings_to is None
    result = call("setup", path, to_config=True)
    assert result.settings_to == config
    text = config.read_text(encoding="utf-8")
    assert text.startswith("# ours\norders:\n  late_tolerance_days: 2  # agreed\n")
    settings = loads(text)
    assert settings.aliases["promised_date"] == ("Vrumf",)
    assert settings.tables["Orders"].columns == {"Description": None}
    assert columns(call("map", other))["K"] == "promised_date"
    assert call("setup", path, to_config=True).settings_to is None


def test_undo_takes_the_sheet_and_the_notes_back(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "orders.xlsx")
    edit(path, lambda book: setattr(book["Orders"]["A4"], "comment", openpyxl.comments.Comment("mine", "me")))

    def notes() -> dict[str, str]:
        header = openpyxl.load_workbook(path)["Orders"][4]
        return {cell.coordinate: cell.comment.text for cell in header if cell.comment}

    before = cells(path, "Orders")
    call("setup", path, mark=True)
    assert notes()["F4"] == "Buybook: Ordered qty (sure)"
    assert notes()["A4"] == "mine"
    content = path.read_bytes()
    call("setup", path, mark=True)
    assert path.read_bytes() == content
    call("undo", path)
    assert SETUP not in openpyxl.load_workbook(path).sheetnames
    assert notes() == {"A4": "mine"}
    assert cells(path, "Orders") == before


def test_everything_is_read_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    monkeypatch.setattr(buybook.run, "open_book", functools.partial(open_book, deferred_writes=True))
    assert call("setup", path, mark=True).failure is None
    choose(path, {"Orders!K1": "Promised date"})
    assert call("setup", path, mark=True).failure is None
    assert call("undo", path).failure is None


def test_undo_keeps_a_sheet_on_which_the_buyer_chose(tmp_path: Path) -> None:
    path = odd_orders(tmp_path / "orders.xlsx")
    call("setup", path)
    choose(path, {"Orders!K1": "Promised date"})
    assert "undo_keeps" in codes(call("undo", path))
    assert columns(call("map", path))["K"] == "promised_date"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_is_no_list_of_the_buyers(tmp_path: Path, language: str) -> None:
    path = write_orders(tmp_path / "orders.xlsx")
    before = call("map", path, _language=language).answer["tables"]
    call("setup", path, _language=language)
    assert call("map", path, _language=language).answer["tables"] == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_fields_share_a_word(language: str) -> None:
    shown = [word.casefold() for word in field_words(language).values()]
    assert len(set(shown)) == len(shown)
    assert words(language).label("setup.ignore").casefold() not in shown


def test_the_result_can_go_into_a_folder_that_has_no_backups(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "orders.xlsx")
    (tmp_path / "out").mkdir()
    content = path.read_bytes()
    result = call("setup", path, _output=tmp_path / "out" / "copy.xlsx")
    assert result.failure is None
    assert SETUP in openpyxl.load_workbook(tmp_path / "out" / "copy.xlsx").sheetnames
    assert path.read_bytes() == content
