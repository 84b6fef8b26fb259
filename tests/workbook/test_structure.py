"""Bills of materials told from lists of articles, prices, stock and orders, by what only a structure has."""

from __future__ import annotations

import pytest
from layouts import drawn

from buybook.schema import TableKind
from buybook.vocabulary import all_words
from buybook.workbook.recognise import recognise
from buybook.workbook.recognise.structure import are_steps
from buybook.workbook.tables import RecognisedTable


def seen(text: str, sheet: str = "Sheet1") -> RecognisedTable:
    (table,) = recognise([drawn(text, sheet)], all_words()).tables
    return table


STRUCTURES = {
    "a quantity per product beside stock and prices": """Part No. | Part Name | Qty per | Total req'd | In stock | To order | Supplier | Unit price
A1 | Tube | 4 | 40 | 10 | 30 | Acme | 3
A2 | Bolt | 8 | 80 | 100 | 0 | Acme | 1""",
    "a quantity per unit in Swedish, with prices": """Art.nr | Benämning | Antal/st | Inköpspris | Leverantör | Ledtid
A1 | Rör | 4 | 3 | Acme | 10
A2 | Skruv | 8 | 1 | Acme | 5""",
    "a quantity per piece in Dutch": """Artikelnr | Omschrijving | Aantal per stuk | Eenheid | Voorraad
A1 | Koker | 4 | st | 30
A2 | Bout | 8 | st | 100""",
    "the cost of one": """Stock code | Description | Qty | Unit cost | Cost/build
A1 | Frame | 1 | 10 | 10
A2 | Bolt | 4 | 0.5 | 2""",
    "levels beside stock": """Nivå | Artikel | Benämning | Antal | Enhet | Ledtid | Lagersaldo
0 | P1 | Pump | 1 | st | 20 | 3
1 | A1 | Hus | 1 | st | 10 | 5
2 | A2 | Tätning | 2 | st | 5 | 6""",
    "levels beside cost, supplier and stock": """Niveau | Artikelcode | Omschrijving | Aantal | Eenheid | Kostprijs | Leverancier | Voorraad
1 | A1 | Frame | 1 | st | 10 | Acme | 5
2 | A2 | Bout | 4 | st | 1 | Acme | 50
2 | A3 | Moer | 4 | st | 1 | Acme | 50""",
    "numbers in steps": """No. | Part | Description | Qty | Unit | Price | Amount
1 | A1 | Frame | 1 | pcs | 10 | 10
'1.1 | A2 | Bolt | 4 | pcs | 1 | 4
'1.1.1 | A3 | Washer | 4 | pcs | 1 | 4
'1.1.2 | A4 | Nut | 4 | pcs | 1 | 4
'1.2 | A5 | Pin | 4 | pcs | 1 | 4""",
    "designators": """Ref des | Part no. | Description | Qty | Unit price | Total
R1, R2 | A1 | Resistor | 2 | 0.1 | 0.2
C1 | A2 | Capacitor | 1 | 0.2 | 0.2""",
    "assemblies, with stock and supplier": """Sub-assembly | Part no. | Description | Qty | Stock on hand | Supplier
Frame | A1 | Tube | 4 | 100 | Acme
Frame | A2 | Bolt | 8 | 200 | Beta
Drive | A3 | Motor | 1 | 3 | Acme""",
    "parents in Dutch": """Hoofdartikel | Component | Omschrijving | Aantal | Eenheid
P1 | A1 | Huis | 1 | st
P1 | A2 | Afdichting | 2 | st
A1 | A3 | Bout | 8 | st""",
    "the title above, with stock and prices": """Bill of materials, pump P1

Item | Part no. | Description | Qty | Unit | Unit price | Amount | Stock
1 | A1 | House | 1 | ea | 3 | 3 | 10
2 | A2 | Seal | 2 | ea | 1 | 2 | 5""",
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_structure_is_a_bill_of_materials(name: str) -> None:
    assert seen(STRUCTURES[name]).kind is TableKind.BOM


OTHERS = {
    "stock of parts in packages": (
        "items", "Stock",
        "Part no. | Package | Description | Qty in stock | Bin | Reorder level\nA1 | 0603 | Res | 400 | B1 | 100\nA2 | 0402 | Cap | 800 | B2 | 100",
    ),
    "a stock with the word level": (
        "items", "Sheet1",
        "Part no. | Description | Order level | On hand | Level\nA1 | Tube | 10 | 40 | 30\nA2 | Bolt | 100 | 80 | 20",
    ),
    "spare parts by assembly": (
        "items", "Spare parts",
        "Part no. | Description | Assembly | On hand | Min | Price\nA1 | Tube | Pump | 4 | 3 | 1\nA2 | Bolt | Pump | 8 | 1 | 1",
    ),
    "a stock that was counted": (
        "items", "Blad1",
        "Artikelnr | Benämning | Saldo | Räknat antal | Differens\nA1 | Rör | 4 | 4 | 0\nA2 | Skruv | 8 | 7 | -1",
    ),
    "prices of parts with drawings": (
        "items", "Avtalspriser",
        "Artikelnr | Benämning | Ritningsnr | Rev | Pris | Enhet | Ledtid\nA1 | Axel | R1 | B | 100 | st | 10\nA2 | Hylsa | R2 | A | 200 | st | 10",
    ),
    "articles with what a pack holds": (
        "items", "Artikelregister",
        "Artikelnr | Benämning | Enhet | Inköpspris | Leverantör | Ledtid | Antal/förp\nA1 | Rör | st | 3 | Acme | 10 | 5\nA2 | Skruv | st | 1 | Acme | 5 | 100",
    ),
    "an order of drawn parts": (
        "orders", "Bestelling",
        "Pos | Artikelnr | Omschrijving | Tekeningnr | Rev | Aantal | Prijs | Bedrag | Leverdatum\n1 | A1 | As | T1 | B | 10 | 5 | 50 | 2026-03-01\n2 | A2 | Bus | T2 | A | 10 | 5 | 50 | 2026-03-01",
    ),
    "works in steps that are offered": (
        "quotations", "Anbud",
        "Nr | Beskrivning | Mängd | Enhet | À-pris | Belopp\n1 | Mark | 1 | st | 10 | 10\n'1.1 | Schakt | 100 | m3 | 50 | 5000\n'1.2 | Fyll | 50 | m3 | 40 | 2000\n'1.3 | Asfalt | 50 | m2 | 40 | 2000",
    ),
    "requests for an assembly": (
        "requisitions", "Aanvragen",
        "Nr | Artikel | Aantal | Samenstelling | Aangevraagd door | Datum nodig\n1 | Bout | 10 | Pomp | Eva | 2026-02-01\n2 | Ring | 5 | Pomp | Jan | 2026-02-01",
    ),
    "what students ordered": (
        "orders", "Beställningar",
        "Namn | Art.Nr. | Beställare | Kvantitet | Pris/st | Länk\nMotor | M1 | Eva | 2 | 100 | http://a\nHjul | H1 | Jan | 4 | 20 | http://b",
    ),
    "what students want to buy": (
        "requisitions", "Inköpslista",
        "Komponent | Artikelnummer | Antal | Pris | Summa | Länk\nMotor | M1 | 2 | 100 | 200 | http://a\nHjul | H1 | 4 | 20 | 80 | http://b",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_structure_stays_what_it_is(name: str) -> None:
    kind, sheet, text = OTHERS[name]
    assert seen(text, sheet).kind.value == kind


def test_what_goes_into_one_is_the_quantity_and_the_total_is_not() -> None:
    table = seen(STRUCTURES["a quantity per product beside stock and prices"])
    fields = {column.title: column.field for column in table.columns}
    assert (fields["Qty per"], fields["Total req'd"]) == ("quantity", None)


def test_numbers_in_steps_are_no_requests() -> None:
    assert seen(STRUCTURES["numbers in steps"]).column("purchase_request") is None


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        (["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"], True),
        ([1.0, 1.1, 1.2, "1.2.1", 2.0, 2.1], True),
        ([0.0, "0.1", "0.2"], True),
        ([1.0, 2.0, 3.0], False),
        ([1.5, 2.5, 3.5], False),  # prices
        (["1", "1.1", "1.3.1"], False),  # 1.3 is missing
        (["1.1", "1.2", "1.3"], False),
        (["2026.01", "2026.02", "2026.03"], False),
        (["1", "1.1", "1.1.1", "Bolt"], False),
        ([], False),
    ],
)
def test_numbers_of_a_structure(values: list[object], steps: bool) -> None:
    assert are_steps(values) is steps


def test_a_phrase_within_a_longer_one_says_nothing_of_its_own() -> None:
    text = "Bill of materials\n\nPart no. | Description | Qty\nA1 | Tube | 4\nA2 | Bolt | 8"
    assert seen(text).kind is TableKind.BOM
