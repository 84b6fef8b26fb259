"""Suppliers' own layouts, each with what it says: price lists under letterheads, offers side by side, and the like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from buybook.workbook.tables import Area, Grid

Rows = Sequence[Sequence[object]]
D = dt.datetime


class Said(NamedTuple):
    """What a line of a layout says; `price` is for `per` units, None where nothing is offered."""

    supplier: str | None
    item: str
    price: float | None
    currency: str | None = None
    per: float = 1
    start: float | None = None  # from which quantity the price holds
    quantity: float | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Layout:
    """A file as a supplier sends it."""

    name: str
    sheets: dict[str, Rows]
    said: tuple[Said, ...]
    merges: dict[str, tuple[Area, ...]] = field(default_factory=dict)
    until: str | None = None
    incoterm: str | None = None

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The sheets as they are read from a file."""
        return tuple(
            Grid(name, _even(rows), merges=self.merges.get(name, ())) for name, rows in self.sheets.items()
        )


def _even(rows: Rows) -> list[list[object]]:
    width = max(map(len, rows))
    return [[float(v) if type(v) is int else v for v in (*row, *[None] * (width - len(row)))] for row in rows]


N = None
LAYOUTS = (
    Layout(
        "letterhead_nl",
        {
            "Offerte": [
                ["Van Dael Bevestigingstechniek BV"],
                ["Industrieweg 12, 5048 AB Tilburg"],
                [],
                ["Offertenummer:", "OFF-2026-118", N, "Datum:", D(2026, 3, 2)],
                ["Geldig tot:", "30-04-2026", N, "Valuta:", "EUR"],
                ["Leveringsconditie:", "DAP Tilburg", N, "Betaling:", "30 dagen netto"],
                [],
                ["Artikelnr.", "Omschrijving", "Aantal", "Eenheid", "Prijs per 100", "Levertijd"],
                ["A-100", "Zeskantbout M8x40", 500, "st", "12,50", "2 weken"],
                ["A-101", "Moer M8", 1000, "st", "3,75", "2 weken"],
                ["A-102", "Sluitring M8", 2000, "st", "1.250,00", "3 weken"],
                [N, "Totaal", N, N, "25.100,00", N],
                [],
                ["Prijzen excl. BTW. Franco vanaf € 500."],
            ]
        },
        (
            Said("Van Dael Bevestigingstechniek BV", "A-100", 12.5, "EUR", 100, N, 500, "pcs"),
            Said("Van Dael Bevestigingstechniek BV", "A-101", 3.75, "EUR", 100, N, 1000, "pcs"),
            Said("Van Dael Bevestigingstechniek BV", "A-102", 1250.0, "EUR", 100, N, 2000, "pcs"),
        ),
        until="2026-04-30",
        incoterm="DAP Tilburg",
    ),
    Layout(
        "footnote_sv",
        {
            "Blad1": [
                ["OFFERT", N, N, N, "Nordbolt AB"],
                [N, N, N, N, "Box 123, 331 21 Värnamo"],
                [N, N, N, N, "Offert nr 4711"],
                ["Pos", "Art.nr", "Benämning", "Antal", "Pris", "Belopp"],
                [10, "B-1", "Skruv M6x20", 1000, "89,50 kr", "89,50 kr"],
                [20, "B-2", "Bricka M6", 5000, "1 234,50 kr", "6 172,50 kr"],
                [30, "B-3", "Mutter M6", 2000, "Offereras ej", N],
                [N, N, "Frakt", 1, "450,00 kr", "450,00 kr"],
                [N, N, "Summa exkl. moms", N, N, "6 712,00 kr"],
                [N, N, "Moms 25 %", N, N, "1 678,00 kr"],
                [N, N, "Att betala", N, N, "8 390,00 kr"],
                [],
                ["Alla priser i SEK per 1000 st. Offerten gäller t.o.m. 2026-05-31. Leveranstid 3 veckor."],
                ["Leveransvillkor: FCA Värnamo. Betalningsvillkor: 30 dagar netto."],
            ]
        },
        (
            Said("Nordbolt AB", "B-1", 89.5, "SEK", 1000, N, 1000),
            Said("Nordbolt AB", "B-2", 1234.5, "SEK", 1000, N, 5000),
            Said("Nordbolt AB", "B-3", N, N, 1, N, 2000),
        ),
        until="2026-05-31",
        incoterm="FCA Värnamo",
    ),
    Layout(
        "break_columns_en",
        {
            "Quote": [
                ["QUOTATION", N, N, N, N, N],
                ["Supplier", "Eastman Inc.", N, "Quote no", "Q-77", N],
                ["Currency", "USD", N, "Valid until", D(2026, 6, 30), N],
                [],
                ["Part no.", "Description", "MOQ", "1-9", "10-49", "50+"],
                ["P-9", "Seal 40 mm", 1, 4.2, 3.9, 3.5],
                ["P-10", "Seal 50 mm", 10, N, 4.4, 4.1],
            ]
        },
        (
            Said("Eastman Inc.", "P-9", 4.2, "USD", 1, 1),
            Said("Eastman Inc.", "P-9", 3.9, "USD", 1, 10),
            Said("Eastman Inc.", "P-9", 3.5, "USD", 1, 50),
            Said("Eastman Inc.", "P-10", 4.4, "USD", 1, 10),
            Said("Eastman Inc.", "P-10", 4.1, "USD", 1, 50),
        ),
        until="2026-06-30",
    ),
    Layout(
        "break_rows_en",
        {
            "Prices": [
                ["Acme Fasteners Ltd", N, N, N, N],
                ["Price list 2026, all prices in GBP", N, N, N, N],
                [],
                ["Item", "Description", "From qty", "Unit price", "Lead time (days)"],
                ["C-1", "Anchor bolt", 1, 1.25, 14],
                [N, N, 100, 1.1, N],
                [N, N, 1000, 0.95, N],
                ["C-2", "Anchor nut", 1, 0.45, 14],
                [N, N, 100, 0.4, N],
            ]
        },
        (
            Said("Acme Fasteners Ltd", "C-1", 1.25, "GBP", 1, 1),
            Said("Acme Fasteners Ltd", "C-1", 1.1, "GBP", 1, 100),
            Said("Acme Fasteners Ltd", "C-1", 0.95, "GBP", 1, 1000),
            Said("Acme Fasteners Ltd", "C-2", 0.45, "GBP", 1, 1),
            Said("Acme Fasteners Ltd", "C-2", 0.4, "GBP", 1, 100),
        ),
    ),
    Layout(
        "side_by_side_merged_sv",
        {
            "Jämförelse": [
                ["Offertjämförelse 2026", N, N, N, N, N, N, N],
                [N, N, N, "Nordbolt AB", N, "Bultgruppen AB", N, "Skruvcity"],
                ["Artikelnr", "Benämning", "Antal", "Pris", "Ledtid", "Pris", "Ledtid", "Pris", "Ledtid"],
                ["D-1", "Spårskruv", 100, 2.5, "10 dagar", 2.75, "5 dagar", 2.4, "20 dagar"],
                ["D-2", "Låsmutter", 200, 1.1, "10 dagar", N, N, 1.05, "20 dagar"],
            ]
        },
        (
            Said("Nordbolt AB", "D-1", 2.5, N, 1, N, 100),
            Said("Bultgruppen AB", "D-1", 2.75, N, 1, N, 100),
            Said("Skruvcity", "D-1", 2.4, N, 1, N, 100),
            Said("Nordbolt AB", "D-2", 1.1, N, 1, N, 200),
            Said("Skruvcity", "D-2", 1.05, N, 1, N, 200),
        ),
        {"Jämförelse": (Area(2, 4, 2, 5), Area(2, 6, 2, 7), Area(2, 8, 2, 9))},
    ),
    Layout(
        "side_by_side_unmerged_nl",
        {
            "Vergelijking": [
                [N, N, N, "Hanos", N, "Sligro", N],
                ["Artikel", "Omschrijving", "Aantal", "Prijs", "Levertijd", "Prijs", "Levertijd"],
                ["E-1", "Handschoen", 10, "€ 4,50", "3 dagen", "€ 4,25", "1 week"],
                ["E-2", "Schort", 5, "€ 12,00", "3 dagen", "n.v.t.", N],
            ]
        },
        (
            Said("Hanos", "E-1", 4.5, "EUR", 1, N, 10),
            Said("Sligro", "E-1", 4.25, "EUR", 1, N, 10),
            Said("Hanos", "E-2", 12.0, "EUR", 1, N, 5),
            Said("Sligro", "E-2", N, N, 1, N, 5),
        ),
    ),
    Layout(
        "names_in_titles_en",
        {
            "Compare": [
                [
                    "Item no.",
                    "Description",
                    "Qty",
                    "Price Acme",
                    "Lead time Acme",
                    "Price Beta",
                    "Lead time Beta",
                ],
                ["F-1", "Valve", 4, 120.5, 14, 118, 21],
                ["F-2", "Hose", 10, 15.25, 7, "no bid", N],
            ]
        },
        (
            Said("Acme", "F-1", 120.5, N, 1, N, 4),
            Said("Beta", "F-1", 118, N, 1, N, 4),
            Said("Acme", "F-2", 15.25, N, 1, N, 10),
            Said("Beta", "F-2", N, N, 1, N, 10),
        ),
    ),
    Layout(
        "suppliers_down_items_across",
        {
            "Prices": [
                ["Supplier", "Currency", "G-100", "G-101", "G-102"],
                ["Nordbolt AB", "SEK", 12.5, 8, 3.2],
                ["Van Dael BV", "EUR", 1.1, 0.75, N],
                ["Eastman Inc", "USD", 1.2, "no bid", 0.31],
            ]
        },
        (
            Said("Nordbolt AB", "G-100", 12.5, "SEK"),
            Said("Nordbolt AB", "G-101", 8, "SEK"),
            Said("Nordbolt AB", "G-102", 3.2, "SEK"),
            Said("Van Dael BV", "G-100", 1.1, "EUR"),
            Said("Van Dael BV", "G-101", 0.75, "EUR"),
            Said("Eastman Inc", "G-100", 1.2, "USD"),
            Said("Eastman Inc", "G-101", N, N),
            Said("Eastman Inc", "G-102", 0.31, "USD"),
        ),
    ),
    Layout(
        "currency_per_line",
        {
            "Offer": [
                ["Globex GmbH"],
                ["Offer 2026-55 of 1 March 2026"],
                [],
                ["Article", "Description", "Qty", "Unit", "Net price", "Curr.", "Price unit"],
                ["H-1", "Sensor", 10, "pcs", "1,250.00", "EUR", 1],
                ["H-2", "Cable", 200, "m", "85.50", "USD", 100],
                ["H-3", "Plug", 50, "pcs", "12.00", "EUR", 10],
            ]
        },
        (
            Said("Globex GmbH", "H-1", 1250, "EUR", 1, N, 10, "pcs"),
            Said("Globex GmbH", "H-2", 85.5, "USD", 100, N, 200, "m"),
            Said("Globex GmbH", "H-3", 12, "EUR", 10, N, 50, "pcs"),
        ),
    ),
    Layout(
        "price_cell_per",
        {
            "Blad1": [
                ["Leverancier: Ketels BV"],
                [],
                ["Uw artikelnummer", "Ons artikelnummer", "Omschrijving", "Prijs", "Verpakking"],
                ["I-1", "K-881", "Parker 4x40", "€ 8,95 / 100 st", "doos van 200"],
                ["I-2", "K-882", "Parker 5x50", "€ 1,25 per stuk", "doos van 100"],
                ["I-3", "K-883", "Afdekkap", "€ 45,- per 1000", "zak van 500"],
            ]
        },
        (
            Said("Ketels BV", "I-1", 8.95, "EUR", 100),
            Said("Ketels BV", "I-2", 1.25, "EUR", 1),
            Said("Ketels BV", "I-3", 45, "EUR", 1000),
        ),
    ),
    Layout(
        "breaks_from_nl",
        {
            "Prijslijst": [
                ["Prijslijst 2026 - Technische Unie", N, N, N, N, N],
                ["Geldig t/m 31 december 2026", N, N, N, N, N],
                [],
                ["Artikelnummer", "Omschrijving", "Eenheid", "vanaf 1", "vanaf 50", "vanaf 250"],
                ["J-1", "Kabelgoot 2m", "stuk", "18,95", "17,50", "16,25"],
                ["J-2", "Kabelbinder 200mm", "stuk", "0,125", "0,11", "0,095"],
            ]
        },
        (
            Said("Technische Unie", "J-1", 18.95, N, 1, 1, N, "pcs"),
            Said("Technische Unie", "J-1", 17.5, N, 1, 50, N, "pcs"),
            Said("Technische Unie", "J-1", 16.25, N, 1, 250, N, "pcs"),
            Said("Technische Unie", "J-2", 0.125, N, 1, 1, N, "pcs"),
            Said("Technische Unie", "J-2", 0.11, N, 1, 50, N, "pcs"),
            Said("Technische Unie", "J-2", 0.095, N, 1, 250, N, "pcs"),
        ),
        until="2026-12-31",
    ),
    Layout(
        "breaks_under_group_sv",
        {
            "Priser": [
                ["Hydraulikservice i Jönköping AB"],
                ["Giltig: 2026-01-01 - 2026-12-31"],
                [],
                ["Artikel", "Benämning", "Enhet", "Pris SEK vid antal", N, N],
                [N, N, N, 1, 10, 100],
                ["K-1", 'Slang 1/2"', "m", 45, 41.5, 38],
                ["K-2", "Koppling", "st", 120, 110, 99.5],
            ]
        },
        (
            Said("Hydraulikservice i Jönköping AB", "K-1", 45, "SEK", 1, 1, N, "m"),
            Said("Hydraulikservice i Jönköping AB", "K-1", 41.5, "SEK", 1, 10, N, "m"),
            Said("Hydraulikservice i Jönköping AB", "K-1", 38, "SEK", 1, 100, N, "m"),
            Said("Hydraulikservice i Jönköping AB", "K-2", 120, "SEK", 1, 1, N, "pcs"),
            Said("Hydraulikservice i Jönköping AB", "K-2", 110, "SEK", 1, 10, N, "pcs"),
            Said("Hydraulikservice i Jönköping AB", "K-2", 99.5, "SEK", 1, 100, N, "pcs"),
        ),
        {"Priser": (Area(4, 4, 4, 6),)},
        until="2026-12-31",
    ),
    Layout(
        "many_suppliers_rows_en",
        {
            "Quotes": [
                ["Supplier", "Item", "Qty", "Unit", "Price", "Currency", "Lead time", "Valid until"],
                ["Alpha Ltd", "L-1", 100, "pcs", 3.1, "GBP", "2 weeks", D(2026, 5, 1)],
                ["Alpha Ltd", "L-2", 50, "pcs", 7.25, "GBP", "2 weeks", D(2026, 5, 1)],
                ["Beta BV", "L-1", 100, "pcs", 3.4, "EUR", "10 days", D(2026, 4, 15)],
                ["Total", N, N, N, 13.75, N, N, N],
            ]
        },
        (
            Said("Alpha Ltd", "L-1", 3.1, "GBP", 1, N, 100, "pcs"),
            Said("Alpha Ltd", "L-2", 7.25, "GBP", 1, N, 50, "pcs"),
            Said("Beta BV", "L-1", 3.4, "EUR", 1, N, 100, "pcs"),
        ),
    ),
    Layout(
        "two_sheets",
        {
            "Old 2025": [
                ["Contoso Ltd", N, N],
                ["Price list valid until 31 December 2025", N, N],
                ["Item no.", "Description", "Unit price (EUR)"],
                ["M-1", "Filter", 10],
                ["M-2", "Gasket", 2],
            ],
            "New 2026": [
                ["Contoso Ltd", N, N],
                ["Price list valid until 31 December 2026", N, N],
                ["Item no.", "Description", "Unit price (EUR)"],
                ["M-1", "Filter", 11],
                ["M-2", "Gasket", 2.2],
                ["M-3", "Plug", 0.8],
            ],
        },
        (
            Said("Contoso Ltd", "M-1", 11, "EUR"),
            Said("Contoso Ltd", "M-2", 2.2, "EUR"),
            Said("Contoso Ltd", "M-3", 0.8, "EUR"),
        ),
        until="2026-12-31",
    ),
    Layout(
        "alternatives_sv",
        {
            "Offert": [
                ["Leverantör:", "Verktygsboden AB"],
                ["Offertdatum:", "2026-03-05"],
                ["Valuta:", "SEK"],
                [],
                ["Rad", "Ert art.nr", "Benämning", "Antal", "Enhet", "À-pris", "Rabatt", "Summa"],
                [1, "N-1", "Borr 6 mm", 20, "st", "35,00", "10 %", "630,00"],
                ["1 alt", "N-1", "Alternativ: Borr 6 mm HSS-Co", 20, "st", "52,00", "10 %", "936,00"],
                [2, "N-2", "Borr 8 mm", 20, "st", "48,00", "10 %", "864,00"],
                [N, N, N, N, N, N, "Netto", "2 430,00"],
            ]
        },
        (
            Said("Verktygsboden AB", "N-1", 35, "SEK", 1, N, 20, "pcs"),
            Said("Verktygsboden AB", "N-1", 52, "SEK", 1, N, 20, "pcs"),
            Said("Verktygsboden AB", "N-2", 48, "SEK", 1, N, 20, "pcs"),
        ),
    ),
    Layout(
        "thousands_no_currency_title",
        {
            "Sheet1": [
                ["Zentrum Industrietechnik GmbH", N, N, N],
                ["Angebot / Quotation", N, N, N],
                ["All prices in EUR, per 1000 pieces, ex VAT", N, N, N],
                [],
                ["Item code", "Product", "Order qty", "Price/1000"],
                ["O-1", "Rivet 4x10", 10000, 18.4],
                ["O-2", "Rivet 4x12", 20000, 19.95],
            ]
        },
        (
            Said("Zentrum Industrietechnik GmbH", "O-1", 18.4, "EUR", 1000, N, 10000),
            Said("Zentrum Industrietechnik GmbH", "O-2", 19.95, "EUR", 1000, N, 20000),
        ),
    ),
)
