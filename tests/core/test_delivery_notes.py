"""Several receipts at once."""

from __future__ import annotations

from datetime import date

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from order_tables import TODAY, order, quantities, receipt, tables

from buybook.core.delivery_notes import BookedReceipts, book_receipts, joined, with_receipts
from buybook.core.frames import Tables
from buybook.core.order_lines import OrderLines, OrderRules, order_lines
from buybook.core.receiving import NewReceipt

RULES = OrderRules()


def judge(workbook: Tables) -> OrderLines:
    return order_lines(workbook, RULES, TODAY)


def book(workbook: Tables, *receipts: NewReceipt) -> BookedReceipts:
    return book_receipts(workbook, judge, receipts, RULES, TODAY)


def new(line: str, quantity: float, **more: object) -> NewReceipt:
    return NewReceipt("PO-1", line, quantity, TODAY, **more)  # type: ignore[arg-type]


def three_lines() -> Tables:
    return tables([order(po_line=line, item_number=f"A-{line}") for line in ("10", "20", "30")])


def codes(booked: BookedReceipts) -> list[str]:
    return [finding.code for finding in booked.findings]


def test_a_note_of_three_lines_is_three_receipts() -> None:
    booked = book(three_lines(), new("10", 10), new("20", 4), new("30", 12, damaged=1))
    assert booked.after is not None
    assert [quantities(booked.after, at) for at in range(3)] == [
        (10, 10, 0, 0, 0),
        (4, 4, 0, 0, 6),
        (12, 11, 0, 1, 0),
    ]
    assert [case.kind for case in booked.nonconformances] == ["damaged", "over"]
    assert booked.touched == (0, 1, 2)


def test_what_is_booked_first_counts_for_what_comes_after_it() -> None:
    booked = book(three_lines(), new("10", 8), new("10", 8))
    assert [(case.kind, case.quantity) for case in booked.nonconformances] == [("over", 6)]
    twice = book(three_lines(), new("10", 4, delivery_note="DN"), new("10", 4, delivery_note="DN"))
    assert len(twice.rows) == 1 and "receipt_already_booked" in codes(twice)


def test_what_the_order_list_said_alone_is_carried_over_once() -> None:
    workbook = tables([order(quantity_received=3), order(po_line="20", quantity_received=2)])
    booked = book(workbook, new("10", 1), new("10", 1), new("20", 1))
    assert [row["quantity_received"] for row in booked.openings] == [3, 2]
    assert booked.after is not None
    assert [quantities(booked.after, at)[0] for at in range(2)] == [5, 3]


def test_an_unknown_line_keeps_no_other_from_being_booked() -> None:
    booked = book(three_lines(), new("10", 1), new("99", 1), new("20", 1))
    assert len(booked.rows) == 2 and codes(booked) == ["order_line_not_found"]
    nothing = book(three_lines(), new("99", 1))
    assert (nothing.rows, nothing.after) == ((), None)


def test_the_article_names_the_line_where_no_number_does() -> None:
    booked = book(three_lines(), NewReceipt("PO-1", None, 5, TODAY, item_number="a-20"))
    assert booked.touched == (1,) and booked.nonconformances == ()


def test_less_than_the_note_says_opens_a_case() -> None:
    booked = book(three_lines(), new("10", 8, noted=10))
    assert [(case.kind, case.quantity) for case in booked.nonconformances] == [("short", 2)]


def test_more_goods_under_a_known_note_are_booked_with_a_warning() -> None:
    workbook = tables([order()], [receipt(4, delivery_note="DN-1")])
    booked = book(workbook, new("10", 3, delivery_note="dn-1"))
    assert codes(booked) == ["receipt_note_again"]
    assert booked.findings[0].values["before"] == 4
    assert codes(book(workbook, new("10", -3, delivery_note="DN-1"))) == []


def test_rows_of_one_note_and_line_are_added_up() -> None:
    rows = [
        new("10", 5, delivery_note="D", damaged=1, reason="wet"),
        new("10", 5, delivery_note="D"),
        new("20", 1, delivery_note="D"),
        new("10", 2),
        new("10", 2),
    ]
    found, added = joined(rows)
    assert added == 1
    first = found[0]
    assert (first.quantity, first.good, first.damaged, first.reason) == (10, 9, 1, "wet")
    assert [each.quantity for each in found[1:]] == [1, 2, 2]


PHASES = (Phase.explicit, Phase.generate)  # to shrink takes minutes, and the failing case is small
PARTS = st.tuples(*(st.integers(0, 400).map(lambda n: n / 4),) * 3).filter(lambda parts: sum(parts) > 0)
ARRIVED = st.lists(st.tuples(st.sampled_from(["10", "20", "30"]), PARTS), min_size=1, max_size=6)


def as_receipts(arrived: list[tuple[str, tuple[float, ...]]]) -> list[NewReceipt]:
    return [
        new(line, sum(parts), rejected=parts[1], damaged=parts[2], delivery_note=f"DN-{at}")
        for at, (line, parts) in enumerate(arrived)
    ]


def totals(booked: BookedReceipts) -> list[tuple[object, ...]]:
    assert booked.after is not None
    return [quantities(booked.after, at) for at in range(3)]


@settings(max_examples=15, deadline=None, phases=PHASES)
@given(ARRIVED, st.randoms(use_true_random=False))
def test_the_order_of_receipts_does_not_matter(arrived: list, random) -> None:  # type: ignore[no-untyped-def,type-arg]
    receipts = as_receipts(arrived)
    shuffled = list(receipts)
    random.shuffle(shuffled)
    assert totals(book(three_lines(), *receipts)) == totals(book(three_lines(), *shuffled))


@settings(max_examples=15, deadline=None, phases=PHASES)
@given(PARTS, st.integers(1, 4))
def test_splitting_a_delivery_changes_no_total(parts: tuple[float, ...], pieces: int) -> None:
    whole = book(three_lines(), *as_receipts([("10", tuple(part * pieces for part in parts))]))
    split = book(three_lines(), *as_receipts([("10", parts)] * pieces))
    assert totals(whole) == totals(split)


@settings(max_examples=15, deadline=None, phases=PHASES)
@given(ARRIVED)
def test_received_is_accepted_and_rejected_and_damaged_and_a_note_counts_once(arrived: list) -> None:  # type: ignore[type-arg]
    receipts = as_receipts(arrived)
    once = book(three_lines(), *receipts)
    for received, accepted, rejected, damaged, _ in totals(once):
        assert received == accepted + rejected + damaged  # type: ignore[operator]
    again = book(with_receipts(three_lines(), once.rows), *receipts)
    assert again.rows == () and set(codes(again)) == {"receipt_already_booked"}


def test_dates_of_new_receipts_join_those_of_the_workbook() -> None:
    workbook = tables([order()], [receipt(4)])
    booked = book(workbook, NewReceipt("PO-1", "10", 6, date(2026, 3, 12)))
    assert booked.after is not None
    assert booked.after.frame["last_received_date"].iloc[0].date() == date(2026, 3, 12)
