"""Recognition of lists: kinds, rows and columns of layouts as buyers make them, in three languages."""

from __future__ import annotations

import time

import pytest
from layouts import Drawing, drawings, drawn

from buybook.schema import FIELDS, TableKind
from buybook.settings import SheetOverride
from buybook.vocabulary import all_words, words
from buybook.workbook.recognise import describe, recognise
from buybook.workbook.tables import Area, ExcelTable, Grid, NamedRange, RecognisedTable, Recognition


def seen(text: str, sheet: str = "Blad1", merges: tuple[Area, ...] = (), **settings: object) -> Recognition:
    return recognise([drawn(text, sheet, merges)], all_words(), **settings)


def fields(table: RecognisedTable) -> dict[str, str | None]:
    return {column.letter: column.field for column in table.columns}


def codes(recognition: Recognition) -> list[str]:
    return [finding.code for finding in recognition.findings]


@pytest.mark.parametrize("drawing", drawings(), ids=lambda drawing: drawing.name)
def test_layout_is_understood(drawing: Drawing) -> None:
    recognition = recognise([drawn(drawing.text, drawing.sheet)], all_words())
    assert len(recognition.tables) == 1
    table = recognition.tables[0]
    assert table.kind.value == drawing.kind
    assert (table.header_row, table.first_row, table.last_row) == drawing.rows
    assert tuple(column.field for column in table.columns) == drawing.fields


def test_there_are_layouts_enough_of_every_kind() -> None:
    kinds = [drawing.kind for drawing in drawings()]
    assert len(kinds) >= 50
    assert {"orders", "receipts", "quotations", "requisitions", "suppliers", "items", "rates"} <= set(kinds)


STACKED = """Beställningar
Ordernr | Leverantör | Artikel | Antal | Bekräftat datum
1 | Acme | A-1 | 10 | 2026-02-01
2 | Beta | A-2 | 20 | 2026-02-02
Summa | | | 30

Inleveranser
Datum | Ordernr | Artikel | Mottaget antal | Följesedel
2026-02-01 | 1 | A-1 | 10 | F-1
2026-02-02 | 2 | A-2 | 15 | F-2

Valutakurser mot SEK
Valuta | Kurs
EUR | 11.2
USD | 10.4"""


def test_lists_stacked_on_one_sheet() -> None:
    tables = seen(STACKED).tables
    assert [table.kind for table in tables] == [TableKind.ORDERS, TableKind.RECEIPTS, TableKind.RATES]
    assert [(table.header_row, table.last_row) for table in tables] == [(2, 4), (8, 10), (13, 15)]
    assert tables[2].base_currency == "SEK"
    assert [table.id for table in tables] == [1, 2, 3]


def test_lists_side_by_side() -> None:
    orders, rates = seen("""Ordernr | Leverantör | Artikel | Antal | Bekräftat datum | | Valuta | Kurs
1 | Acme | A-1 | 10 | 2026-02-01 | | EUR | 11.2
2 | Beta | A-2 | 20 | 2026-02-02 | | USD | 10.4
3 | Beta | A-2 | 20 | 2026-02-02""").tables
    assert (orders.kind, orders.last_row, orders.last_column) == (TableKind.ORDERS, 4, 5)
    assert (rates.kind, rates.first_column, rates.last_row) == (TableKind.RATES, 7, 3)


def test_an_empty_column_does_not_part_a_list() -> None:
    (table,) = seen("""PO no. | Supplier | Item no. | Qty | | Requested date | Status
1 | Acme | A-1 | 10 | | 2026-02-01 | Open
2 | Beta | A-2 | 20 | | 2026-02-02 | Open""").tables
    assert table.column("requested_date") is not None
    assert table.last_column == 7


MERGED_BLOCKS = """Offertjämförelse
 | | | Acme AB | | | Beta Oy | | | Ceta GmbH
Artikelnr | Benämning | Antal | Pris | Valuta | Ledtid | Pris | Valuta | Ledtid | Pris | Valuta | Ledtid
A-1 | Rör | 10 | 5 | SEK | 14 | 0.5 | EUR | 20 | 0.48 | EUR | 7
A-2 | Plåt | 20 | 7 | SEK | 14 | 0.6 | EUR | 20 | | |"""


def test_suppliers_side_by_side_under_merged_names() -> None:
    merges = (Area(2, 4, 2, 6), Area(2, 7, 2, 9), Area(2, 10, 2, 12))
    (table,) = seen(MERGED_BLOCKS, merges=merges).tables
    assert table.kind is TableKind.QUOTATIONS
    assert [block.supplier for block in table.blocks] == ["Acme AB", "Beta Oy", "Ceta GmbH"]
    assert dict(table.blocks[1].fields) == {7: "unit_price", 8: "currency", 9: "lead_time"}
    assert table.column("unit_price") is None  # it belongs to the suppliers, not to the line
    assert describe(seen(MERGED_BLOCKS, merges=merges))[0]["blocks"] == [
        {"columns": ["D", "E", "F"]},
        {"columns": ["G", "H", "I"]},
        {"columns": ["J", "K", "L"]},
    ]


def test_suppliers_side_by_side_without_merges() -> None:
    (table,) = seen("""Item no. | Description | Qty | Acme | | Beta |
 | | | Unit price | Lead time | Unit price | Lead time
A-1 | Pipe | 10 | 5 | 14 | 4.8 | 20
A-2 | Plate | 20 | 7 | 14 | 7.1 | 20""").tables
    assert [(block.supplier, block.columns) for block in table.blocks] == [("Acme", (4, 5)), ("Beta", (6, 7))]


def test_suppliers_named_in_the_titles() -> None:
    (table,) = seen("""Artikel | Naam | Aantal | Prijs De Boer | Levertijd De Boer | Prijs Kok | Levertijd Kok
100200 | Kabel | 100 | 1.2 | 7 | 1.15 | 14
100201 | Buis | 10 | 3 | 7 | 3.2 | 14""").tables
    assert [block.supplier for block in table.blocks] == ["De Boer", "Kok"]
    assert set(table.blocks[0].fields.values()) == {"unit_price", "lead_time"}


def test_suppliers_as_titles_under_a_price() -> None:
    (table,) = seen(
        """Artikel | Omschrijving | Aantal | Prijs per stuk | |
 | | | De Boer | Visser | Jansen
100200 | Kabel | 100 | 1.2 | 1.15 | 1.1
100201 | Buis | 10 | 3 | 3.2 | 3.1""",
        merges=(Area(1, 4, 1, 6),),
    ).tables
    assert [(block.supplier, block.columns) for block in table.blocks] == [
        ("De Boer", (4,)),
        ("Visser", (5,)),
        ("Jansen", (6,)),
    ]


def test_two_columns_that_could_be_one_date_become_a_question() -> None:
    recognition = seen("""Ordernr | Leverantör | Artikel | Antal | Leveransdatum | Lev.datum
1 | Acme | A-1 | 10 | 2026-02-01 | 2026-02-03
2 | Beta | A-2 | 20 | 2026-02-02 | 2026-02-03""")
    assert recognition.tables[0].column("delivery_date") is None
    (finding,) = [each for each in recognition.findings if each.code == "ambiguous_column"]
    assert (finding.values["first"], finding.values["second"], finding.cell) == ("E", "F", "F1")


def test_the_settings_decide_between_two_columns() -> None:
    override = SheetOverride(columns={"Lev.datum": "promised_date", "E": "requested_date"})
    recognition = seen(
        """Ordernr | Leverantör | Artikel | Antal | Leveransdatum | Lev.datum
1 | Acme | A-1 | 10 | 2026-02-01 | 2026-02-03""",
        overrides={"Blad1": override},
    )
    found = fields(recognition.tables[0])
    assert (found["E"], found["F"]) == ("requested_date", "promised_date")
    assert "ambiguous_column" not in codes(recognition)


def test_the_same_title_twice() -> None:
    recognition = seen("""PO no. | Supplier | Item no. | Qty | Qty | Comment | Comment
1 | Acme | A-1 | 10 | 11 | x | y
2 | Beta | A-2 | 20 | 20 | z | z""")
    found = fields(recognition.tables[0])
    assert (found["D"], found["E"]) == (None, None)  # a quantity is not guessed
    assert (found["F"], found["G"]) == ("comment", None)  # of two remarks the first will do
    assert codes(recognition) == ["duplicate_header", "ambiguous_column"]


def test_a_second_column_of_the_same_title_that_is_empty_does_no_harm() -> None:
    recognition = seen("""PO no. | Supplier | Item no. | Qty | Qty
1 | Acme | A-1 | 10 |
2 | Beta | A-2 | 20 |""")
    assert fields(recognition.tables[0])["D"] == "quantity"
    assert codes(recognition) == []


def test_settings_say_where_titles_are_and_what_they_mean() -> None:
    override = SheetOverride(
        kind=TableKind.ORDERS,
        header_row=2,
        last_row=3,
        columns={"Foo": "po_number", "B": "supplier", "Baz": None},
    )
    (table,) = seen(
        """Anything
Foo | Bar | Baz | Antal
1 | Acme | 5 | 10
2 | Beta | 6 | 20""",
        overrides={"Blad1": override},
    ).tables
    assert (table.kind, table.header_row, table.last_row) == (TableKind.ORDERS, 2, 3)
    assert fields(table) == {"A": "po_number", "B": "supplier", "C": None, "D": "quantity"}


def test_settings_that_speak_of_what_is_not_there_are_told() -> None:
    recognition = seen(
        "PO no. | Supplier | Qty\n1 | Acme | 5",
        overrides={"Blad1": SheetOverride(columns={"Zip": "reference"}), "Gone": SheetOverride()},
    )
    assert {"settings_sheet_not_found", "settings_column_not_found"} <= set(codes(recognition))


def test_a_sheet_can_be_ignored() -> None:
    recognition = seen(STACKED, overrides={"Blad1": SheetOverride(ignore=True)})
    assert recognition.tables == ()
    assert codes(recognition) == ["no_tables"]


def test_titles_of_the_settings_are_known() -> None:
    text = "PO no. | Supplier | Zork | Qty\n1 | Acme | 2026-02-01 | 10"
    assert seen(text).tables[0].column("promised_date") is None
    assert seen(text, aliases={"promised_date": ["Zork"]}).tables[0].column("promised_date") is not None


@pytest.mark.parametrize("language", ["en", "sv", "nl"])
def test_every_column_of_ours_is_known_again(language: str) -> None:
    titles = words(language).labels("column")
    header = " | ".join(["PO no.", "Supplier", "Item no.", "Qty", "", *titles.values()])
    (table,) = seen(f"{header}\n1 | Acme | A-1 | 10\n2 | Beta | A-2 | 5").tables
    ours = {column.field: column for column in table.columns if column.ours}
    assert set(ours) == set(titles)
    assert table.column("po_number").letter == "A"  # the buyer's own column comes first


def test_an_excel_table_bounds_the_list() -> None:
    grid = drawn("""Note | | |
 | Ordernr | Leverantör | Artikel | Antal
 | 1 | Acme | A-1 | 10
 | 2 | Beta | A-2 | 20
 | | | | 30
 | 9 | Gamma | A-9 | 1""")
    table = ExcelTable("Inköp", Area(2, 2, 5, 5), totals=True)
    (found,) = recognise([Grid("Blad1", grid.values, excel_tables=(table,))], all_words()).tables
    assert (found.excel_table, found.header_row, found.first_row, found.last_row) == ("Inköp", 2, 3, 4)
    assert found.kind is TableKind.ORDERS
    assert any("Inköp" in reason for reason in found.reasons)


def test_a_named_range_tells_what_the_list_is() -> None:
    text = "Leverantör | Artikel | Antal | Pris\nAcme | A-1 | 10 | 5\nBeta | A-2 | 20 | 6"
    grid = drawn(text)
    assert recognise([grid], all_words()).tables[0].kind is not TableKind.ORDERS
    named = Grid("Blad1", grid.values, names=(NamedRange("Inköpsorder", Area(1, 1, 3, 4)),))
    assert recognise([named], all_words()).tables[0].kind is TableKind.ORDERS


def test_subtotals_and_headings_are_told_apart_from_lines() -> None:
    (drawing,) = [each for each in drawings() if each.name == "subtotals_between_groups_and_signature_below"]
    (table,) = recognise([drawn(drawing.text, drawing.sheet)], all_words()).tables
    assert table.total_rows == (4, 6, 9, 10)


def test_a_row_of_units_under_the_titles_is_no_line() -> None:
    (table,) = seen("""Artikelnr | Antal | Pris | Leverantör | Ordernr
 | st | (SEK) | |
A-1 | 10 | 5 | Acme | 1
A-2 | 20 | 6 | Beta | 2""").tables
    assert (table.header_row, table.first_row, table.last_row) == (1, 3, 4)


@pytest.mark.parametrize(
    ("title", "base"),
    [("Rate to EUR", "EUR"), ("Kurs till SEK", "SEK"), ("Koers (EUR)", "EUR"), ("Rate", None)],
)
def test_base_currency_of_rates(title: str, base: str | None) -> None:
    (table,) = seen(f"Currency | {title}\nUSD | 0.9\nGBP | 1.2").tables
    assert (table.kind, table.base_currency) == (TableKind.RATES, base)
    assert describe(seen(f"Currency | {title}\nUSD | 0.9"))[0]["kind"] == "other"


NOT_PURCHASING = {
    "timesheet": "Name | Date | Project | Hours | Comment\nEva | 2026-01-02 | P-1 | 8 | x",
    "budget": "Category | Description | Budget | Actual | Difference\nTravel | Train | 100 | 90 | 10",
    "contacts": "Namn | Adress | Telefon | E-post\nEva | Gatan 1 | 08-1 | a@b.se",
    "sales": "Order no. | Customer | Item | Qty | Price | Ship date\n1 | Shop | A-1 | 3 | 5 | 2026-02-01",
    "verkoop": "Ordernummer | Klant | Artikel | Aantal | Verkoopprijs\n1 | Winkel | A-1 | 3 | 5",
    "plan": "Taak | Verantwoordelijke | Start | Einde | Status\nBouw | Jan | 2026-01-01 | 2026-02-01 | Open",
    "recipe": "Ingrediens | Mängd | Enhet\nMjöl | 3 | dl\nÄgg | 2 | st",
    "bank": "Datum | Text | Belopp | Saldo\n2026-01-02 | Hyra | -500 | 1000\n2026-01-03 | Lön | 2500 | 3500",
    "issues": "ID | Title | Status | Owner | Due date\n1 | Fix login | Open | Eva | 2026-01-01",
    "staff": "Naam | Afdeling | Functie | Salaris\nJan | Inkoop | Inkoper | 3000",
    "statistics": "År | Typ av upphandling | Antal upphandlingar, Summa\n2021 | Krav | 19\n2021 | Annat | 17",
    "assets": "Serial number | Model | Location | Owner | Status\nS1 | X | Room 1 | Eva | ok",
    "accounts": "Konto | Benämning | Budget | Utfall | Avvikelse\n4010 | Material | 100 | 90 | 10",
    "minutes": "Nr | Beslut | Ansvarig | Klart senast | Status\n1 | Köp in stolar | Eva | 2026-01-01 | Öppen",
    "form": "Supplier | Acme AB\nContact | Eva Lind\nCurrency | EUR\nPayment terms | 30 days",
    "letterhead": "Supplier | Acme | Contact | Eva\nAddress | Street 1 | Currency | EUR",
}


@pytest.mark.parametrize("name", NOT_PURCHASING)
def test_what_is_no_purchasing_list_is_left_alone(name: str) -> None:
    recognition = seen(NOT_PURCHASING[name])
    assert all(table.kind is TableKind.OTHER for table in recognition.tables)
    assert "no_tables" in codes(recognition)


@pytest.mark.parametrize("cells", [[[None]], [[]], [], [["Supplier"]], [[1.0, True, "#N/A"]]])
def test_sheets_with_next_to_nothing(cells: list[list[object]]) -> None:
    assert recognise([Grid("Blad1", cells)], all_words()).tables == ()


def test_reasons_are_in_the_readers_language() -> None:
    text = "Ordernr | Leverantör | Artikelnr | Antal\n1 | Acme | A-1 | 10\n2 | Beta | A-2 | 20"
    theirs = seen(text).tables[0]
    assert theirs.language == "sv"
    assert theirs.column("supplier").reasons[0] == 'rubriken "Leverantör" betyder Leverantör'
    dutch = seen(text, reader=words("nl")).tables[0]
    assert dutch.column("quantity").reasons == (
        'de titel "Antal" betekent Aantal',
        "2 van 2 waarden passen: getallen",
    )


def test_findings_and_reasons_have_words_in_every_language() -> None:
    recognition = seen(STACKED.replace("Bekräftat datum", "Antal"), overrides={"X": SheetOverride()})
    for language in all_words():
        for finding in recognition.findings:
            assert "{" not in language.text(finding.code, finding.values)
            assert "{" not in language.remedy(finding.code, finding.values)


def test_the_answer_to_map() -> None:
    (shown,) = describe(seen("PO no. | Supplier | Zork | Qty\n1 | Acme | x | 10\n2 | Beta | y | 3"))
    assert shown == {
        "kind": "orders",
        "sheet": "Blad1",
        "excel_table": None,
        "header_row": 1,
        "first_row": 2,
        "last_row": 3,
        "columns": {"A": "po_number", "B": "supplier", "D": "quantity"},
        "unrecognised": {"C": "Zork"},
    }


@pytest.mark.parametrize("language", ["en", "sv", "nl"])
def test_every_first_alias_is_recognised_as_its_field(language: str) -> None:
    from buybook.workbook.recognise.titles import Lexicon

    lexicon = Lexicon(all_words(), FIELDS, {})
    for field in FIELDS:
        matches = lexicon.matches(words(language).title(field))
        assert matches[field].score == 1.0, field


def test_a_long_list_is_recognised_quickly() -> None:
    line = ["PO-1", 1.0, "Acme", "A-1", "Bolt", 5.0, "pcs", 1.2, None, "Open", "x", "x"]
    title = [
        "PO no.",
        "Line",
        "Supplier",
        "Item no.",
        "Description",
        "Qty",
        "Unit",
        "Price",
        "Received",
        "Status",
    ]
    rows: list[list[object]] = [[*title, "Extra", "More"], *[list(line) for _ in range(100_000)]]
    rows += [[None] * 12, ["Total", *[None] * 11]]
    started = time.perf_counter()
    (table,) = recognise([Grid("Orders", rows)], all_words()).tables
    assert table.last_row == 100_001
    assert time.perf_counter() - started < 5  # usually 0.3 s
