"""Whom to ask, about what, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.rfqs import (
    SETTLED,
    STATES,
    AskedSupplier,
    KnownSuppliers,
    positions,
    requests_to_ask,
    responses,
    to_remind,
)
from buybook.core.rows import rows_of
from buybook.schema import TableKind

TODAY = date(2026, 11, 29)


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"_table": 1, "_row": at} | row for at, row in enumerate(rows, start=2)], dtype=object
    )


def request(item: str, **more: object) -> dict[str, object]:
    return {"item_number": item, "quantity": 10.0} | more


def asked_about(requests: pd.DataFrame, quotations: pd.DataFrame | None = None) -> list[str | None]:
    tables = {TableKind.REQUISITIONS: requests}
    if quotations is not None:
        tables[TableKind.QUOTATIONS] = quotations
    return [row.text("item_number") for row in requests_to_ask(tables, TODAY)]


def test_only_what_still_has_to_be_asked_about() -> None:
    requests = frame(
        request("A"),
        request("B", status="approved"),
        request("C", status="cancelled"),
        request("D", po_number="PO-1"),
        request("E", rfq="RFQ-1"),
        request("F", quantity=None),
        request("G"),
        request("H"),
    )
    quotations = frame(
        {"item_number": "G", "supplier": "Ketels", "unit_price": 1.0},
        {"item_number": "H", "supplier": "Ketels", "unit_price": 1.0, "quote_valid_until": date(2026, 1, 1)},
    )
    assert asked_about(requests, quotations) == ["A", "B", "H"]


def test_where_rows_are_approved_only_those_are_asked_about() -> None:
    requests = frame(request("A", status="approved"), request("B", status="to_approve"))
    assert asked_about(requests) == ["A"]


@pytest.mark.parametrize(
    ("row", "whom"),
    [
        (request("A", supplier="ketels bv; Nordbolt AB"), ("Ketels BV", "Nordbolt AB")),
        (request("A"), ("Van Dael", "Ketels BV")),
        (request("X", category="Bearings"), ("Ketels BV",)),
        (request("X"), ()),
    ],
)
def test_whom_to_ask(row: dict[str, object], whom: tuple[str, ...]) -> None:
    tables = {
        TableKind.REQUISITIONS: frame(row),
        TableKind.SUPPLIERS: frame(
            {"supplier": "Ketels BV", "category": "Seals; Bearings"}, {"supplier": "Nordbolt AB"}
        ),
        TableKind.QUOTATIONS: frame({"item_number": "A", "supplier": "Van Dael"}),
        TableKind.ORDERS: frame(
            {"item_number": "a", "supplier": "Ketels BV"}, {"item_number": "A", "supplier": "van dael"}
        ),
    }
    known = KnownSuppliers.of(tables)
    (found,) = rows_of(tables, TableKind.REQUISITIONS)
    assert known.for_request(found) == whom


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        (AskedSupplier("R", "S"), "drafted"),
        (AskedSupplier("R", "S", "sent", reply_by=TODAY), "sent"),
        (AskedSupplier("R", "S", "sent", reply_by=TODAY - timedelta(1)), "late"),
        (AskedSupplier("R", "S", "drafted", reply_by=TODAY - timedelta(1)), "late"),
        (AskedSupplier("R", "S", "answered", reply_by=TODAY - timedelta(1)), "answered"),
        (AskedSupplier("R", "S", "declined", reply_by=TODAY - timedelta(1)), "declined"),
        (AskedSupplier("R", "S", "late", reply_by=TODAY - timedelta(9), answered=TODAY), "answered"),
        (AskedSupplier("R", "S", "late", reply_by=TODAY), "sent"),
        (AskedSupplier("R", "S", "late", reply_by=TODAY, reminded=TODAY), "reminded"),
    ],
)
def test_states(asked: AskedSupplier, state: str) -> None:
    assert asked.state_on(TODAY) == state


@given(
    state=st.sampled_from(STATES),
    reply_by=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    later=st.integers(0, 400),
)
def test_what_is_settled_stays_and_what_is_late_stays_late(
    state: str, reply_by: date | None, later: int
) -> None:
    asked = AskedSupplier("R", "S", state, reply_by=reply_by)
    now, then = asked.state_on(TODAY), asked.state_on(TODAY + timedelta(later))
    assert (now in SETTLED) == (state in SETTLED)
    assert now != "late" or then == "late"


def test_how_suppliers_respond() -> None:
    sent = date(2026, 11, 2)
    asked = [
        AskedSupplier("R1", "Ketels BV", "answered", sent, sent, answered=sent + timedelta(4)),
        AskedSupplier("R2", "ketels bv", "answered", sent, sent, answered=sent + timedelta(7)),
        AskedSupplier("R3", "Ketels BV", "sent", sent, sent),
        AskedSupplier("R3", "Nordbolt AB", "declined", sent, TODAY),
    ]
    ketels, nordbolt = responses(asked, TODAY)
    assert (ketels.asked, ketels.answered, ketels.late) == (3, 2, 1)
    assert (ketels.rate, ketels.median_days) == (Decimal("66.7"), Decimal("5.5"))
    assert (nordbolt.answered, nordbolt.declined, nordbolt.rate, nordbolt.median_days) == (0, 1, 0, None)


def test_reminders_go_to_those_who_owe_an_answer() -> None:
    asked = [
        AskedSupplier("R1", "A", "late"),
        AskedSupplier("R1", "B", "answered"),
        AskedSupplier("R1", "C", "sent", answered=TODAY),
        AskedSupplier("R2", "D", "late"),
    ]
    assert [each.supplier for each in to_remind(asked, "r1")] == ["A"]


def test_positions() -> None:
    assert positions(3) == ["10", "20", "30"]
