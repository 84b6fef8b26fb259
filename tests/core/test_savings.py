"""Savings by named baseline: what a controller would accept, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from frame_rows import TODAY, frame

from buybook.core.exchange import Rates
from buybook.core.item_keys import ItemKey, item_keys
from buybook.core.negotiation import Amount
from buybook.core.purchase_orders import OrderRules, awaiting_order, draft_orders
from buybook.core.quotations import QuotationRules, compare
from buybook.core.savings import Baseline, Baselines, Bought, Saving, realised, savings_of
from buybook.schema import TableKind

D = Decimal
RATES = Rates("SEK", {"EUR": D(11)}, "table")
A1 = ("item_number", "a1")
REQUEST = {"purchase_request": "R1", "item_number": "A1", "quantity": 40, "unit": "pcs", "status": "approved"}
EVERY = tuple(Baseline)
Prices = Mapping[Baseline, Mapping[ItemKey, Amount]]


def quoted(price: float, day: date, **more: object) -> dict[str, object]:
    usual = {"item_number": "A1", "unit": "pcs", "currency": "EUR", "supplier": "Acme", "quote_date": day}
    return {"unit_price": price, **usual, **more}


def booked(
    prices: Prices, *quotations: dict[str, object], order: tuple[Baseline, ...] = EVERY, **request: object
) -> tuple[list[Saving], list[Bought]]:
    tables = {
        TableKind.REQUISITIONS: frame([{**REQUEST, **request}], table=1),
        TableKind.QUOTATIONS: frame(list(quotations) or [quoted(2, date(2026, 3, 1))], table=2),
    }
    comparison = compare(tables, QuotationRules(), RATES, TODAY)
    draft = draft_orders(awaiting_order(tables), tables, OrderRules(), TODAY, comparison)
    keys = item_keys(tables)
    bought = [
        Bought(made, line, key, comparison.by_item.get(key) if key else None)
        for made in draft.orders
        for line in made.lines
        for key in [keys.of(line.source)]
    ]
    assert bought
    return savings_of(bought, Baselines(prices, order), RATES, TODAY)


@pytest.mark.parametrize(
    ("baseline", "kind"),
    [
        (Baseline.BUDGET, "price"),
        (Baseline.LAST_PAID, "price"),
        (Baseline.STANDARD, "price"),
        (Baseline.ANNOUNCED, "avoidance"),
    ],
)
def test_each_baseline_by_its_name(baseline: Baseline, kind: str) -> None:
    (saving,), without = booked({baseline: {A1: Amount(D(25))}})
    # agreed 2.00 EUR = 22 SEK; (25 - 22) x 40
    assert (saving.baseline, saving.baseline.kind, saving.amount, saving.volume) == (
        baseline,
        kind,
        D("120.00"),
        D(40),
    )
    assert (saving.baseline_price, saving.agreed_price, saving.booked, without) == (D(25), D(22), TODAY, [])


def test_negotiated_is_against_the_suppliers_first_quotation() -> None:
    (saving,), _ = booked({}, quoted(2.5, date(2026, 2, 1)), quoted(2.2, date(2026, 2, 9)), quoted(2, TODAY))
    assert (saving.baseline, saving.baseline.kind, saving.amount) == (
        Baseline.FIRST_QUOTATION,
        "negotiated",
        D("220.00"),  # 0.50 EUR x 11 x 40
    )


def test_one_quotation_alone_and_another_suppliers_price_are_no_baseline() -> None:
    saved, without = booked({}, quoted(3, date(2026, 2, 1), supplier="Bolt"), quoted(2, date(2026, 2, 1)))
    assert (saved, [each.line.item_number for each in without]) == ([], ["A1"])


def test_a_line_is_booked_once_by_the_first_baseline_that_is_known() -> None:
    prices = {Baseline.STANDARD: {A1: Amount(D(30))}, Baseline.LAST_PAID: {A1: Amount(D(24))}}
    (saving,), _ = booked(prices)
    assert (saving.baseline, saving.amount) == (Baseline.LAST_PAID, D("80.00"))
    (saving,), _ = booked(prices, order=(Baseline.STANDARD, Baseline.LAST_PAID))
    assert (saving.baseline, saving.amount) == (Baseline.STANDARD, D("320.00"))


def test_a_dearer_price_is_a_negative_saving() -> None:
    (saving,), _ = booked({Baseline.BUDGET: {A1: Amount(D("1.9"), "EUR")}})
    assert saving.amount == D("-44.00")


def test_a_baseline_in_another_unit_or_currency_is_converted_or_none() -> None:
    (saving,), _ = booked({Baseline.BUDGET: {A1: Amount(D(2500), "SEK", "100pcs")}})
    assert saving.amount == D("120.00")
    for strange in (Amount(D(25), "SEK", "kg"), Amount(D(25), "GBP")):
        assert booked({Baseline.BUDGET: {A1: strange}})[0] == []


def test_the_volume_is_what_is_ordered() -> None:
    (saving,), _ = booked({Baseline.BUDGET: {A1: Amount(D(25))}}, quoted(2, TODAY, moq=50))
    assert (saving.volume, saving.amount) == (D(50), D("150.00"))


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("0", "0.00"), ("10", "25.00"), ("13", "32.50"), ("40", "100.00"), ("44", "100.00"), ("-3", "0.00")],
)
def test_what_arrives_realises_its_share(accepted: str, expected: str) -> None:
    assert realised(D("100.00"), D(40), D(accepted), "EUR") == D(expected)
    assert realised(D("-100.00"), D(40), D(accepted), "EUR") == -D(expected)
