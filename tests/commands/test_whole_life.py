"""A whole life: requested, approved, ordered, confirmed, moved, received, claimed, replaced, credited, closed."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbooks import RECEIPTS, call, cells, codes, line, write_lists

from buybook.run import DONE, FINDINGS_REMAIN, Result

PO, LINE, CASE = "PO-2026-0102", "1", "NC-2026-001"
DAY = dt.date
SETTINGS = """
base_currency: EUR
approvals:
  limits:
    - {approver: Anna, up_to: 5000}
  free_up_to: 250
"""
REQUESTS = ["PR No.", "Item no.", "Description", "Qty", "Unit price", "Currency", "Supplier", "Requested by", "Need by",
            "Status"]  # fmt: skip
ORDERS = ["PO number", "Line", "Supplier", "Item no.", "Description", "Ordered qty", "Unit price", "Currency",
          "Order date", "Requested date", "Promised date", "Received qty", "Status"]  # fmt: skip
INVOICES = ["Invoice no.", "Supplier", "PO number", "Line", "Qty", "Unit price", "Amount", "Currency"]
LISTS = {
    "Requests": (
        REQUESTS,
        [["PR-1", "B-2", "Pump housing", 100, 12.0, "EUR", "Van Dael BV", "Karl", DAY(2026, 4, 1), "To approve"]],
    ),
    "Orders": (
        ORDERS,
        [["PO-2026-0101", 1, "Nordbolt AB", "A-1", "Bolt", 50, 2.0, "EUR", DAY(2026, 2, 2), DAY(2026, 2, 20),
          DAY(2026, 2, 20), 50, "Received"]],
    ),
    "Goods in": (RECEIPTS, [[DAY(2026, 2, 20), "PO-2026-0101", 1, 50, 0, 0, None, "DN-1"]]),
    "Suppliers": (
        ["Supplier no.", "Supplier", "Contact", "E-mail", "Country"],
        [["100", "Van Dael BV", "Piet Jansen", "piet@vandael.example", "NL"]],
    ),
    "Invoices": (INVOICES, [["F-1", "Nordbolt AB", "PO-2026-0101", 1, 50, 2.0, 100, "EUR"]]),
}  # fmt: skip
MADE_ANEW = ("documents", "run")
OURS = (
    "Buybook journal",
    "Buybook today",
)  # the journal only grows; today's sheet is made anew by each refresh


def contents(path: Path) -> dict[str, dict[str, object]]:
    """Every cell of every sheet but those of OURS."""
    return contents_of(path.read_bytes())


@lru_cache(maxsize=2)  # a step begins with what the one before it ended with
def contents_of(data: bytes) -> dict[str, dict[str, object]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: {
            cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        for sheet in book.worksheets
        if sheet.title not in OURS
    }


class Life:
    """The workbook of one buyer. Each step is taken, taken back, compared, and taken again."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def step(self, verb: str, today: DAY, **options: object) -> Result:
        before = contents(self.path)
        first = call(verb, self.path, today, _language="en", **options)
        after = contents(self.path)
        assert after != before, f"{verb} wrote nothing"
        call("undo", self.path, today, _language="en")
        assert contents(self.path) == before, f"undo of {verb} left something behind"
        again = call(verb, self.path, today, _language="en", **options)
        assert contents(self.path) == after, f"{verb} after its undo wrote something else"
        said = [{k: v for k, v in each.answer.items() if k not in MADE_ANEW} for each in (first, again)]
        assert said[0] == said[1], f"{verb} after its undo answered something else"
        return again

    def type(self, sheet: str, typed: Mapping[str, object]) -> None:
        """Write into cells, as the buyer does."""
        book = openpyxl.load_workbook(self.path)
        for place, value in typed.items():
            book[sheet][place] = value
        book.save(self.path)

    def add(self, sheet: str, row: list[object]) -> None:
        """Write a row below a list, as the buyer does."""
        book = openpyxl.load_workbook(self.path)
        last = max(cell.row for cell in book[sheet]["A"] if cell.value is not None)
        for column, value in enumerate(row, start=1):
            book[sheet].cell(last + 1, column, value)
        book.save(self.path)

    def now(self, today: DAY) -> dict[str, Any]:
        """The line as a refresh would show it, without writing it."""
        return line(call("refresh", self.path, today, _language="en", _dry_run=True), PO, LINE)


@pytest.fixture
def life(tmp_path: Path) -> Life:
    (tmp_path / "buybook.yaml").write_text(SETTINGS, encoding="utf-8")
    return Life(write_lists(tmp_path / "own.xlsx", LISTS))


def quantities(found: Mapping[str, object]) -> tuple[object, ...]:
    """Received, accepted, damaged, open."""
    return tuple(found[f"quantity_{name}"] for name in ("received", "accepted", "damaged", "outstanding"))


def promised(found: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(found[name] for name in ("first_promised", "latest_promised", "times_moved"))


def requested_approved_ordered(life: Life) -> None:
    ordering = {"sheet": "Requests", "rows": (2,)}
    start = DAY(2026, 3, 2)
    early = call("order", life.path, start, _language="en", **ordering)
    assert (early.answer["purchase_orders"], codes(early)) == ([], ["row_not_approved"])
    own = call("approve", life.path, start, _language="en", by="Karl", **ordering)
    assert (own.answer["approvals"], codes(own)) == ([], ["approval_own_request"])
    approved: Any = life.step("approve", start, by="Anna", **ordering).answer["approvals"]
    assert [(each["state"], each["amount"], each["by"]) for each in approved] == [("approved", 1200, "Anna")]
    assert cells(life.path, "Requests")["J2"] == "Approved"
    orders: Any = life.step("order", start, **ordering).answer["purchase_orders"]
    assert [(each["po_number"], each["total"]) for each in orders] == [(PO, 1200)]
    assert orders[0]["lines"][0]["requested_date"] == "2026-04-01"
    folder = life.path.parent / "Purchase orders"
    assert sorted(each.name for each in folder.iterdir()) == [f"{PO}.eml", f"{PO}.pdf", f"{PO}.xlsx"]
    assert cells(life.path, "Requests")["J2"] == "Ordered"
    sent = life.now(start)
    assert (sent["status"], sent["due_date"], sent["due_date_from"]) == (
        "sent",
        "2026-04-01",
        "requested_date",
    )
    assert (sent["flags"], promised(sent)) == ([], (None, None, 0))
    waiting = life.now(DAY(2026, 3, 12))
    assert waiting["flags"] == ["at_risk", "unconfirmed"]


def confirmed_later_and_moved_twice(life: Life) -> None:
    said = life.step("confirm", DAY(2026, 3, 4), po=PO, line=LINE, date=DAY(2026, 4, 8))
    (waiting,) = said.answer["confirmations"]  # type: ignore[misc]
    assert (waiting["state"], [each["days"] for each in waiting["differences"]]) == ("waiting", [7])
    assert (life.now(DAY(2026, 3, 4))["status"], "K3" in cells(life.path, "Orders")) == ("sent", False)
    accepted = life.step("confirm", DAY(2026, 3, 4), po=PO, accept=True)
    known = line(accepted, PO, LINE)
    assert (known["status"], known["due_date"], known["due_date_from"]) == (
        "confirmed", "2026-04-08", "promised_date"
    )  # fmt: skip
    assert promised(known) == ("2026-04-08", "2026-04-08", 0)
    for moved, (seen, day) in enumerate(
        [(DAY(2026, 3, 20), DAY(2026, 4, 15)), (DAY(2026, 4, 10), DAY(2026, 4, 22))], start=1
    ):
        life.type("Orders", {"K3": day})
        refreshed = life.step("refresh", seen)
        known = line(refreshed, PO, LINE)
        assert promised(known) == ("2026-04-08", day.isoformat(), moved)
        assert (known["flags"], known["days_late"], "date_moved" in codes(refreshed)) == (
            ["date_moved"],
            0,
            True,
        )
    assert [cells(life.path, "Buybook promises").get(f"I{row}") for row in (5, 6, 7)] == [
        dt.datetime(2026, 4, 8), dt.datetime(2026, 4, 15), dt.datetime(2026, 4, 22)
    ]  # fmt: skip


def receive(life: Life, day: DAY, note: str, quantity: float, **more: object) -> Result:
    return life.step(
        "receive", day, po=PO, line=LINE, quantity=quantity, date=day, delivery_note=note, **more
    )


def received_in_three_parts(life: Life) -> None:
    first = receive(life, DAY(2026, 4, 20), "DN-21", 40.0)
    assert line(first, PO, LINE)["status"] == "partially_received"
    assert quantities(line(first, PO, LINE)) == (40, 40, 0, 60)
    second = receive(life, DAY(2026, 4, 21), "DN-22", 30.0, damaged=5.0, reason="Dented")
    known = line(second, PO, LINE)
    assert (quantities(known), known["flags"]) == ((70, 65, 5, 35), ["damaged", "date_moved"])
    (case,) = second.answer["nonconformances"]  # type: ignore[misc]
    assert [case[name] for name in ("number", "kind", "quantity", "amount", "currency", "status")] == [
        CASE, "damaged", 5, 60, "EUR", "open"
    ]  # fmt: skip
    before = contents(life.path)
    twice = call("receive", life.path, DAY(2026, 4, 21), _language="en", po=PO, line=LINE, quantity=30.0,
                 damaged=5.0, reason="Dented", delivery_note="DN-22")  # fmt: skip
    assert (codes(twice), contents(life.path)) == (["receipt_already_booked"], before)
    third = receive(life, DAY(2026, 4, 22), "DN-23", 30.0)
    assert quantities(line(third, PO, LINE)) == (100, 95, 5, 5)
    assert (line(third, PO, LINE)["status"], life.now(DAY(2026, 4, 22))["days_late"]) == (
        "partially_received",
        0,
    )
    late = life.now(DAY(2026, 4, 23))
    assert (late["days_late"], late["flags"]) == (1, ["late", "damaged", "short", "date_moved"])
    assert (late["full_receipt_date"], late["days_after_promise"]) == (None, None)


def claim(life: Life, day: DAY, **options: object) -> tuple[dict[str, Any], Result]:
    """Take the case on, and give it as it is then."""
    result = life.step("claim", day, case=CASE, **options)
    (case,) = result.answer["cases"]  # type: ignore[misc]
    return case, result


def claimed_sent_back_and_replaced(life: Life) -> None:
    case, _ = claim(life, DAY(2026, 4, 23), remedy="replacement", deadline=DAY(2026, 5, 1))
    assert [case[name] for name in ("state", "remedy", "deadline", "quantity", "amount", "overdue")] == [
        "claimed", "replacement", "2026-05-01", 5, 60, False
    ]  # fmt: skip
    assert case["record"] == {
        "before": {"received": 100, "bad": 0, "ppm": None},
        "after": {"received": 100, "bad": 5, "ppm": None},
    }
    (path,) = case["documents"]
    letter = email.message_from_bytes(Path(path).read_bytes(), policy=email.policy.default)
    text = letter.get_content()
    assert (letter["To"], letter["X-Unsent"]) == ("piet@vandael.example", "1")
    assert all(
        word in text for word in ("Beste Piet Jansen", f"{PO} / {LINE}", "Dented", "60,00 EUR", "2026-05-01")
    )
    case, _ = claim(life, DAY(2026, 4, 23), reply="New ones on Tuesday")
    assert (case["state"], case["missing"]) == ("answered", ["quantity"])
    case, back = claim(life, DAY(2026, 4, 24), returned=5.0, delivery_note="R-1")
    assert (case["returned"], case["settled"], case["missing"]) == (5, 0, ["quantity"])
    assert quantities(line(back, PO, LINE)) == (95, 95, 0, 5)
    case, came = claim(life, DAY(2026, 4, 28), replaced=5.0, delivery_note="DN-24")
    assert (case["state"], case["replaced"], case["settled"], case["missing"]) == ("answered", 5, 5, [])
    known = line(came, PO, LINE)
    assert (known["status"], quantities(known)) == ("received", (100, 100, 0, 0))
    assert (known["flags"], known["days_late"]) == (["date_moved"], 0)
    assert known["full_receipt_date"] == "2026-04-28"
    # 27 days after what we asked for, 20 after what the supplier first promised: moving the date changed neither.
    assert (known["days_after_request"], known["days_after_promise"]) == (27, 20)


def invoiced_too_high_and_credited(life: Life) -> None:
    life.add("Invoices", ["F-9", "Van Dael BV", PO, 1, 100, 12.5, 1250, "EUR"])
    result = life.step("match", DAY(2026, 4, 29))
    assert (result.status, codes(result)) == (FINDINGS_REMAIN, ["invoice_price"])
    invoice: Any = result.answer["invoices"][-1]  # type: ignore[index]
    assert [invoice[name] for name in ("expected", "price_variance", "quantity_variance", "reasons")] == [
        1200, 50, 0, ["price"]
    ]  # fmt: skip
    assert result.answer["grni"] == []
    assert "price_differs" in life.now(DAY(2026, 4, 29))["flags"]
    early = call("claim", life.path, DAY(2026, 4, 29), _language="en", case=CASE, close=True)
    assert (early.status, codes(early)) == (FINDINGS_REMAIN, ["case_open_invoice"])
    life.add("Invoices", ["F-9C", "Van Dael BV", PO, 1, None, None, -50, "EUR"])
    credited = life.step("match", DAY(2026, 4, 30))
    assert (credited.status, codes(credited), credited.answer["grni"]) == (DONE, [], [])
    assert [cells(life.path, "Invoices")[f"I{row}"] for row in (2, 3, 4)] == ["OK to pay"] * 3
    assert life.now(DAY(2026, 4, 30))["flags"] == ["date_moved"]


def closed(life: Life) -> None:
    case, _ = claim(life, DAY(2026, 5, 4), close=True)
    assert (case["state"], case["missing"]) == ("closed", [])
    over = call("claim", life.path, DAY(2026, 5, 4), _language="en", case=CASE, replaced=1.0)
    assert codes(over) == ["case_is_over"]
    life.type("Orders", {"M3": "Closed"})
    result = call("refresh", life.path, DAY(2026, 5, 4), _language="en")
    known = line(result, PO, LINE)
    assert (known["status"], quantities(known), known["days_late"]) == ("closed", (100, 100, 0, 0), 0)
    assert (known["days_after_request"], known["days_after_promise"]) == (27, 20)
    summary: Any = result.answer["summary"]
    assert (summary["open"], summary["states"]) == (0, {"received": 1, "closed": 1})
    content = life.path.read_bytes()
    call("refresh", life.path, DAY(2026, 5, 4), _language="en")
    assert life.path.read_bytes() == content


def test_from_a_request_to_a_closed_line(life: Life) -> None:
    call("refresh", life.path, DAY(2026, 3, 2), _language="en")
    requested_approved_ordered(life)
    confirmed_later_and_moved_twice(life)
    received_in_three_parts(life)
    claimed_sent_back_and_replaced(life)
    invoiced_too_high_and_credited(life)
    closed(life)


def _backwards(path: Path) -> Iterator[dict[str, dict[str, object]]]:
    while call("undo", path, DAY(2026, 5, 4), _language="en").answer["changes"]:
        yield contents(path)


def test_all_of_it_can_be_undone_to_the_request(life: Life) -> None:
    start = contents(life.path)
    ordering = {"sheet": "Requests", "rows": (2,)}
    steps: list[tuple[str, DAY, dict[str, object]]] = [
        ("approve", DAY(2026, 3, 2), {"by": "Anna", **ordering}),
        ("order", DAY(2026, 3, 2), ordering),
        ("confirm", DAY(2026, 3, 4), {"po": PO, "line": LINE, "date": DAY(2026, 4, 8), "accept": True}),
        ("receive", DAY(2026, 4, 8), {"po": PO, "line": LINE, "quantity": 100.0, "damaged": 5.0}),
        ("match", DAY(2026, 4, 9), {}),
        ("refresh", DAY(2026, 4, 9), {}),
    ]
    states = [start]
    for verb, day, options in steps:
        call(verb, life.path, day, _language="en", **options)
        states.append(contents(life.path))
    assert list(_backwards(life.path)) == states[-2::-1]


@pytest.mark.parametrize(
    ("moved_to", "came", "days"),
    [
        (None, DAY(2026, 4, 8), (7, 0)),  # late for us, on time by the supplier's word
        (DAY(2026, 4, 20), DAY(2026, 4, 20), (19, 12)),  # on time by the last date, and late by the first
        (DAY(2026, 3, 30), DAY(2026, 4, 1), (0, -7)),
    ],
)
def test_on_time_for_us_and_on_time_by_the_first_promise(
    life: Life, moved_to: DAY | None, came: DAY, days: tuple[int, int]
) -> None:
    ordering = {"sheet": "Requests", "rows": (2,)}
    call("approve", life.path, DAY(2026, 3, 2), by="Anna", **ordering)
    call("order", life.path, DAY(2026, 3, 2), **ordering)
    call("confirm", life.path, DAY(2026, 3, 4), po=PO, date=DAY(2026, 4, 8), accept=True)
    if moved_to is not None:
        life.type("Orders", {"K3": moved_to})
    call("receive", life.path, came, po=PO, line=LINE, quantity=100.0)
    life.type("Orders", {"K3": came})  # a date typed over afterwards
    known = life.now(came)
    assert (known["days_after_request"], known["days_after_promise"]) == days
    assert (known["first_promised"], known["latest_promised"]) == ("2026-04-08", came.isoformat())
