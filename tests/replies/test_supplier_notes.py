"""What stands around a supplier's list and concerns single lines or suppliers: notes, currencies, names, remarks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from buybook.findings import Severity
from buybook.replies.files import ReplyFile
from buybook.replies.reading import Given, Reply, read_own_layout
from buybook.settings import load
from buybook.vocabulary import words
from buybook.workbook.tables import Grid

HEAD = ["Item no.", "Description", "Qty", "Unit price"]
LETTER: list[list[object]] = [["Supplier: Nordbolt AB"], ["Currency: EUR"], []]


def read(rows: list[list[object]], file: str = "reply.xlsx") -> Reply:
    width = max(map(len, rows))
    values = [
        [float(v) if type(v) is int else v for v in [*row, *[None] * (width - len(row))]] for row in rows
    ]
    return read_own_layout(ReplyFile(file, (Grid("Sheet1", values),)), load(None), words("en"), Given())


def listed(*rows: list[object]) -> Reply:
    return read([*LETTER, list(HEAD), *rows])


def codes(reply: Reply) -> list[str]:
    return [found.code for found in reply.findings]


PRICED: list[list[object]] = [["A-1", "Label white", 500, "14,20*"], ["A-2", "Ribbon", 24, "6,40"]]


@pytest.mark.parametrize("note", ["* price per 1000 pcs", "* prijs per 1000 stuks", "* Preis je 1000 Stück"])
def test_a_note_says_what_the_prices_with_its_mark_are_for(note: str) -> None:
    reply = listed(*PRICED, [], [note])
    prices = [(line.unit_price, line.price_per, bool(line.undecided)) for line in reply.lines]
    assert prices == [(Decimal("14.2"), 1000, False), (Decimal("6.4"), 1, False)]
    assert "reply_footnote_per" in codes(reply)


def test_a_mark_without_a_note_leaves_the_price_open() -> None:
    line = listed(*PRICED).lines[0]
    assert line.undecided == {"unit_price"}


def test_a_note_with_a_discount_is_taken_off_and_told() -> None:
    reply = listed(
        ["A-1¹", "Label", 500, "10,00"], ["A-2", "Ribbon", 24, "6,40"], [], ["¹ less 5 % discount"]
    )
    assert [(line.item_number, line.price_of_one) for line in reply.lines] == [
        ("A-1", Decimal("9.5")),
        ("A-2", Decimal("6.4")),
    ]
    found = next(each for each in reply.findings if each.code == "reply_footnote_discount")
    assert (found.severity, found.cell) == (Severity.WARNING, "A5")


@pytest.mark.parametrize(
    ("note", "doubtful"),
    [
        ("* plus alloy surcharge of the day", True),
        ("* while stocks last", False),
        ("* plus $350 once", True),
    ],
)
def test_a_note_that_is_not_understood_is_told_and_doubted_where_it_is_about_prices(
    note: str, doubtful: bool
) -> None:
    reply = listed(*PRICED, [], [note])
    assert (reply.lines[0].undecided == {"unit_price"}) is doubtful
    assert not reply.lines[1].undecided
    assert reply.lines[0].comment == note[2:]
    assert "reply_footnote" in codes(reply)


def test_a_discount_in_a_sentence_is_told_and_not_taken_off() -> None:
    reply = listed(["A-1", "Label", 500, "10,00"], [], ["Mängdrabatt 5 % vid order över 10 000 kr"])
    assert reply.lines[0].price_of_one == 10
    assert next(each.cell for each in reply.findings if each.code == "reply_discount_noted") == "A7"


def test_each_supplier_side_by_side_has_the_currency_above_its_columns() -> None:
    reply = read(
        [
            ["Offerter hydraulik"],
            [None, None, None, "SEK", None, "EUR", None],
            [None, None, None, "Ahlberg", None, "Vink", None],
            ["Artnr", "Benämning", "Antal", "Pris", "Lev.tid dgr", "Pris", "Lev.tid dgr"],
            ["A-1", "Pump", 2, 1890, 4, 171, 9],
            ["A-2", "Ventil", 5, 640, 4, 71.5, 9],
        ]
    )
    assert [(line.supplier, line.currency) for line in reply.lines] == [
        ("Ahlberg", "SEK"),
        ("Vink", "EUR"),
    ] * 2


@pytest.mark.parametrize(
    ("rows", "supplier"),
    [
        ([["Offer from Baltic Fasteners", "date 20.11.2026"]], "Baltic Fasteners"),
        ([["Offerte van", "Zeeuwse Meelhandel"]], "Zeeuwse Meelhandel"),
        ([["Angebot von Elektro Krause"]], "Elektro Krause"),
        ([["Elektro Krause e.K."], ["Angebot 771"]], "Elektro Krause e.K."),
    ],
)
def test_a_supplier_that_is_called_so(rows: list[list[object]], supplier: str) -> None:
    lines = read([*rows, ["EUR"], list(HEAD), ["A-1", "Pump", 2, 1890]]).lines
    assert [(line.supplier, bool(line.undecided)) for line in lines] == [(supplier, False)]


LIKELY = "Kramp Groep"


@pytest.mark.parametrize(
    ("under", "code"),
    [
        (["Offerte 26-551"], "reply_supplier_likely"),
        (["T.a.v.: afdeling inkoop"], "reply_supplier_likely"),
        (["Offerteaanvraag 26-551"], "reply_supplier_guessed"),
        (["Prijsvergelijking", "Offerte 26-551"], "reply_supplier_guessed"),
        (["Mon 05 Jun 2017 19:55:00"], "reply_supplier_guessed"),
    ],
)
def test_a_name_over_an_offer_is_taken_with_a_warning_and_one_over_anything_else_is_asked(
    under: list[str], code: str
) -> None:
    reply = read([[LIKELY], *([text] for text in under), ["EUR"], list(HEAD), ["A-1", "Pump", 2, 1890]])
    found = next(each for each in reply.findings if each.code.startswith("reply_supplier"))
    assert (found.code, found.severity) == (code, Severity.WARNING)
    assert [bool(line.undecided) for line in reply.lines] == [code == "reply_supplier_guessed"]


def test_the_name_of_a_file_is_no_supplier() -> None:
    reply = read([["project_77.xml"], [], list(HEAD), ["A-1", "Pump", 2, 1890]])
    assert reply.lines[0].supplier is None


@pytest.mark.parametrize("remark", ["Alternativ till pos 1", "ersättning", "vervangt A-1", "replaces A-1"])
def test_an_alternative_is_read_and_told_of(remark: str) -> None:
    reply = read([*LETTER, [*HEAD, "Remark"], ["A-1", "Pump", 2, 10, None], ["A-9", "Pump II", 2, 9, remark]])
    assert [line.alternative for line in reply.lines] == [False, True]
    found = next(each for each in reply.findings if each.code == "reply_alternative")
    assert (found.cell, found.values) == ("A6", {"item": "A-9"})


@pytest.mark.parametrize("title", ["Oplage", "Antal kolli", "You asked", "Auflage", "Gevraagd aantal"])
def test_titles_of_the_quantity_that_was_asked_for(title: str) -> None:
    reply = read([*LETTER, ["Item no.", "Description", title, "Unit price"], ["A-1", "Label", 500, "10,00"]])
    assert reply.lines[0].quantity == 500


TITLES = ["Artikel", "Omschrijving", "Aantal", "Prijs", "Valuta"]


@pytest.mark.parametrize("label", ["Leverancier: {}", "Aangeboden door: {}"])
def test_suppliers_under_one_another_each_keep_their_lines(label: str) -> None:
    reply = read(
        [
            [label.format("Rubix BV")],
            list(TITLES),
            ["L-1", "Lager", 40, "€ 4,95"],
            [],
            [label.format("Eriks BV")],
            list(TITLES),
            ["L-1", "Lager", 40, "€ 5,10"],
            ["L-2", "Lager groot", 40, "€ 6,10"],
        ]
    )
    assert [(line.supplier, line.unit_price) for line in reply.lines] == [
        ("Rubix BV", Decimal("4.95")),
        ("Eriks BV", Decimal("5.1")),
        ("Eriks BV", Decimal("6.1")),
    ]


def test_titles_that_stand_again_on_the_next_page_keep_the_supplier() -> None:
    lines = read([*LETTER, list(HEAD), ["A-1", "Pump", 2, 10], list(HEAD), ["A-2", "Valve", 2, 12]]).lines
    assert [(line.supplier, bool(line.undecided)) for line in lines] == [("Nordbolt AB", False)] * 2


def test_a_name_that_nothing_calls_a_supplier_over_further_titles_is_asked() -> None:
    lines = read(
        [*LETTER, list(HEAD), ["A-1", "Pump", 2, 10], [], ["Vink"], list(HEAD), ["A-1", "Pump", 2, 12]]
    ).lines
    assert [line.undecided for line in lines] == [frozenset(), {"supplier"}]


def test_lines_without_an_article_beneath_one_are_its_breaks() -> None:
    reply = read(
        [
            *LETTER,
            ["P/N", "Rev", "Order qty", "Each"],
            ["L-1", "C", 25, "$118.00"],
            [None, None, 100, "$104.50"],
        ]
    )
    lines = [(line.item_number, line.quantity_break, line.unit_price) for line in reply.lines]
    assert lines == [("L-1", 25, Decimal(118)), ("L-1", 100, Decimal("104.5"))]


def test_a_code_of_a_quotation_is_no_company_and_its_receiver_is_no_supplier() -> None:
    reply = read(
        [
            ["Offerte KG-3381"],
            ["Offerte für: Spindelbau AG"],
            ["Zürcher AG"],
            ["EUR"],
            list(HEAD),
            ["A-1", "Pump", 2, 10],
        ]
    )
    assert [(line.supplier, bool(line.undecided)) for line in reply.lines] == [("Zürcher AG", False)]


def test_a_row_that_is_left_out_with_a_price_in_it_is_told() -> None:
    further: list[object] = [None, None, "batch 2", "$104.50"]
    total: list[object] = [None, "Total", None, "$222.50"]
    reply = read(
        [*LETTER, ["P/N", "Rev", "Batch", "Each"], ["L-1", "C", "batch 1", "$118.00"], further, total]
    )
    left = [found for found in reply.findings if found.code == "reply_row_left"]
    assert [(found.severity, found.cell) for found in left] == [(Severity.WARNING, "D6")]
