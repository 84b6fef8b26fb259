"""Suppliers' own layouts read into lines: every price, quantity and supplier as the file has it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from supplier_layouts import LAYOUTS, Layout, Said

from buybook.core.offered import OfferedLine
from buybook.replies.files import ReplyFile
from buybook.replies.reading import Given, Reply, read_own_layout
from buybook.settings import load
from buybook.vocabulary import words


def read(layout: Layout, given: Given | None = None) -> Reply:
    file = ReplyFile(f"{layout.name}.xlsx", layout.grids)
    return read_own_layout(file, load(None), words("en"), given or Given())


def said(line: OfferedLine, expected: Said) -> tuple[object, ...]:
    """What a line says, as far as it is expected to say it."""
    numbers = [line.quantity_break, line.quantity]
    start, quantity = (None if number is None else float(number) for number in numbers)
    return (
        line.supplier,
        line.item_number,
        None if line.unit_price is None else float(line.unit_price),
        line.currency,
        float(line.price_per) if line.unit_price is not None else 1,
        start if expected.start is not None else None,
        quantity,
        line.unit if expected.unit is not None else None,
    )


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_line_is_read(layout: Layout) -> None:
    lines = read(layout).lines
    assert len(lines) == len(layout.said)
    for line, expected in zip(lines, layout.said, strict=True):
        assert said(line, expected) == tuple(expected)
        assert line.declined == (expected.price is None)
    if layout.until is not None:
        assert {str(line.valid_until) for line in lines} == {layout.until}
    if layout.incoterm is not None:
        assert {line.incoterm for line in lines} == {layout.incoterm}


def named(name: str) -> Layout:
    return next(layout for layout in LAYOUTS if layout.name == name)


def codes(reply: Reply) -> set[str]:
    return {found.code for found in reply.findings}


def test_a_letterhead_tells_what_holds_for_all_lines() -> None:
    line = read(named("letterhead_nl")).lines[0]
    assert (line.quote_number, str(line.quote_date)) == ("OFF-2026-118", "2026-03-02")
    assert line.payment_terms == "30 dagen netto"
    assert line.lead_time == 14


def test_freight_is_told_and_is_no_article() -> None:
    reply = read(named("footnote_sv"))
    charge = next(found for found in reply.findings if found.code == "reply_charge")
    assert (charge.values["name"], charge.cell) == ("Frakt", "A8")


def test_the_newer_sheet_is_read_and_that_is_said() -> None:
    found = next(each for each in read(named("two_sheets")).findings if each.code == "reply_sheet_chosen")
    assert found.values == {"chosen": "New 2026", "other": "Old 2025"}


def test_packs_and_their_content() -> None:
    lines = read(named("price_cell_per")).lines
    assert [line.supplier_item_number for line in lines] == ["K-881", "K-882", "K-883"]


def test_an_alternative_is_one() -> None:
    assert [line.alternative for line in read(named("alternatives_sv")).lines] == [False, True, False]


def test_a_supplier_that_nothing_names_plainly_is_doubtful_unless_the_buyer_knows_it() -> None:
    layout = named("breaks_from_nl")
    assert all(line.undecided == {"supplier"} for line in read(layout).lines)
    known = read(layout, Given(known=("Technische Unie",)))
    assert not any(line.undecided for line in known.lines)
    given = read(layout, Given(supplier="Technische Unie BV"))
    assert {line.supplier for line in given.lines} == {"Technische Unie BV"}
    assert not any(line.undecided for line in given.lines)


def list_of(*rows: list[object], above: tuple[str, ...] = ("Acme Ltd",)) -> Reply:
    sheet = [*([text] for text in above), [], *rows]
    return read(Layout("made", {"Sheet1": sheet}, ()))


HEAD: list[object] = ["Item no.", "Description", "Qty", "Unit price", "Amount"]


def test_an_amount_settles_a_price_that_can_be_read_in_two_ways() -> None:
    reply = list_of(HEAD, ["A-1", "Bolt", 10, "1,250", 12.5], ["A-2", "Nut", 10, "2,125", 21.25])
    assert [(line.unit_price, line.undecided) for line in reply.lines] == [
        (Decimal("1.25"), frozenset()),
        (Decimal("2.125"), frozenset()),
    ]


def test_a_price_that_can_be_read_in_two_ways_is_doubtful() -> None:
    reply = list_of(HEAD[:4], ["A-1", "Bolt", 10, "1,250"], ["A-2", "Nut", 10, "2,125"])
    assert all("unit_price" in line.undecided for line in reply.lines)


def test_amounts_show_what_prices_are_for_where_nothing_says_it() -> None:
    reply = list_of(HEAD, ["A-1", "Bolt", 500, 12.5, 62.5], ["A-2", "Nut", 300, 4.0, 12.0])
    assert [line.price_per for line in reply.lines] == [100, 100]
    assert "reply_per_from_amounts" in codes(reply)


def test_an_amount_that_fits_nothing_makes_its_line_doubtful() -> None:
    reply = list_of(HEAD, ["A-1", "Bolt", 10, 2.5, 25], ["A-2", "Nut", 10, 2.5, 31])
    assert [line.undecided for line in reply.lines] == [frozenset(), {"unit_price"}]
    assert "reply_amount_differs" in codes(reply)


def test_prices_with_vat_are_doubtful() -> None:
    reply = list_of(HEAD[:4], ["A-1", "Bolt", 10, 2.5], above=("Acme Ltd", "All prices incl. VAT"))
    assert reply.lines[0].undecided == {"unit_price"}
    assert "reply_with_vat" in codes(reply)


def test_currencies_that_two_texts_say_differently_stay_open() -> None:
    reply = list_of(
        HEAD[:4], ["A-1", "Bolt", 10, 2.5], above=("Acme Ltd", "Currency: EUR", "All prices in USD")
    )
    assert reply.lines[0].currency is None
    assert "reply_terms_differ" in codes(reply)


def test_a_file_without_prices_says_so() -> None:
    reply = read(Layout("made", {"Sheet1": [["Name", "Telephone"], ["Ann", "012-34"]]}, ()))
    assert (reply.lines, codes(reply)) == ((), {"reply_no_list"})


def test_a_german_supplier_is_read() -> None:
    reply = list_of(
        ["Artikelnummer", "Bezeichnung", "Menge", "Einzelpreis", "Gesamtpreis"],
        ["D-1", "Sechskantschraube M8", 500, "12,50", "62,50"],
        [None, "Frachtkosten", 1, "45,00", "45,00"],
        [None, "Zwischensumme netto", None, None, "107,50"],
        above=("Schrauben Müller GmbH", "Alle Preise in EUR je 100 Stück. Lieferzeit: 2-3 Wochen"),
    )
    (line,) = reply.lines
    assert (line.supplier, line.unit_price, line.price_per) == ("Schrauben Müller GmbH", Decimal("12.5"), 100)
    assert (line.currency, line.lead_time) == ("EUR", 21)


def test_an_old_sheet_without_a_letterhead_is_left() -> None:
    new = [["Acme Ltd"], [], HEAD[:4], ["A-1", "Bolt", 10, 2.5], ["A-2", "Nut", 10, 1.5]]
    old = [HEAD[:4], ["A-1", "Bolt", 10, 2.2], ["A-2", "Nut", 10, 1.2]]
    reply = read(Layout("made", {"Prices": new, "Old prices": old}, ()))
    assert [(line.sheet, line.unit_price) for line in reply.lines] == [
        ("Prices", Decimal("2.5")), ("Prices", Decimal("1.5")),
    ]  # fmt: skip


def test_the_customer_in_a_letterhead_is_not_the_supplier() -> None:
    reply = list_of(
        HEAD[:4],
        ["A-1", "Bolt", 10, 2.5],
        above=("Quotation for: Ours Ltd", "Quick Tools", "sales@quicktools.com"),
    )
    assert (reply.lines[0].supplier, reply.lines[0].undecided) == ("Quick Tools", frozenset())


def test_a_price_that_words_take_back_is_none() -> None:
    head = [*HEAD[:4], "Remark"]
    reply = list_of(head, ["A-1", "Bolt", 10, 2.5, "Discontinued"], ["A-2", "Nut", 10, 1.5, None])
    assert [(line.unit_price, line.declined) for line in reply.lines] == [
        (None, True),
        (Decimal("1.5"), False),
    ]
    assert "reply_declined_with_price" in codes(reply)


def test_signs_for_hundreds_and_packs_beside_prices() -> None:
    reply = list_of(HEAD[:4], ["A-1", "Bolt", 10, "12,50 /%"], ["A-2", "Nut", 10, "€ 9,00 per box of 50"])
    assert [(line.unit_price, line.price_per) for line in reply.lines] == [(Decimal("12.5"), 100), (9, 1)]
