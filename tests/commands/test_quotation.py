"""`quotation`, end to end: a supplier's file shown against the workbook, and its lines in the list of quotations."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from workbooks import call, codes, parts, write_lists

from buybook.run import DONE, FINDINGS_REMAIN, WRONG_CALL

HEAD = ["Quote no.", "Supplier", "Item no.", "Description", "Qty", "Unit", "Unit price", "Currency", "Lead time (weeks)",
        "Quote date", "Valid until", "Status"]  # fmt: skip
ROWS = [
    [
        "Q1",
        "Van Dael BV",
        "A-1",
        "Bolt M8",
        500,
        "st.",
        0.11,
        "EUR",
        3,
        dt.date(2026, 1, 2),
        dt.date(2026, 2, 28),
        None,
    ],
    [
        "Q2",
        "Nordbolt AB",
        "A-1",
        "Bolt M8",
        500,
        "st.",
        1.3,
        "SEK",
        2,
        dt.date(2026, 1, 5),
        dt.date(2026, 4, 28),
        None,
    ],
    ["Q3", "Van Dael BV", "A-3", "Washer", 100, "st.", None, "EUR", None, None, None, None],
]
REPLY = """Van Dael BV;;;;
Offertenummer:;OFF-118;Datum:;02-03-2026;
Valuta:;EUR;Geldig tot:;30-04-2026;
;;;;
Artikelnr.;Omschrijving;Aantal;Prijs per 100;Levertijd
A-1;Bolt M8;500;12,50;2 weken
A-2;=cmd|'/c calc'!A1;1000;3,75;2 weken
A-4;Ring;10;niet leverbaar;
;Vrachtkosten;;45,00;
"""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_lists(tmp_path / "buyer.xlsx", {"Quotes": (HEAD, ROWS)})


@pytest.fixture
def reply(tmp_path: Path) -> Path:
    path = tmp_path / "offer.csv"
    path.write_text(REPLY, encoding="cp1252")
    return path


def lines(path: Path) -> list[dict[str, object]]:
    titles, *rows = openpyxl.load_workbook(path)["Quotes"].iter_rows(values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_what_a_reply_changes_is_shown_and_nothing_is_written(workbook: Path, reply: Path) -> None:
    before = parts(workbook)
    result = call("quotation", workbook, _dry_run=True, file=str(reply))
    assert result.status == DONE
    assert [(each["kind"], each["item"]) for each in result.answer["differences"]] == [
        ("price_changed", "A-1"), ("lead_time_changed", "A-1"), ("valid_until_changed", "A-1"),
        ("not_asked", "A-2"), ("new_price", "A-2"), ("not_asked", "A-4"), ("declined", "A-4"), ("missing", "A-3"),
    ]  # fmt: skip
    change = result.answer["differences"][0]
    assert (change["before"], change["after"], change["percent"]) == ("0.11 EUR", "12.50 EUR / 100", 13.6)
    assert parts(workbook) == before


def test_the_answer_for_programs(workbook: Path, reply: Path) -> None:
    answer = call("quotation", workbook, _dry_run=True, file=str(reply)).answer["quotations"]
    first = answer[0]
    assert first["supplier"] == "Van Dael BV"
    assert (first["item_number"], first["unit_price"], first["price_per"], first["currency"]) == (
        "A-1",
        12.5,
        100,
        "EUR",
    )
    assert (first["quantity"], first["lead_time"], first["valid_until"], first["row"]) == (
        500,
        14,
        "2026-04-30",
        6,
    )
    assert (first["doubtful"], first["declined"]) == (False, False)
    assert [line["declined"] for line in answer] == [False, False, True]


def test_the_lines_go_into_the_list_as_it_is_kept(workbook: Path, reply: Path) -> None:
    result = call("quotation", workbook, file=str(reply))
    assert "reply_charge" in codes(result)
    new = lines(workbook)[3:]
    assert [(line["Item no."], line["Unit price"], line["Price per (Buybook)"]) for line in new] == [
        ("A-1", 12.5, 100), ("A-2", 3.75, 100), ("A-4", None, None),
    ]  # fmt: skip
    assert (new[0]["Quote no."], new[0]["Lead time (weeks)"], new[0]["Qty"]) == ("OFF-118", 2, 500)
    assert new[0]["Quote date"] == dt.datetime(2026, 3, 2)
    assert new[2]["Status"] == "Declined"


def test_a_text_that_acts_as_a_formula_stays_text(workbook: Path, reply: Path) -> None:
    call("quotation", workbook, file=str(reply))
    cell = openpyxl.load_workbook(workbook)["Quotes"]["D6"]
    assert (cell.value, cell.data_type) == ("=cmd|'/c calc'!A1", "s")


def test_twice_is_once(workbook: Path, reply: Path) -> None:
    call("quotation", workbook, file=str(reply))
    before = parts(workbook)
    again = call("quotation", workbook, file=str(reply), today=dt.date(2026, 3, 20))
    assert again.answer["written"] == 0
    assert parts(workbook) == before


def test_the_new_offer_replaces_the_older_one(workbook: Path, reply: Path) -> None:
    call("quotation", workbook, file=str(reply))
    lot = next(each for each in call("compare", workbook).answer["lots"] if each["item_number"] == "A-1")
    found = [
        (each["quote_number"], each["excluded"])
        for each in lot["offers"]
        if each["supplier"] == "Van Dael BV"
    ]
    assert ("Q1", "superseded") in found and all(
        excluded != "superseded" for number, excluded in found if number != "Q1"
    )


def test_undo_takes_it_back(workbook: Path, reply: Path) -> None:
    before = lines(workbook)
    call("quotation", workbook, file=str(reply))
    call("undo", workbook)
    kept = [
        {title: value for title, value in line.items() if title}
        for line in lines(workbook)
        if any(line.values())
    ]
    assert kept == before


def test_doubtful_lines_wait_until_they_are_accepted(workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "doubtful.csv"
    path.write_text("Acme Ltd;;\nItem no.;Description;Unit price\nB-1;Valve;1,250\nB-2;Hose;2,500\n")
    first = call("quotation", workbook, file=str(path))
    assert [line["doubtful"] for line in first.answer["quotations"]] == [True, True]
    assert (first.answer["written"], len(lines(workbook))) == (0, 3)
    assert {"reply_doubtful", "reply_not_written"} <= set(codes(first))
    second = call("quotation", workbook, file=str(path), accept=True)
    assert (second.answer["written"], len(lines(workbook))) == (2, 5)


def test_a_workbook_without_quotations_gets_a_list(tmp_path: Path, reply: Path) -> None:
    path = write_lists(tmp_path / "empty.xlsx", {"Notes": (["Hello"], [])})
    call("quotation", path, file=str(reply))
    again = call("quotation", path, file=str(reply))
    assert again.answer["written"] == 0
    assert {"Notes", "Quotations"} <= set(openpyxl.load_workbook(path).sheetnames)


def test_suppliers_side_by_side_take_no_rows(tmp_path: Path, reply: Path) -> None:
    rows = [["A-1", 500, 2.5, 14, 2.6, 7]]
    path = write_lists(tmp_path / "sbs.xlsx", {"Offers": (["Item no.", "Qty", "Price Acme", "Lead time Acme", "Price Beta", "Lead time Beta"], rows)})  # fmt: skip
    before = parts(path)["xl/worksheets/sheet1.xml"]
    call("quotation", path, file=str(reply))
    assert parts(path)["xl/worksheets/sheet1.xml"] == before
    assert "Quotations" in openpyxl.load_workbook(path).sheetnames


def test_a_wrong_call_is_told(workbook: Path, reply: Path, tmp_path: Path) -> None:
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf")
    for options, code in (
        ({"file": str(tmp_path / "old.xls")}, "workbook_old_format"),
        ({"file": str(reply), "currency": "euros"}, "reply_currency_unknown"),
        ({"file": str(tmp_path / "none.csv")}, "file_missing"),
    ):
        result = call("quotation", workbook, **options)
        assert (result.status, result.answer["error"]["code"]) == (WRONG_CALL, code)


def test_a_file_without_prices_is_an_error(workbook: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.csv").write_text("Dear Sir;\nWe thank you;for your request\n")
    result = call("quotation", workbook, file=str(tmp_path / "letter.csv"))
    assert result.status == FINDINGS_REMAIN
    assert "reply_no_list" in codes(result)
