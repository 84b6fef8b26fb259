"""`refresh`, end to end through xlwings on the file engine."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest
from workbooks import (
    ORDERS,
    STANDARD,
    TODAY,
    call,
    cells,
    codes,
    line,
    order,
    parts,
    write_lists,
    write_orders,
)

from buybook.cli import main
from buybook.run import DONE


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_orders(tmp_path / "orders.xlsx")


def test_quantities_dates_and_flags_of_every_line(workbook: Path) -> None:
    result = call("refresh", workbook)
    assert result.status == DONE
    short = line(result, "PO-2026-0101", "1")
    assert short["quantity_received"] == 60
    assert short["quantity_accepted"] == 55
    assert short["quantity_damaged"] == 5
    assert short["quantity_outstanding"] == 45
    assert short["status"] == "partially_received"
    assert (short["due_date"], short["due_date_from"], short["days_late"]) == (
        "2026-03-02",
        "promised_date",
        14,
    )
    assert {"late", "damaged", "short"} <= set(short["flags"])
    due_today = line(result, "PO-2026-0101", "2")
    assert (due_today["days_late"], "late" in due_today["flags"]) == (0, False)
    done = line(result, "PO-2026-0102", "1")
    assert (done["status"], done["quantity_outstanding"], done["flags"]) == ("received", 0, [])


def test_the_buyers_own_status_column_speaks_in_the_words_its_list_allows(workbook: Path) -> None:
    call("refresh", workbook)
    sheet = cells(workbook, "Orders")
    assert sheet["L5"] == "Partially received"
    assert sheet["L7"] == "Received"
    assert sheet["L8"] == "Confirmed"


def test_our_columns_stand_at_the_right_of_the_list(workbook: Path) -> None:
    call("refresh", workbook)
    sheet = cells(workbook, "Orders")
    titles = {address: value for address, value in sheet.items() if "(Buybook)" in str(value)}
    assert list(titles) == ["M4", "N4", "O4", "P4", "Q4"]
    assert titles["P4"] == "Flags (Buybook)"
    assert sheet["P5"] == "Late, Damaged, Short"
    assert "P7" not in sheet
    assert sheet["O5"] == dt.datetime(2026, 3, 2)


def test_what_is_not_ours_is_not_touched(workbook: Path) -> None:
    before, sheets_before = parts(workbook), cells(workbook, "Orders")
    call("refresh", workbook)
    after, sheets_after = parts(workbook), cells(workbook, "Orders")
    own = {"L5", "L6", "L7", "L8"}
    assert {address: sheets_after[address] for address in sheets_before if address not in own} == {
        address: value for address, value in sheets_before.items() if address not in own
    }
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed <= {
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "[Content_Types].xml",
    }


def test_twice_is_once(workbook: Path) -> None:
    call("refresh", workbook)
    content = workbook.read_bytes()
    again = call("refresh", workbook)
    assert again.answer["changes"] == []
    assert workbook.read_bytes() == content


@pytest.mark.parametrize(
    ("titles", "received"),
    [
        (["PO number", "Line", "Supplier", "Item no.", "Ordered qty", "Promised date", "Status"], "Received"),
        (["Ordernummer", "Rad", "Leverantör", "Artikelnr", "Beställt antal", "Utlovat datum", "Status"], "Mottagen"),
        (["Ordernummer", "Regel", "Leverancier", "Artikelnr", "Besteld aantal", "Toegezegde datum", "Status"], "Ontvangen"),
    ],
)  # fmt: skip
def test_twice_is_once_where_only_a_status_says_received(
    tmp_path: Path, titles: list[str], received: str
) -> None:
    rows = [[f"PO-{number}", 1, "Nordbolt AB", "A-1", 10 * number, dt.date(2026, 3, 2), word]
            for number, word in enumerate([received, None, received], 1)]  # fmt: skip
    path = write_lists(tmp_path / "orders.xlsx", {"Orders": (titles, rows)})
    first = call("refresh", path)
    assert [line(first, f"PO-{number}", "1")["quantity_received"] for number in (1, 2, 3)] == [10, 0, 30]
    content = path.read_bytes()
    again = call("refresh", path)
    assert again.answer["orders"] == first.answer["orders"]
    assert again.answer["changes"] == []
    assert path.read_bytes() == content


def test_our_own_results_are_no_word_of_the_buyers(tmp_path: Path) -> None:
    titles = ["PO number", "Line", "Supplier", "Item no.", "Ordered qty", "Promised date", "Status"]
    rows = [["PO-1", 1, "Nordbolt AB", "A-1", 10, dt.date(2026, 3, 2), "Received"]]
    path = write_lists(tmp_path / "orders.xlsx", {"Orders": (titles, rows)})
    assert line(call("refresh", path), "PO-1", "1")["quantity_received"] == 10
    book = openpyxl.load_workbook(path)
    book["Orders"]["G2"] = "Confirmed"
    book.save(path)
    taken_back = line(call("refresh", path), "PO-1", "1")
    assert (taken_back["quantity_received"], taken_back["quantity_outstanding"]) == (0, 10)
    assert (taken_back["status"], "late" in taken_back["flags"]) == ("confirmed", True)


def test_a_preview_shows_the_same_changes_and_writes_nothing(workbook: Path) -> None:
    content = workbook.read_bytes()
    preview = call("refresh", workbook, _dry_run=True)
    assert workbook.read_bytes() == content
    assert list(workbook.parent.iterdir()) == [workbook]
    assert preview.answer["changes"] == call("refresh", workbook).answer["changes"]


def test_an_output_leaves_the_workbook_alone(workbook: Path, tmp_path: Path) -> None:
    content = workbook.read_bytes()
    other = tmp_path / "out" / "result.xlsx"
    other.parent.mkdir()
    call("refresh", workbook, _output=other)
    assert workbook.read_bytes() == content
    assert "Buybook today" in openpyxl.load_workbook(other).sheetnames


def test_today_leads_with_what_is_late_and_links_to_the_row(workbook: Path) -> None:
    call("refresh", workbook)
    sheet = openpyxl.load_workbook(workbook)["Buybook today"]
    assert sheet["A1"].value == "Buybook today – 16 March 2026"
    assert [sheet.cell(6, column).value for column in (1, 2, 3, 4)] == [
        "Chase late delivery",
        "Nordbolt AB",
        "PO-2026-0101",
        "1",
    ]
    assert sheet["M6"].value == "Orders!A5"
    assert sheet["M6"].hyperlink.location == "'Orders'!A5"


def test_today_changes_with_the_day_and_keeps_no_old_rows(workbook: Path) -> None:
    call("refresh", workbook, today=dt.date(2026, 5, 4))
    later = [value for address, value in cells(workbook, "Buybook today").items() if address.startswith("A")]
    assert later.count("Chase late delivery") == 3
    call("refresh", workbook, today=TODAY)
    sheet = cells(workbook, "Buybook today")
    assert [value for address, value in sheet.items() if address.startswith("A")].count(
        "Chase late delivery"
    ) == 1


def test_a_remark_in_the_status_column_stays(tmp_path: Path) -> None:
    rows = [*STANDARD[:3], order("PO-2026-0104", 1, "Ketels BV", 5, dt.date(2026, 4, 1), "ask Joost first")]
    path = write_orders(tmp_path / "remark.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book["Orders"].data_validations.dataValidation.clear()
    book.save(path)
    call("refresh", path)
    assert cells(path, "Orders")["L8"] == "ask Joost first"


def test_a_formula_in_the_way_is_left_and_the_result_goes_beside_it(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "formula.xlsx")
    book = openpyxl.load_workbook(path)
    for row in range(5, 9):
        book["Orders"].cell(row, 12, '=IF(F5>0,"Sent","")')
    book.save(path)
    result = call("refresh", path)
    sheet = cells(path, "Orders")
    assert sheet["L5"] == '=IF(F5>0,"Sent","")'
    assert "formula_in_the_way" in codes(result)
    assert "Status (Buybook)" in sheet.values()


def test_a_typed_received_quantity_that_is_larger_than_the_receipts_stays(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "typed.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Orders"]
    sheet["M4"] = "Received"
    for row, typed in ((5, 80), (6, None), (7, 4), (8, None)):
        sheet.cell(row, 13, typed)
    book.save(path)
    result = call("refresh", path)
    after = cells(path, "Orders")
    assert (after["M5"], after["M7"]) == (80, 10)
    assert "received_differs" in codes(result)
    assert line(result, "PO-2026-0101", "1")["quantity_received"] == 60


def test_late_lines_come_by_value_and_then_by_days(tmp_path: Path) -> None:
    rows = [
        order("PO-1", 1, "Nordbolt AB", 10, dt.date(2026, 3, 1)),  # 25 EUR, 15 days
        order("PO-2", 1, "Van Dael BV", 10, dt.date(2026, 3, 12)),  # 100 EUR, 4 days
        order("PO-3", 1, "Nordbolt AB", 10, dt.date(2026, 2, 20)),  # 25 EUR, 24 days
    ]
    path = write_orders(tmp_path / "orders.xlsx", rows, receipts=None)
    call("refresh", path)
    sheet = cells(path, "Buybook today")
    assert [sheet[f"C{row}"] for row in (6, 7, 8)] == ["PO-2", "PO-3", "PO-1"]
    assert [sheet[f"J{row}"] for row in (6, 7, 8)] == [100, 25, 25]


def test_what_is_settled_needs_no_action(tmp_path: Path) -> None:
    rows = [order("PO-1", 1, "Nordbolt AB", 10, dt.date(2026, 3, 1), "Closed")]
    receipts = [[dt.date(2026, 3, 1), "PO-1", 1, 10, 0, 2, "Wet", "DN-1"]]
    path = write_orders(tmp_path / "orders.xlsx", rows, receipts)
    result = call("refresh", path)
    assert "damaged" in line(result, "PO-1", "1")["flags"]
    assert "A6" not in cells(path, "Buybook today")


def test_a_formula_that_shows_nothing_keeps_its_column(tmp_path: Path) -> None:
    """What looks like an empty column beside the list is the buyer's."""
    path = write_orders(tmp_path / "orders.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Orders"]
    for row in range(5, 9):
        sheet.cell(row, 13, '=IF(F5>1000,"large","")')
    sheet.cell(1, 16, "Far right")  # so that the column lies within what is used
    book.save(path)
    call("refresh", path)
    after = cells(path, "Orders")
    assert after["M5"] == '=IF(F5>1000,"large","")'
    assert after["N4"] == "Received (Buybook)"


def test_of_hundreds_of_late_lines_the_worst_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    rows = [
        order(f"PO-{number}", 1, "Nordbolt AB", number, dt.date(2026, 2, 27), "Confirmed")
        for number in range(1, 321)
    ]
    path = write_orders(tmp_path / "orders.xlsx", rows, None)
    result = call("refresh", path)
    today = cells(path, "Buybook today")
    assert str(today["A2"]).startswith("Needs action: 320 late")
    assert (today["C6"], today["C305"]) == ("PO-320", "PO-21")  # the largest value first
    assert today["A306"] == "… and 20 more: they are flagged in the order list."
    assert len(result.answer["orders"]) == 320  # type: ignore[arg-type]
    (section,) = result.outcome.sections  # type: ignore[union-attr]
    assert section.heading == "Needs action now (15 of 320)"


def test_people_are_not_kept_waiting_for_the_answer_that_programs_get(
    workbook: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def not_asked_for(*_: object) -> object:
        raise AssertionError("made for nobody")

    with monkeypatch.context() as patched:
        patched.setattr("buybook.commands.refresh.answer_lines", not_asked_for)
        patched.setattr("buybook.work.changed", not_asked_for)
        assert main(["refresh", str(workbook), "--today", TODAY.isoformat()]) == DONE
    assert "Needs action" in capsys.readouterr().out
    assert main(["refresh", str(workbook), "--today", TODAY.isoformat(), "--json"]) == DONE
    assert len(json.loads(capsys.readouterr().out)["orders"]) == len(STANDARD)


def test_what_is_missed_first_stands_first(tmp_path: Path) -> None:
    lines = [
        order("PO-1", 1, "Nordbolt AB", 900, dt.date(2026, 3, 2)),
        order("PO-2", 2, "Nordbolt AB", 1, dt.date(2026, 3, 12)),
    ]
    items = [["A-1", "Item 1", 500, 100], ["A-2", "Item 2", 5, 100]]
    path = write_lists(
        tmp_path / "own.xlsx",
        {"Orders": (ORDERS, lines), "Items": (["Item no.", "Description", "Stock", "Monthly usage"], items)},
    )
    call("refresh", path, _language="en")
    today = cells(path, "Buybook today")
    assert [today["C6"], today["C7"]] == ["PO-2", "PO-1"]
