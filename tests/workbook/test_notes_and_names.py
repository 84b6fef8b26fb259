"""Receipts that are noted in words, and suppliers under several spellings."""

from __future__ import annotations

import pytest
from reading_lists import ORDER_FIELDS, ORDER_TITLES, read, table

from buybook.schema import TableKind
from buybook.workbook.receipt_notes import receipt_notes
from buybook.workbook.statuses import read_state
from buybook.workbook.supplier_names import name_key, spellings


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("5/3 rec 20, rest on back order", [(20, "5/3")]),
        ("rec'd 12.5 kg 5/3/26", [(12.5, "5/3/26")]),
        ("rec 20 on 5/3; rec 30 12/3", [(20, "5/3"), (30, "12/3")]),
        ("12/3 ank 40 st, rest v.14", [(40, "12/3")]),
        ("2026-03-05 ankom 1 200 st", [(1200, "2026-03-05")]),
        ("40 st ank. 12 mars 2026, 20 kvar", [(40, "2026-03-12")]),
        ("ontvangen 10 op 3-4, rest volgt", [(10, "3-4")]),
        ("10 stuks binnen 3-4-2026", [(10, "3-4-2026")]),
        ("rec 20", [(20, None)]),
        ("not received 20", []),
        ("20 will be delivered 5/3", []),
        ("ej ank 12/3 40 st", []),
        ("nog niet ontvangen 10", []),
        ("rest 20 ontvangen 3-4", []),
        ("Orderbevestiging 4711 ontvangen 5/3", []),
        ("faktura 12 mottagen", []),
        ("ank 12/3", []),  # how many?
        ("levererat 10 dagar sent", []),
        ("received 20 of 50 on 5/3", []),  # which of the two?
        ("ring lev. 12/3", []),
    ],
)
def test_what_a_note_tells_of_receipts(text: str, notes: list[tuple[float, str | None]]) -> None:
    assert [(note.quantity, note.date) for note in receipt_notes(text)] == notes


def test_a_noted_receipt_is_offered_and_not_booked() -> None:
    fields = [*ORDER_FIELDS, "quantity_received", "comment"]
    titles = [*ORDER_TITLES, "Mottaget", "Kommentar"]
    rows: list[list[object]] = [
        ["PO-1", "Nordic AB", "A-1", 60.0, 2.0, "2026-03-12", None, "12/3 ank 40 st, rest v.14"],
        ["PO-2", "Nordic AB", "A-2", 60.0, 2.0, "2026-03-12", 40.0, "12/3 ank 40 st, rest v.14"],  # booked
        ["PO-3", "Nordic AB", "A-3", 60.0, 2.0, "2026-03-12", None, "ring Olle"],
    ]
    frames, findings = read(table(rows, fields, titles))
    offered = [finding for finding in findings if finding.code.startswith("receipt_in_text")]
    assert [(each.code, each.row, each.field) for each in offered] == [("receipt_in_text", 6, "comment")]
    assert offered[0].values["quantity"] == "40"
    assert offered[0].values["date"] == "12/3"
    assert frames[TableKind.ORDERS]["quantity_received"].fillna(0).tolist() == [0, 40, 0]


@pytest.mark.parametrize(
    "names",
    [
        ("Nordic Steel AB", "NORDIC STEEL", "Nordic  Steel Ab"),
        ("Holland B.V.", "Holland BV"),
        ("Acme Ltd", "Acme Limited"),
        ("Bosch GmbH", "Bosch"),
        ("Würth Nederland", "Wurth Nederland"),
        ("Jensen & Co", "Jensen and Co."),
        ("Mc Master", "McMaster"),
        ("Ahlsell Sverige AB", "Ahlsel Sverige AB"),
        ("AB Volvo", "Volvo"),
    ],
)
def test_spellings_of_one_name_are_found(names: tuple[str, ...]) -> None:
    assert spellings(["Somebody else", *names, "Third party"]) == [names]


def test_different_names_stay_different() -> None:
    assert spellings(["Plant 1 AB", "Plant 2 AB", "SKF", "SKB", "Volvo", "Scania", "AB", "BV"]) == []
    assert name_key("AB") == "ab"


def test_suppliers_are_proposed_in_one_finding_and_never_merged() -> None:
    names = ["Nordic Steel AB", "NORDIC STEEL", "Holland B.V.", "Holland BV", "Acme"]
    rows: list[list[object]] = [[f"PO-{name}", name, "A", 1.0, 1.0, "2026-03-12"] for name in names]
    frames, findings = read(table(rows, list(ORDER_FIELDS), ORDER_TITLES))
    (alike,) = [finding for finding in findings if finding.code == "suppliers_alike"]
    assert (alike.values["count"], alike.row, alike.field) == (2, 7, "supplier")
    assert alike.values["names"] == '"Nordic Steel AB" = "NORDIC STEEL"; "Holland B.V." = "Holland BV"'
    assert frames[TableKind.ORDERS]["supplier"].tolist() == names


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Orderbevestiging ontvangen", "confirmed"),
        ("OB mottagen", "confirmed"),
        ("Order confirmation received", "confirmed"),
        ("Ej mottagen OB", None),
        ("Faktura mottagen", None),
        ("Offerte ontvangen", None),
        ("OB", None),
        ("Shipped", "awaiting_receipt"),
        ("Onderweg", "awaiting_receipt"),
        ("Restnoterad", "awaiting_receipt"),
    ],
)
def test_papers_that_arrived_are_no_goods(text: str, state: str | None) -> None:
    for language in ("en", "sv", "nl"):
        assert read_state(text, language, TableKind.ORDERS) == state
