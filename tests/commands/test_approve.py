"""Approvals end to end: limits, four eyes, two approvers, and that nothing is ordered past a limit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbooks import Rows, call, cells, codes, parts, write_lists

from buybook.run import DONE, FINDINGS_REMAIN, WRONG_CALL

TITLES = [
    "PR No.",
    "Item no.",
    "Description",
    "Qty",
    "Unit price",
    "Currency",
    "Supplier",
    "Requested by",
    "Status",
]
REQUESTS = [
    ["PR-1", "B-1", "Bolt", 100, 2.0, "EUR", "Nordbolt AB", "Karl", "To approve"],  # 200
    ["PR-2", "B-2", "Pump", 2, 1500.0, "EUR", "Van Dael BV", "Karl", "To approve"],  # 3000
    ["PR-3", "B-3", "Lathe", 1, 30000.0, "EUR", "Ketels BV", "Karl", "To approve"],
]
SETTINGS = """
base_currency: EUR
approvals:
  limits:
    - {approver: Anna, up_to: 5000}
    - {approver: Bo, up_to: 50000}
    - {approver: Eva, up_to: 90000}
  free_up_to: 250
  two_approvers_from: 20000
"""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    (tmp_path / "buybook.yaml").write_text(SETTINGS, encoding="utf-8")
    return write_lists(tmp_path / "own.xlsx", {"Requests": (TITLES, REQUESTS)})


def decide(path: Path, by: str, *rows: int, **more: object) -> Any:
    return call("approve", path, _language="en", sheet="Requests", rows=rows, by=by, **more)


def states(path: Path) -> list[object]:
    sheet = cells(path, "Requests")
    return [sheet.get(f"I{row}") for row in (2, 3, 4)]


def test_what_waits_for_whom(workbook: Path) -> None:
    before = parts(workbook)
    result = call("approve", workbook, _language="en")
    waiting: Any = result.answer["waiting"]
    assert [
        (each["purchase_request"], each["amount"], each["needed"], each["may_approve"]) for each in waiting
    ] == [
        ("PR-2", 3000, 1, ["Anna", "Bo", "Eva"]),
        ("PR-3", 30000, 2, ["Bo", "Eva"]),
    ]
    assert parts(workbook) == before


def test_approved_by_whom_and_when_stands_in_the_workbook(workbook: Path) -> None:
    result = decide(workbook, "Anna", 3)
    assert result.status == DONE
    assert [(each["state"], each["missing"]) for each in result.answer["approvals"]] == [("approved", 0)]
    assert states(workbook) == ["To approve", "Approved", "To approve"]
    kept = cells(workbook, "Buybook approvals")
    assert [kept[f"{letter}4"] for letter in "ABCDG"] == [
        dt.datetime(2026, 3, 16), "Anna", "Approved", "PR-2", 3000,
    ]  # fmt: skip
    before = parts(workbook)
    assert "decided_before" in codes(decide(workbook, "Anna", 3))
    assert parts(workbook) == before


@pytest.mark.parametrize(
    ("by", "row", "code"),
    [
        ("Anna", 4, "approval_above_limit"),
        ("Zoe", 3, "approval_no_right"),
        ("karl", 3, "approval_own_request"),
    ],
)
def test_who_may_not(workbook: Path, by: str, row: int, code: str) -> None:
    before = parts(workbook)
    assert code in codes(decide(workbook, by, row))
    assert parts(workbook) == before


def test_two_approvers_of_what_is_dear(workbook: Path) -> None:
    assert decide(workbook, "Bo", 4).answer["approvals"][0]["state"] == "waiting"
    assert states(workbook)[2] == "To approve"
    assert decide(workbook, "Eva", 4).answer["approvals"][0]["state"] == "approved"
    assert states(workbook)[2] == "Approved"


def test_refused_with_a_reason(workbook: Path) -> None:
    assert decide(workbook, "Bo", 3, refuse=True).status == WRONG_CALL
    decide(workbook, "Bo", 3, refuse=True, reason="We have two of them")
    assert states(workbook)[1] == "Rejected"
    assert cells(workbook, "Buybook approvals")["I4"] == "We have two of them"
    assert "row_refused" in codes(call("order", workbook, _language="en", sheet="Requests", rows=(3,)))


def ordered(path: Path, *rows: int) -> Any:
    return call("order", path, _language="en", sheet="Requests", rows=rows)


def test_nothing_is_ordered_past_a_limit(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for row in (2, 3, 4):
        book["Requests"].cell(row, 9, "Approved")  # anybody can type that
    book.save(workbook)
    result = ordered(workbook, 2, 3, 4)
    assert result.status == FINDINGS_REMAIN
    assert [each["supplier"] for each in result.answer["purchase_orders"]] == ["Nordbolt AB"]
    assert codes(result).count("order_past_limit") == 2
    decide(workbook, "Anna", 3)
    assert [each["supplier"] for each in ordered(workbook, 3).answer["purchase_orders"]] == ["Van Dael BV"]


def test_what_became_dearer_needs_approval_again(workbook: Path) -> None:
    decide(workbook, "Anna", 3)
    book = openpyxl.load_workbook(workbook)
    book["Requests"]["D3"] = 3
    book.save(workbook)
    result = ordered(workbook, 3)
    assert (result.answer["purchase_orders"], "order_past_limit" in codes(result)) == ([], True)
    decide(workbook, "Anna", 3)
    assert len(ordered(workbook, 3).answer["purchase_orders"]) == 1


def test_undo_forgets_a_decision(workbook: Path) -> None:
    decide(workbook, "Anna", 3)
    call("undo", workbook, _language="en")
    assert states(workbook) == ["To approve"] * 3
    assert ordered(workbook, 3).answer["purchase_orders"] == []


def test_without_limits_the_status_column_alone_decides(tmp_path: Path) -> None:
    path = write_lists(tmp_path / "own.xlsx", {"Requests": (TITLES, REQUESTS)})
    assert decide(path, "Anybody", 4).answer["approvals"][0]["state"] == "approved"
    assert len(call("order", path, _language="en").answer["purchase_orders"]) == 1  # type: ignore[arg-type]


def test_a_list_without_a_status_column_gets_one_of_ours(tmp_path: Path) -> None:
    rows: Rows = [row[:-1] for row in REQUESTS]
    path = write_lists(tmp_path / "own.xlsx", {"Requests": (TITLES[:-1], rows)})
    decide(path, "Anna", 2)
    assert cells(path, "Requests")["I2"] == "Approved"
    orders: Any = call("order", path, _language="en").answer["purchase_orders"]
    assert [each["supplier"] for each in orders] == ["Nordbolt AB"]


def revised(path: Path, number: str, **orders: object) -> Any:
    """Change cells of the order list, and send the order anew."""
    book = openpyxl.load_workbook(path)
    for cell, value in orders.items():
        book["Orders"][cell] = value
    book.save(path)
    return call("order", path, _language="en", revise=number)


@pytest.fixture
def sent(workbook: Path) -> Path:
    """The pump was approved at 3000 and ordered."""
    titles = [
        "PO number",
        "Line",
        "Supplier",
        "Item no.",
        "Ordered qty",
        "Unit price",
        "Currency",
        "Order date",
    ]
    rows = [["PO-2026-0001", 1, "Ketels BV", "B-9", 1, 10.0, "EUR", dt.date(2026, 1, 5)]]
    write_lists(workbook, {"Requests": (TITLES, REQUESTS), "Orders": (titles, rows)})
    decide(workbook, "Anna", 3)
    (made,) = ordered(workbook, 3).answer["purchase_orders"]
    assert made["po_number"] == "PO-2026-0002"
    return workbook


@pytest.mark.parametrize(
    ("changed", "amount"),
    [
        ({"E3": 3}, "4,500.00"),
        ({"F3": 1501.0}, "3,002.00"),
        ({"G3": "USD"}, "–"),  # what it costs in the base currency is not known
    ],
)
def test_an_order_is_not_sent_anew_past_what_was_approved(
    sent: Path, changed: dict[str, object], amount: str
) -> None:
    result = revised(sent, "PO-2026-0002", **changed)
    assert (result.status, result.answer["purchase_orders"]) == (FINDINGS_REMAIN, [])
    assert result.answer["changes"] == []
    (told,) = [each for each in result.answer["findings"] if each["code"] == "order_past_limit"]
    assert (told["sheet"], amount in told["text"]) == ("Orders", True)


def test_an_order_that_costs_no_more_is_sent_anew(sent: Path) -> None:
    for change, number in (({"E3": 1}, 2), ({"E3": 2, "F3": 1499.0}, 3)):
        (made,) = revised(sent, "PO-2026-0002", **change).answer["purchase_orders"]
        assert made["revision"] == number


def test_what_was_approved_anew_is_sent_anew(sent: Path) -> None:
    assert revised(sent, "PO-2026-0002", E3=3).answer["purchase_orders"] == []
    book = openpyxl.load_workbook(sent)
    book["Requests"]["D3"] = 3
    book.save(sent)
    assert decide(sent, "Anna", 3).answer["approvals"][0]["state"] == "approved"
    (made,) = call("order", sent, _language="en", revise="PO-2026-0002").answer["purchase_orders"]
    assert (made["revision"], made["total"]) == (2, 4500)


def test_lines_of_one_request_are_held_against_its_approval_together(sent: Path) -> None:
    second = {
        "A4": "PO-2026-0002",
        "B4": 2,
        "C4": "Van Dael BV",
        "D4": "B-2",
        "E4": 1,
        "F4": 1500.0,
        "G4": "EUR",
    }
    assert "order_past_limit" in codes(revised(sent, "PO-2026-0002", **second))
    (made,) = revised(sent, "PO-2026-0002", E3=1).answer["purchase_orders"]
    assert made["total"] == 3000


def test_what_needs_nobody_is_added_to_an_order(sent: Path) -> None:
    added = {"A4": "PO-2026-0002", "B4": 2, "C4": "Van Dael BV", "D4": "B-7", "E4": 1, "G4": "EUR"}
    (made,) = revised(sent, "PO-2026-0002", **added, F4=250.0).answer["purchase_orders"]
    assert made["total"] == 3250
    assert "order_past_limit" in codes(revised(sent, "PO-2026-0002", F4=251.0))
