"""What holds for every order list."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from order_tables import TODAY, Rows, tables

from buybook.core.frames import Tables
from buybook.core.order_lines import OrderLines, OrderRules, order_lines
from buybook.schema import TableKind

PARTS = ["quantity_received", "quantity_accepted", "quantity_rejected", "quantity_damaged"]
SETTINGS = settings(max_examples=25, deadline=None)

day = st.dates(date(2026, 1, 1), date(2026, 4, 30))
amount = st.integers(-4, 40).map(lambda number: number / 4)
positive = st.integers(0, 40).map(lambda number: number / 4)
maybe_day = st.none() | day
words = st.sampled_from(
    (
        *(None, "draft", "to_approve", "sent", "open", "awaiting_confirmation", "confirmed", "overdue"),
        *("received", "partially_received", "closed", "cancelled"),
        *("damaged", "rejected_goods", "on_hold", "lost"),
    )
)
order_rows = st.lists(
    st.fixed_dictionaries(
        {
            "po_number": st.sampled_from(["1", "2", None]),
            "po_line": st.sampled_from(["10", "20", "30"]),
            "item_number": st.sampled_from(["A", "B", None]),
            "supplier": st.sampled_from(["S", None]),
            "quantity_ordered": st.none() | amount,
            "promised_date": maybe_day,
            "requested_date": maybe_day,
            "order_date": maybe_day,
            "status": words,
        },
        optional={
            "quantity_received": st.none() | amount,
            "quantity_damaged": st.none() | positive,
            "quantity_cancelled": st.none() | positive,
            "unit_price": st.none() | positive,
        },
    ),
    max_size=8,
)
receipt_rows = st.lists(
    st.fixed_dictionaries(
        {
            "po_number": st.sampled_from(["1", "2", "3", None]),
            "po_line": st.sampled_from(["10", "0020", "30", None]),
            "item_number": st.sampled_from(["A", "b", None]),
            "received_date": maybe_day,
            "delivery_note": st.sampled_from([None, "N1", "N2"]),
            "quantity_received": st.none() | amount,
        },
        optional={
            "quantity_rejected": st.none() | positive,
            "quantity_damaged": st.none() | positive,
            "status": st.sampled_from([None, "damaged", "cancelled"]),
        },
    ),
    max_size=8,
)
case_rows = st.lists(
    st.fixed_dictionaries(
        {
            "po_number": st.sampled_from(["1", "2"]),
            "po_line": st.sampled_from(["10", "20"]),
            "quantity": positive,
            "status": st.sampled_from(["damaged", "rejected_goods", None]),
        }
    ),
    max_size=2,
)
rules = st.builds(
    OrderRules,
    late_tolerance_days=st.integers(0, 3),
    under_tolerance_percent=st.sampled_from([0, 10]),
    over_tolerance_percent=st.sampled_from([0, 10]),
)


def judged(workbook: Tables, how: OrderRules) -> OrderLines:
    return order_lines(workbook, how, TODAY)


def by_place(result: OrderLines) -> list[dict[str, object]]:
    frame = result.frame.drop(columns="line").sort_values(["_table", "_row"], ignore_index=True)
    return [
        {name: None if value != value else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


@SETTINGS
@given(order_rows, receipt_rows, case_rows, rules, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    orders: Rows, receipts: Rows, cases: Rows, how: OrderRules, random: object
) -> None:
    workbook = tables(orders, receipts, nonconformances=cases)
    first = judged(workbook, how)
    shuffled = {}
    for kind, frame in workbook.items():
        places = list(range(len(frame)))
        random.shuffle(places)  # type: ignore[attr-defined]
        shuffled[kind] = frame.iloc[places].reset_index(drop=True)
    second = judged(shuffled, how)
    assert by_place(first) == by_place(second)
    assert first.findings == second.findings and first.summary == second.summary


@SETTINGS
@given(order_rows, receipt_rows, rules, st.data())
def test_splitting_a_receipt_changes_no_total(
    orders: Rows, receipts: Rows, how: OrderRules, data: st.DataObject
) -> None:
    whole = [entry | {"delivery_note": None, "status": None} for entry in receipts]
    plain = [entry for entry in whole if (entry["quantity_received"] or 0) > 0]
    for entry in plain:
        entry["quantity_rejected"] = entry["quantity_damaged"] = None
    split = []
    for entry in plain:
        part = data.draw(st.integers(0, int(entry["quantity_received"] * 4))) / 4
        split += [
            entry | {"quantity_received": part},
            entry | {"quantity_received": entry["quantity_received"] - part},
        ]
    for row, entry in enumerate(split):
        entry["_row"] = row + 2
    first, second = judged(tables(orders, plain), how), judged(tables(orders, split), how)
    assert by_place(first) == by_place(second)


@SETTINGS
@given(order_rows, receipt_rows, case_rows, rules)
def test_quantities_hang_together(orders: Rows, receipts: Rows, cases: Rows, how: OrderRules) -> None:
    result = judged(tables(orders, receipts, nonconformances=cases), how)
    frame = result.frame
    assert list(frame["_row"]) == [row + 2 for row in range(len(orders))]
    accepted, ordered = frame["quantity_accepted"], frame["quantity_ordered"]
    outstanding = frame["quantity_outstanding"]
    known = ordered.notna()
    assert (outstanding[known] >= 0).all()
    bound = (ordered - accepted - frame["quantity_cancelled"]).clip(lower=0).round(9)
    assert (outstanding[known] <= bound[known]).all()
    done = frame["status"].isin(["closed", "cancelled", "received"])
    assert (outstanding[done & known] == 0).all()
    is_late = frame["flags"].map(lambda flags: "late" in flags)
    assert (frame["days_late"][is_late] > how.late_tolerance_days).all()
    assert (frame["days_late"][~is_late] == 0).all() and (frame["working_days_late"][~is_late] == 0).all()
    assert not (is_late & frame["flags"].map(lambda flags: "at_risk" in flags)).any()
    fits = not any(found.code.endswith("does_not_add_up") for found in result.findings)
    if fits:
        parts = accepted + frame["quantity_rejected"] + frame["quantity_damaged"]
        assert (parts.round(9) == frame["quantity_received"].round(9)).all()


@SETTINGS
@given(order_rows, receipt_rows)
def test_receipts_go_nowhere_but_to_their_line(orders: Rows, receipts: Rows) -> None:
    typeless = [
        {k: v for k, v in entry.items() if k not in ("quantity_received", "quantity_damaged")}
        for entry in orders
    ]
    for entry in typeless:
        entry["status"] = None
    result = judged(tables(typeless, receipts), OrderRules())
    lost = {"receipt_unknown_order", "receipt_unknown_line", "receipt_unmatched", "receipt_without_order"}
    lost |= {"receipt_order_suggested", "receipt_repeated", "receipt_not_counted", "receipt_without_quantity"}
    missing = {found.row for found in result.findings if found.code in lost and found.table == 2}
    booked = [entry for row, entry in enumerate(receipts, start=2) if row not in missing]

    def whole(entry: dict[str, object]) -> float:
        given_ = entry["quantity_received"]
        if given_ is not None:
            return float(given_)  # type: ignore[arg-type]
        return float((entry.get("quantity_rejected") or 0) + (entry.get("quantity_damaged") or 0))  # type: ignore[operator]

    assert result.frame["quantity_received"].sum() == pytest.approx(sum(map(whole, booked)))


def written_back(workbook: Tables, result: OrderLines) -> Tables:
    """Put the answer into the order list, as a refresh does."""
    orders = workbook[TableKind.ORDERS].copy()
    ours = result.frame["status"].replace({"awaiting_approval": "to_approve"})
    keep = result.frame["keeps_typed_status"].to_numpy()
    orders["status"] = pd.Series(ours.where(~keep, orders.get("status")), dtype=object)
    for part in PARTS:
        if part in orders:
            orders[part] = result.frame[part]
    return dict(workbook) | {TableKind.ORDERS: orders}


@SETTINGS
@given(order_rows, receipt_rows, case_rows, rules)
def test_twice_is_once(orders: Rows, receipts: Rows, cases: Rows, how: OrderRules) -> None:
    workbook = tables(orders, receipts, nonconformances=cases)
    first = judged(workbook, how)
    second = judged(written_back(workbook, first), how)
    names = [*PARTS, "quantity_outstanding", "due_date", "status", "flags", "days_late", "received_late"]
    pd.testing.assert_frame_equal(first.frame[names], second.frame[names])


@SETTINGS
@given(order_rows, receipt_rows, st.integers(0, 60))
def test_time_only_makes_lines_later(orders: Rows, receipts: Rows, days: int) -> None:
    workbook = tables(orders, receipts)
    now = order_lines(workbook, OrderRules(), TODAY).frame
    later = order_lines(workbook, OrderRules(), TODAY + timedelta(days)).frame
    assert (now["days_late"] <= later["days_late"]).all()
    assert (now["quantity_outstanding"].fillna(0) == later["quantity_outstanding"].fillna(0)).all()
