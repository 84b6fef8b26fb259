"""The ledger of promises: what enters it, what it says of a line, and that it only grows."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from order_tables import TODAY, Rows, codes, judge, order, receipt, row, tables

from buybook.core.order_lines import OrderLines, OrderRules, order_lines
from buybook.core.promises import Ledger, Promise, missing_serials

MARCH, APRIL, MAY = date(2026, 3, 20), date(2026, 4, 20), date(2026, 5, 20)


def look(
    orders: Rows, ledger: Ledger | None = None, receipts: Rows | None = None, today: date = TODAY
) -> OrderLines:
    """One refresh."""
    return order_lines(tables(orders, receipts), OrderRules(), today, ledger)


def kept(*looks: Rows) -> Ledger:
    """The ledger after one refresh for each state of the order list."""
    ledger = Ledger()
    for orders in looks:
        ledger = ledger.with_entries(look(orders, ledger).new_promises)
    return ledger


def said(ledger: Ledger) -> list[tuple[object, ...]]:
    """Serial, line, part, number and date of each entry."""
    return [(each.serial, each.po_line, each.part, each.number, each.promised) for each in ledger.promises]


def told(result: OrderLines, position: int = 0) -> tuple[object, ...]:
    """First and latest promise and how often it moved."""
    line = row(result, position)
    first, latest = (line[name] for name in ("first_promised", "latest_promised"))
    return first.date(), latest.date(), line["times_moved"]  # type: ignore[attr-defined]


def test_the_first_promise_enters_and_stays() -> None:
    ledger = kept([order(promised_date=MARCH)], [order(promised_date=APRIL)], [order(promised_date=MAY)])
    assert said(ledger) == [(1, "10", 1, 1, MARCH), (2, "10", 1, 2, APRIL), (3, "10", 1, 3, MAY)]
    assert told(look([order(promised_date=MAY)], ledger)) == (MARCH, MAY, 2)


def test_what_was_asked_for_is_kept_as_it_was() -> None:
    ledger = kept(
        [order(requested_date=MARCH, promised_date=APRIL)], [order(requested_date=MAY, promised_date=MAY)]
    )
    assert [(each.requested, each.promised) for each in ledger.promises] == [(MARCH, APRIL), (MAY, MAY)]


@pytest.mark.parametrize("blank", [None, pytest.param("missing", id="no column")])
def test_a_date_that_is_taken_out_and_put_back_is_no_other_promise(blank: str | None) -> None:
    without = order(promised_date=None)
    if blank:
        del without["promised_date"]
    assert len(kept([order(promised_date=MARCH)], [without], [order(promised_date=MARCH)]).promises) == 1


def test_twice_is_once() -> None:
    orders = [order(promised_date=MARCH), order(po_line="20", promised_date=APRIL)]
    assert look(orders, kept(orders)).new_promises == ()


def test_moving_the_date_does_not_make_a_late_delivery_punctual() -> None:
    arrived = [receipt(10, received_date=date(2026, 3, 12))]
    promised, moved = date(2026, 3, 6), date(2026, 3, 12)
    ledger = kept([order(promised_date=promised)])
    assert not row(judge([order(promised_date=moved)], arrived))["received_late"]
    line = row(look([order(promised_date=moved)], ledger, arrived))
    assert line["received_late"]
    assert str(line["baseline_date"])[:10] == promised.isoformat()


def test_the_date_moved_flag_and_finding_say_how_often_and_how_far() -> None:
    ledger = kept([order(promised_date=MARCH)], [order(promised_date=APRIL)])
    result = look([order(promised_date=MAY)], ledger)
    assert "date_moved" in row(result)["flags"]  # type: ignore[operator]
    (finding,) = [found for found in result.findings if found.code == "date_moved"]
    assert {name: finding.values[name] for name in ("times", "days", "first", "latest")} == {
        "times": 2, "days": 61, "first": MARCH, "latest": MAY
    }  # fmt: skip


def test_a_date_that_moved_forward_is_no_delay() -> None:
    result = look([order(promised_date=MARCH)], kept([order(promised_date=APRIL)]))
    assert told(result) == (APRIL, MARCH, 1)
    assert "date_moved" not in codes(result)
    assert "date_moved" not in row(result)["flags"]  # type: ignore[operator]


def test_the_record_of_a_supplier_is_against_first_promises() -> None:
    """Every line came five days after its first promise, and each date was moved to the day it came."""
    came = [date(2026, 1, 10) + timedelta(2 * number) for number in range(25)]
    lines = [
        order(po_line=str(number), promised_date=day - timedelta(5), order_date=date(2025, 12, 1))
        for number, day in enumerate(came, 1)
    ]
    receipts = [receipt(10, po_line=str(number), received_date=day) for number, day in enumerate(came, 1)]
    moved = [dict(line, promised_date=day) for line, day in zip(lines, came, strict=True)]
    still_open = order(po_number="PO-9", promised_date=TODAY + timedelta(1), order_date=date(2026, 2, 1))
    without = judge([*moved, still_open], receipts)
    ledger = Ledger(
        tuple(
            Promise("PO-1", str(number), "A-1", day - timedelta(5), serial=number)
            for number, day in enumerate(came, 1)
        )
    )
    against_first = look([*moved, still_open], ledger, receipts)
    assert row(without, -1)["late_chance"] < 0.1  # type: ignore[operator]
    assert row(against_first, -1)["late_chance"] > 0.8  # type: ignore[operator]


def test_long_finished_lines_do_not_enter_until_they_are_known() -> None:
    done = [order(promised_date=date(2025, 11, 3))]
    came = [receipt(10, received_date=date(2025, 11, 2))]
    assert look(done, None, came).new_promises == ()
    assert len(look(done, None, [receipt(10, received_date=date(2026, 3, 2))]).new_promises) == 1
    known = kept([order(promised_date=date(2025, 10, 1))])
    assert told(look(done, known, came)) == (date(2025, 10, 1), date(2025, 11, 3), 1)


def test_an_order_without_a_number_is_not_followed() -> None:
    assert look([order(po_number=None)]).new_promises == ()


def test_a_list_without_line_numbers_is_followed_by_article() -> None:
    first, second = order(po_line=None, promised_date=MARCH), order(po_line=None, item_number="A-2")
    ledger = kept([first, second])
    assert [(each.po_line, each.item_number) for each in ledger.promises] == [(None, "A-1"), (None, "A-2")]
    turned = look([second, dict(first, promised_date=APRIL)], ledger)
    assert told(turned, 1) == (MARCH, APRIL, 1)
    numbered = look([dict(first, po_line="1", promised_date=APRIL), dict(second, po_line="2")], ledger)
    assert told(numbered) == (MARCH, APRIL, 1)
    assert len(numbered.new_promises) == 1


def test_a_line_number_written_another_way_is_the_same_line() -> None:
    ledger = kept([order(po_line="0010", promised_date=MARCH)])
    assert told(look([order(po_number="po-1 ", po_line="10", promised_date=APRIL)], ledger)) == (
        MARCH,
        APRIL,
        1,
    )


def test_schedule_lines_keep_their_own_promises_wherever_they_stand() -> None:
    one = order(promised_date=MARCH, requested_date=MARCH)
    two = order(promised_date=APRIL, requested_date=APRIL)
    ledger = kept([one, two])
    assert said(ledger) == [(1, "10", 1, 1, MARCH), (2, "10", 2, 1, APRIL)]
    assert look([two, one], ledger).new_promises == ()
    moved = look([dict(two, promised_date=MAY), one], ledger)
    assert told(moved) == (APRIL, MAY, 1)
    assert told(moved, 1) == (MARCH, MARCH, 0)


def test_a_part_split_off_was_first_promised_with_the_line() -> None:
    whole = order(promised_date=MARCH)
    ledger = kept([whole])
    parts = [dict(whole, quantity_ordered=6), dict(whole, quantity_ordered=4, promised_date=MAY)]
    result = look(parts, ledger)
    assert told(result) == (MARCH, MARCH, 0)
    assert told(result, 1) == (MARCH, MAY, 1)
    assert look(parts, ledger.with_entries(result.new_promises)).new_promises == ()


def test_a_part_asked_for_on_another_day_has_a_first_promise_of_its_own() -> None:
    one = order(promised_date=MARCH, requested_date=MARCH)
    result = look([one, order(promised_date=MAY, requested_date=APRIL)], kept([one]))
    assert told(result, 1) == (MAY, MAY, 0)


@pytest.mark.parametrize(
    ("there", "highest", "missing"),
    [([], 0, ()), ([1, 2, 3], 0, ()), ([3, 1], 0, (2,)), ([1, 2], 4, (3, 4)), ([], 2, (1, 2))],
)
def test_serial_numbers_that_are_gone(there: list[int], highest: int, missing: tuple[int, ...]) -> None:
    assert missing_serials(there, highest) == missing


maybe_day = st.none() | st.sampled_from([MARCH, APRIL, MAY])
one_line = st.fixed_dictionaries(
    {
        "po_number": st.sampled_from(["1", "2", None]),
        "po_line": st.sampled_from(["10", "20", "30"]),
        "item_number": st.sampled_from(["A", "B", None]),
        "promised_date": maybe_day,
        "requested_date": maybe_day,
        "quantity_ordered": st.just(10),
    }
)
states_of_the_list = st.lists(st.lists(one_line, max_size=6), min_size=1, max_size=5)
SETTINGS = settings(max_examples=12)


@SETTINGS
@given(states_of_the_list)
def test_the_ledger_only_grows_and_a_second_look_adds_nothing(looks: list[Rows]) -> None:
    ledger = Ledger()
    firsts: dict[tuple[object, int], date] = {}
    for orders in looks:
        grown = ledger.with_entries(look(orders, ledger).new_promises)
        assert grown.promises[: len(ledger.promises)] == ledger.promises
        assert look(orders, grown).new_promises == ()
        ledger = grown
        now = {
            (key, track[0].part): track[0].promised for key, all_ in ledger.tracks().items() for track in all_
        }
        assert firsts.items() <= now.items()
        firsts = now
    assert [each.serial for each in ledger.promises] == list(range(1, len(ledger.promises) + 1))


@SETTINGS
@given(states_of_the_list, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(looks: list[Rows], chance: random.Random) -> None:
    def without_serials(rows: list[Rows]) -> list[str]:
        return sorted(
            str((each.key, each.number, each.promised, each.requested)) for each in kept(*rows).promises
        )

    shuffled = [chance.sample(orders, len(orders)) for orders in looks]
    assert without_serials(looks) == without_serials(shuffled)


@SETTINGS
@given(states_of_the_list, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(looks: list[Rows], chance: random.Random) -> None:
    ledger = kept(*looks)
    sorted_by_the_buyer = Ledger(tuple(chance.sample(ledger.promises, len(ledger.promises))))
    here, there = look(looks[-1], ledger).frame, look(looks[-1], sorted_by_the_buyer).frame
    names = ["first_promised", "latest_promised", "times_moved"]
    assert here[names].equals(there[names])


@SETTINGS
@given(st.lists(st.sampled_from([MARCH, APRIL, MAY]), min_size=1, max_size=4), st.data())
def test_lines_do_not_depend_on_when_other_lines_are_seen(days: list[date], data: st.DataObject) -> None:
    """Two lines whose dates change are seen with each other or one after the other: the same promises."""
    others = data.draw(st.lists(st.sampled_from([MARCH, APRIL, MAY]), min_size=len(days), max_size=len(days)))
    together = kept(
        *(
            [order(promised_date=a), order(po_line="20", promised_date=b)]
            for a, b in zip(days, others, strict=True)
        )
    )
    apart = kept(
        *([order(promised_date=a)] for a in days), *([order(po_line="20", promised_date=b)] for b in others)
    )
    assert {each[1:] for each in said(together)} == {each[1:] for each in said(apart)}
