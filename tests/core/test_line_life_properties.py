"""What holds for every life of an order line, whatever comes in which order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
from frame_rows import frame
from hypothesis import given, settings
from hypothesis import strategies as st
from order_tables import TODAY, Rows, order, tables

from buybook.core.frames import Tables
from buybook.core.order_lines import OrderRules, order_lines
from buybook.core.receiving import NewReceipt, book_receipt
from buybook.schema import TableKind

SETTINGS = settings(max_examples=10, deadline=None)
RULES = OrderRules()
PARTS = ("quantity_received", "quantity_accepted", "quantity_rejected", "quantity_damaged")

quarters = st.integers(0, 24).map(lambda number: number / 4)
deliveries = st.builds(
    lambda note, good, rejected, damaged, day: NewReceipt(
        "PO-1", "10", good + rejected + damaged + 0.25, day, None, rejected, damaged, "seen", f"N{note}"
    ),
    st.integers(1, 5),
    quarters,
    quarters,
    quarters,
    st.dates(date(2026, 1, 5), TODAY),
)


class Line:
    """An order line of ten, and what is booked on it."""

    def __init__(self, **fields: object) -> None:
        self.fields = order(po_line="10", **fields)
        self.receipts: Rows = []

    @property
    def tables(self) -> Tables:
        known = tables([self.fields])
        return dict(known) | ({TableKind.RECEIPTS: frame(self.receipts, table=2)} if self.receipts else {})

    def book(self, receipt: NewReceipt) -> bool:
        """Book it as the command does; tell whether there was something to write."""
        known = self.tables
        outcome = book_receipt(known, order_lines(known, RULES, TODAY), receipt, RULES, TODAY)
        self.receipts += [
            dict(row) | {"_row": len(self.receipts) + at + 2} for at, row in enumerate(outcome.rows)
        ]
        return bool(outcome.rows)

    def now(self) -> Mapping[str, object]:
        return order_lines(self.tables, RULES, TODAY).frame.iloc[0].to_dict()


def amounts(line: Line) -> list[float]:
    return [float(str(line.now()[name])) for name in PARTS]


@SETTINGS
@given(st.lists(deliveries, min_size=1, max_size=4))
def test_a_delivery_note_counts_once_however_often_it_is_booked(came: list[NewReceipt]) -> None:
    line = Line()
    kept = [receipt for receipt in came if line.book(receipt)]
    once = amounts(line)
    assert not any(line.book(receipt) for receipt in came)
    assert amounts(line) == once
    assert {(each.delivery_note, each.quantity) for each in kept} == {
        (each.delivery_note, each.quantity) for each in came
    }
    assert once[0] == sum(each.quantity for each in kept)
    assert once[0] == once[1] + once[2] + once[3]


@SETTINGS
@given(st.lists(deliveries, min_size=1, max_size=4, unique_by=lambda each: each.delivery_note), st.data())
def test_receipts_may_be_booked_in_any_order_and_in_parts(
    came: list[NewReceipt], data: st.DataObject
) -> None:
    whole, shuffled, split = Line(), Line(), Line()
    for receipt in came:
        whole.book(receipt)
    for receipt in data.draw(st.permutations(came)):
        shuffled.book(receipt)
    for receipt in came:
        parts = {"rejected": receipt.rejected, "damaged": receipt.damaged, "accepted": receipt.good}
        for name, quantity in parts.items():
            if quantity:
                bad = {name: quantity} if name != "accepted" else {}
                note = f"{receipt.delivery_note}-{name}"
                split.book(NewReceipt("PO-1", "10", quantity, receipt.date, delivery_note=note, **bad))
    names = [*PARTS, "quantity_outstanding", "status", "full_receipt_date"]
    first, second, third = (line.now() for line in (whole, shuffled, split))
    for name in names:
        assert (pd.isna(first[name]) and pd.isna(second[name])) or first[name] == second[name], name  # type: ignore[call-overload]
        assert (pd.isna(first[name]) and pd.isna(third[name])) or first[name] == third[name], name  # type: ignore[call-overload]


@SETTINGS
@given(st.lists(deliveries, min_size=1, max_size=4, unique_by=lambda each: each.delivery_note))
def test_what_goes_back_whole_leaves_the_line_as_it_was(came: list[NewReceipt]) -> None:
    line = Line()
    before = amounts(line)
    for receipt in came:
        line.book(receipt)
    for receipt in came:
        back = NewReceipt("PO-1", "10", -receipt.quantity, TODAY, None, -receipt.rejected, -receipt.damaged,
                          delivery_note=f"R-{receipt.delivery_note}")  # fmt: skip
        assert line.book(back)
    assert amounts(line) == before
    assert (line.now()["quantity_outstanding"], line.now()["status"]) == (10, "confirmed")


# Which states may follow which when something happens, beside staying the same.
FORWARD: Mapping[str, tuple[str, ...]] = {
    "draft": ("awaiting_approval", "approved", "sent", "confirmed", "partially_received", "received"),
    "awaiting_approval": ("approved", "sent", "confirmed", "partially_received", "received"),
    "approved": ("sent", "confirmed", "partially_received", "received"),
    "sent": ("confirmed", "partially_received", "received"),
    "confirmed": ("partially_received", "received"),
    "partially_received": ("received",),
    "received": (),
}
BACK = {"received": ("partially_received", "confirmed"), "partially_received": ("confirmed",)}
FINAL = ("closed", "cancelled")
TYPED = ("draft", "to_approve", "approved", "sent", "confirmed")

happenings = st.lists(
    st.one_of(
        st.just(("type next", None)),
        st.just(("promise", None)),
        st.tuples(st.just("receive"), deliveries),
        st.tuples(st.just("return"), st.integers(1, 8).map(lambda number: number / 4)),
        st.sampled_from([("type", word) for word in FINAL]),
    ),
    max_size=9,
)


@settings(max_examples=20)
@given(happenings)
def test_states_follow_each_other_as_they_may(life: list[tuple[str, object]]) -> None:
    line = Line(status="draft", promised_date=None, requested_date=date(2026, 6, 1))
    state = "draft"
    for step, (what, detail) in enumerate(life):
        allowed = FORWARD.get(state, ())
        typed = str(line.fields["status"])
        if what == "type next" and typed in TYPED[:-1]:
            line.fields["status"] = TYPED[TYPED.index(typed) + 1]
        elif what == "promise":
            line.fields["promised_date"] = date(2026, 6, 8) + timedelta(step)
        elif isinstance(detail, NewReceipt):
            line.book(detail)
        elif isinstance(detail, float) and float(str(line.now()["quantity_accepted"])) >= detail:
            line.book(NewReceipt("PO-1", "10", -detail, TODAY, delivery_note=f"R{step}"))
            allowed = BACK.get(state, ())
        elif what == "type" and typed not in FINAL:
            line.fields["status"], allowed = detail, FINAL
        now = str(line.now()["status"])
        assert now == state or (state not in FINAL and now in allowed), (state, what, now)
        state = now
