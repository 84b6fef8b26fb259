"""Costs of whole quotations: shared over the lines to the cent, or refused with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from frame_rows import TODAY, codes, frame
from hypothesis import given
from hypothesis import strategies as st

from buybook.core.document_costs import Basis
from buybook.core.exchange import Rates
from buybook.core.money import total
from buybook.core.quotations import Comparison, QuotationRules, SharingRules, compare
from buybook.schema import TableKind

D = Decimal
RATES = Rates("SEK", {"EUR": D("11.2")}, "table")
WORDS = {
    "freight": "freight",
    "frakt": "freight",
    "discount": "discount",
    "small order surcharge": "handling",
}


def line(item: str, price: float, **more: object) -> dict[str, object]:
    usual = {"supplier": "Acme", "quote_number": "Q1", "quantity": 1, "unit": "pcs", "currency": "SEK"}
    return {"item_number": item, "unit_price": price, **usual, **more}


def cost(description: str, price: float | None, **more: object) -> dict[str, object]:
    usual = {"supplier": "Acme", "quote_number": "Q1", "currency": "SEK"}
    return {"description": description, "unit_price": price, **usual, **more}


def shared(rows: Sequence[dict[str, object]], basis: Basis = Basis.NET_AMOUNT, **rules: object) -> Comparison:
    sharing = SharingRules(basis, WORDS, **rules)  # type: ignore[arg-type]
    tables = {TableKind.QUOTATIONS: frame(list(rows))}
    return compare(tables, QuotationRules(sharing=sharing), RATES, TODAY)


def parts(found: Comparison, name: str = "freight") -> dict[str | None, Decimal | None]:
    return {lot.item_number: lot.offers[0].components[name] for lot in found.lots}


def test_cents_that_do_not_divide_go_to_the_largest_line() -> None:
    rows = [line("A", 10), line("B", 10), line("C", 10), cost("Freight", 100)]
    assert parts(shared(rows)) == {"A": D("33.34"), "B": D("33.33"), "C": D("33.33")}
    uneven = [line("A", 10), line("B", 20), cost("Frakt till Lund", 0.02)]
    assert parts(shared(uneven)) == {"A": D("0.01"), "B": D("0.01")}


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        (Basis.NET_AMOUNT, ("20.00", "80.00")),
        (Basis.QUANTITY, ("66.67", "33.33")),
        (Basis.WEIGHT, ("40.00", "60.00")),
        (Basis.VOLUME, ("50.00", "50.00")),
        (Basis.EQUAL, ("50.00", "50.00")),
        (Basis.MANUAL, ("75.00", "25.00")),
    ],
)
def test_every_basis(basis: Basis, expected: tuple[str, str]) -> None:
    rows = [line("A", 10, quantity=2), line("B", 80), cost("Freight", 100)]
    measures = {"weights": {"a": D(1), "b": D(3)}, "volumes": {"a": D("0.1"), "b": D("0.2")}}
    found = shared(rows, basis, manual={"a": D(3), "b": D(1)}, **measures)
    assert parts(found) == {"A": D(expected[0]), "B": D(expected[1])}
    assert not found.findings


def test_the_cost_is_converted_once_so_that_the_shares_add_up_to_what_is_paid() -> None:
    rows = [line(name, 1, currency="EUR") for name in "ABC"] + [cost("Freight", 10, currency="EUR")]
    found = parts(shared(rows))
    assert found == {"A": D("37.34"), "B": D("37.33"), "C": D("37.33")}  # 112.00 SEK


def test_a_negative_row_is_a_discount_on_the_quotation() -> None:
    found = shared([line("A", 100), line("B", 200), cost("Discount", -10)])
    assert parts(found, "quotation_discount") == {"A": D("-3.33"), "B": D("-6.67")}
    assert [lot.offers[0].landed_total for lot in found.lots] == [D("96.67"), D("193.33")]
    bridge = found.lots[0].offers[0].bridge
    assert bridge is not None
    assert {step.name: step.amount for step in bridge.steps}["discount"] == D("-3.33")


def test_a_discount_that_is_not_negative_is_asked_about() -> None:
    found = shared([line("A", 100), cost("Discount", 10)])
    assert codes(found.findings) == ["discount_not_negative"]
    assert found.lots[0].offers[0].landed_total == D(100)


def test_a_zero_basis_is_refused() -> None:
    found = shared(
        [line("A", 10), line("B", 20), cost("Freight", 50)], Basis.MANUAL, manual={"a": D(0), "b": D(0)}
    )
    assert codes(found.findings) == ["share_basis_zero"]
    assert parts(found) == {"A": None, "B": None}


def test_an_unknown_weight_and_different_units_are_refused() -> None:
    rows = [line("A", 10), line("B", 20, unit="kg"), cost("Freight", 50)]
    assert codes(shared(rows, Basis.WEIGHT, weights={"a": D(1)}).findings) == ["share_basis_unknown"]
    assert codes(shared(rows, Basis.QUANTITY).findings) == ["share_units_differ"]


def test_a_cost_goes_to_its_own_quotation() -> None:
    rows = [
        line("A", 10),
        line("A", 11, supplier="Bolt", quote_number="Q7"),
        line("B", 30, supplier="Bolt", quote_number="Q7"),
        cost("Freight", 40, supplier="Bolt", quote_number=None),
    ]
    found = shared(rows)
    by_supplier = {offer.supplier: offer.components["freight"] for offer in found.lots[0].offers}
    assert by_supplier == {"Acme": None, "Bolt": D("10.73")}
    assert (
        "missing_freight" in next(offer for offer in found.lots[0].offers if offer.supplier == "Acme").notes
    )


def test_a_cost_without_a_home_or_an_amount_is_told() -> None:
    lost = shared(
        [
            line("A", 10),
            line("A", 10, quote_number="Q2", item_number="B"),
            cost("Freight", 5, quote_number=None),
        ]
    )
    assert codes(lost.findings) == ["cost_without_quotation"]
    assert codes(shared([line("A", 10), cost("Freight", None)]).findings) == ["cost_without_amount"]


def test_who_quotes_transport_alone_sells_transport() -> None:
    rows = [
        cost("Freight", 900, quantity=1, unit="pcs"),
        cost("Freight", 950, supplier="Bolt", quantity=1, unit="pcs"),
    ]
    (only,) = shared(rows).lots
    assert (only.description, only.best) == ("Freight", "Acme")


def test_goods_that_merely_begin_with_such_a_word_are_goods() -> None:
    rows = [
        line("A", 10),
        cost("Freightliner bumper", 80, quantity=1),
        cost("Discount", 80, item_number="D1"),
    ]
    assert len(shared(rows).lots) == 3


def test_a_column_may_hold_the_amount_of_the_whole_quotation() -> None:
    rows = [line("A", 30, freight_cost=100), line("B", 70, freight_cost=100)]
    assert parts(shared(rows)) == {"A": D(100), "B": D(100)}
    whole = frozenset({"freight"})
    assert parts(shared(rows, per_quotation=whole)) == {"A": D(30), "B": D(70)}
    differing = shared([rows[0], rows[1] | {"freight_cost": 90}], per_quotation=whole)
    assert codes(differing.findings) == ["costs_of_quotation_differ"]
    assert parts(differing) == {"A": None, "B": None}


@given(
    prices=st.lists(st.decimals("0.01", "9999", places=2), min_size=1, max_size=8),
    amount=st.decimals("0.01", "999", places=2),
)
def test_shares_add_up_to_the_cent(prices: list[Decimal], amount: Decimal) -> None:
    rows = [line(f"I{at}", float(price)) for at, price in enumerate(prices)] + [
        cost("Freight", float(amount))
    ]
    found = parts(shared(rows)).values()
    assert total(part for part in found if part is not None) == amount
