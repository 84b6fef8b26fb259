"""Tables as buyers have them, read into canonical frames."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from reading_lists import ORDER_FIELDS, ORDER_TITLES, read, table

from buybook.findings import Finding, Severity
from buybook.schema import FIELDS, TABLES, Kind, TableKind
from buybook.settings import loads
from buybook.vocabulary import LANGUAGES, words
from buybook.workbook.tables import Area, Block


def orders(rows: list[list[object]], **known) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    frames, findings = read(table(rows, ORDER_FIELDS, ORDER_TITLES, **known))
    return frames[TableKind.ORDERS], findings


LINE = ["PO-1", "Nordic AB", "A-1", 10.0, 12.5, dt.datetime(2026, 3, 12)]


def test_columns_have_the_types_of_their_kinds() -> None:
    frame, findings = orders([LINE, ["PO-2", "Nordic AB", 10023.0, None, None, None]])
    assert findings == ()
    assert list(frame.columns[:2]) == ["_table", "_row"]
    assert isinstance(frame.index, pd.RangeIndex)
    assert frame["_row"].tolist() == [6, 7]
    assert frame["_table"].tolist() == [1, 1]
    assert frame.dtypes.astype(str).to_dict() == {
        "_table": "int64",
        "_row": "int64",
        "po_number": "object",
        "supplier": "object",
        "item_number": "object",
        "quantity_ordered": "float64",
        "unit_price": "float64",
        "promised_date": "datetime64[s]",
    }
    assert frame["item_number"].tolist() == ["A-1", "10023"]
    assert np.isnan(frame["quantity_ordered"][1])
    assert pd.isna(frame["promised_date"][1])


def test_missing_text_is_none_even_after_tables_are_put_together() -> None:
    first = table([LINE], ORDER_FIELDS, ORDER_TITLES, identifier=1, sheet="2025")
    second = table(
        [["PO-9", 4.0]], ["po_number", "quantity_received"], ["Order", "In"], identifier=2, sheet="2026"
    )
    frames, _ = read(first, second)
    frame = frames[TableKind.ORDERS]
    assert frame["_table"].tolist() == [1, 2]
    assert frame["supplier"].tolist() == ["Nordic AB", None]
    assert np.isnan(frame["quantity_ordered"][1])
    assert frame["quantity_received"].tolist()[1] == 4.0
    assert pd.isna(frame["promised_date"][1])
    assert frame["supplier"].dtype == object


def test_a_cell_that_cannot_be_read_is_placed() -> None:
    _, findings = orders([LINE, ["PO-2", "Nordic AB", "A-2", "ja", 1.0, "31.02.2026"]])
    assert [(found.code, found.severity, found.table, found.row, found.field) for found in findings] == [
        ("words_for_number", Severity.ERROR, 1, 7, "quantity_ordered"),
        ("not_a_date", Severity.ERROR, 1, 7, "promised_date"),
    ]
    assert findings[1].values == {"value": "31.02.2026", "example": "2026-03-12"}


def test_the_same_problem_in_many_cells_is_told_for_each() -> None:
    _, findings = orders([[*LINE[:5], "Pre-PQ Process"]] * 4)
    assert [found.row for found in findings if found.code == "words_for_date"] == [6, 7, 8, 9]


def test_rows_that_are_no_data_are_left_out() -> None:
    rows = [
        LINE,
        [None] * 6,
        ["  ", None, "", None, None, None],
        list(ORDER_TITLES),
        ["PO-2", "Nordic AB", "A-2", 3.0, 2.0, None],
        ["Delsumma", None, None, 13.0, None, None],
        [None, None, "Summa artiklar", 13.0, 150.0, None],
        [None, None, None, 0.0, None, None],
        [None, None, None, 13.0, 150.0, None],
        ["Obs! Leverans endast tisdagar", None, None, None, None, None],
        ["PO-3", "Nordic AB", "A-3", 4.0, 2.0, None],
        ["Totalt", None, None, 17.0, None, None],
    ]
    frame, findings = orders(rows)
    assert frame["po_number"].tolist() == ["PO-1", "PO-2", "PO-3"]
    assert frame["_row"].tolist() == [6, 10, 16]
    skipped = [found for found in findings if found.code == "row_skipped"]
    assert [found.cell for found in skipped] == ["E14", "B15"]
    assert skipped[1].values == {"value": "Obs! Leverans endast tisdagar"}


def test_total_rows_that_were_recognised_are_left_out() -> None:
    frame, findings = orders([LINE, ["PO-1", "Nordic AB", "alla", 10.0, 12.5, None]], total_rows=(7,))
    assert frame["_row"].tolist() == [6]
    assert findings == ()


def test_words_of_rows_left_out_prove_nothing() -> None:
    rows = [[*LINE[:5], "03/04/2026"], ["Summa", None, None, "1.250,00", None, "25/12/2026"]]
    _, findings = orders(rows, language="en")
    assert [found.code for found in findings] == ["date_order_unclear"]


def test_a_list_of_names_may_have_one_cell_a_row() -> None:
    rows: list[list[object]] = [
        ["Nordic AB", "EUR", 5.0],
        ["Holland BV", None, None],
        ["Summa Oy", None, None],
    ]
    found = table(
        rows, ["supplier", "currency", "lead_time"], ["Leverantör", "Valuta", "Ledtid"], TableKind.SUPPLIERS
    )
    frames, _ = read(found)
    assert frames[TableKind.SUPPLIERS]["supplier"].tolist()[:2] == ["Nordic AB", "Holland BV"]


def test_numbered_rows_that_wait_for_an_order_are_no_data() -> None:
    fields: list[str | None] = ["po_line", "item_number", "quantity_ordered", "line_amount"]
    rows: list[list[object]] = [[1.0, "A-1", 5.0, 50.0], [2.0, None, None, 0.0], [3.0, None, None, 0.0]]
    frames, findings = read(table(rows, fields, ["Rad", "Artikel", "Antal", "Belopp"]))
    assert frames[TableKind.ORDERS]["po_line"].tolist() == ["1"]
    assert findings == ()


def test_merged_cells_hold_for_each_of_their_rows_but_amounts_do_not() -> None:
    rows = [LINE, [None, None, "A-2", None, None, None], ["PO-2", "Nordic AB", "A-3", 1.0, 3.0, None]]
    asked = []

    def merges(first: int, last: int) -> list[Area]:
        asked.append((first, last))
        return [Area(6, 2, 7, 2), Area(6, 3, 7, 3), Area(6, 5, 7, 5), Area(6, 6, 7, 6), Area(6, 7, 7, 7)]

    frame, findings = orders(rows, merges=merges)
    assert frame["po_number"].tolist() == ["PO-1", "PO-1", "PO-2"]
    assert frame["supplier"].tolist() == ["Nordic AB"] * 3
    assert frame["promised_date"].notna().tolist() == [True, True, False]
    assert frame["unit_price"].tolist() == [12.5, 12.5, 3.0]
    assert np.isnan(frame["quantity_ordered"][1])
    assert asked == [(6, 8)]
    assert findings == ()


def test_merges_are_not_asked_for_where_nothing_is_empty() -> None:
    def merges(first: int, last: int) -> list[Area]:
        raise AssertionError("slow in Excel")

    orders([LINE, LINE], merges=merges)


def test_an_order_number_that_heads_a_group_is_filled_down() -> None:
    rows = [
        LINE,
        [None, None, "A-2", 5.0, 3.0, None],
        ["PO-2", "Nordic AB", "A-3", 1.0, 3.0, None],
        [None, None, "A-4", 1.0, 3.0, None],
    ]
    frame, findings = orders(rows)
    assert frame["po_number"].tolist() == ["PO-1", "PO-1", "PO-2", "PO-2"]
    assert frame["supplier"].tolist() == ["Nordic AB"] * 4
    assert [(found.code, found.severity, found.field, found.values["count"]) for found in findings] == [
        ("filled_down", Severity.INFO, "po_number", 2),
        ("filled_down", Severity.INFO, "supplier", 2),
    ]


def test_a_missing_order_number_is_not_filled_where_every_row_has_its_own() -> None:
    rows = [LINE, ["PO-1", "Nordic AB", "A-2", 5.0, 3.0, None], [None, "Nordic AB", "A-3", 1.0, 3.0, None]]
    frame, findings = orders(rows)
    assert frame["po_number"].tolist() == ["PO-1", "PO-1", None]
    assert findings == ()


RESULTS = ["quantity_received", "quantity_accepted", "quantity_outstanding", "status", "flags", "days_late"]


@pytest.mark.parametrize("name", RESULTS)
def test_our_own_results_are_not_read_back(name: str) -> None:
    rows: list[list[object]] = [["PO-1", 5.0, 3.0]]
    grid, found = table(rows, ["po_number", "quantity_ordered", name], ["Order", "Antal", "Buybook"])
    added = replace(found, columns=(*found.columns[:2], replace(found.columns[2], ours=True)))
    assert name not in read((grid, added))[0][TableKind.ORDERS]
    assert name in read((grid, found))[0][TableKind.ORDERS]
    booked = replace(added, kind=TableKind.RECEIPTS)
    assert name in read((grid, booked))[0][TableKind.RECEIPTS]


@pytest.mark.parametrize("name", ["po_number", "po_line", "quantity_damaged", "reason", "delivery_note"])
def test_what_a_buyer_fills_into_a_column_of_ours_is_read(name: str) -> None:
    grid, found = table(
        [["A-1", 5.0, "7"]], ["item_number", "quantity_ordered", name], ["Artikel", "Antal", "Buybook"]
    )
    added = replace(found, columns=(*found.columns[:2], replace(found.columns[2], ours=True)))
    assert name in read((grid, added))[0][TableKind.ORDERS]


def test_a_lists_full_dates_show_the_century_of_its_short_ones() -> None:
    fields: list[str | None] = ["po_number", "order_date", "promised_date"]
    rows: list[list[object]] = [["PO-1", 20260223.0, "991231"], ["PO-2", 20260129.0, "260413"]]
    frames, findings = read(table(rows, fields, ["Order", "Datum", "Lovat"]))
    assert frames[TableKind.ORDERS]["promised_date"].tolist() == [pd.NaT, pd.Timestamp(2026, 4, 13)]
    assert [(found.code, found.row) for found in findings if found.row == 6] == [("date_means_none", 6)]


QUOTE_FIELDS = ["item_number", "quantity", None, None, None, None]
QUOTE_TITLES = ["Artikel", "Antal", "Pris", "Ledtid", "Pris (EUR)", "Ledtid"]


def side_by_side(rows: list[list[object]]) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    blocks = (
        Block((4, 5), "Nordic AB", {4: "unit_price", 5: "lead_time"}),
        Block((6, 7), "Holland BV", {6: "unit_price", 7: "lead_time"}),
    )
    frames, findings = read(table(rows, QUOTE_FIELDS, QUOTE_TITLES, TableKind.QUOTATIONS, blocks=blocks))
    return frames[TableKind.QUOTATIONS], findings


def test_suppliers_side_by_side_become_rows() -> None:
    frame, findings = side_by_side(
        [
            ["A-1", 10.0, "12,50 SEK", 5.0, 1.1, "2 veckor"],
            ["A-2", 5.0, 20.0, 9.0, 2.2, 7.0],
            ["A-3", 1.0, None, None, 9.0, 1.0],
        ]
    )
    assert frame[
        ["_row", "item_number", "quantity", "supplier", "unit_price", "lead_time", "currency"]
    ].values.tolist() == [
        [6, "A-1", 10.0, "Nordic AB", 12.5, 5.0, "SEK"],
        [6, "A-1", 10.0, "Holland BV", 1.1, 14.0, "EUR"],
        [7, "A-2", 5.0, "Nordic AB", 20.0, 9.0, None],
        [7, "A-2", 5.0, "Holland BV", 2.2, 7.0, "EUR"],
        [8, "A-3", 1.0, "Holland BV", 9.0, 1.0, "EUR"],
    ]
    assert findings == ()


def test_a_problem_in_a_block_is_placed_by_its_cell() -> None:
    _, findings = side_by_side([["A-1", "x", 12.5, 5.0, "ja", 7.0]])
    assert [(found.code, found.row, found.sheet, found.cell, found.title) for found in findings] == [
        ("words_for_number", 6, None, None, None),
        ("words_for_number", None, "Order", "F6", "Pris (EUR)"),
    ]


def quotes(fields: list[str], titles: list[str], rows: list[list[object]], **known):
    frames, findings = read(table(rows, list(fields), titles, TableKind.QUOTATIONS), **known)
    return frames[TableKind.QUOTATIONS], [found.code for found in findings]


def test_currency_unit_and_price_quantity_come_from_price_cells() -> None:
    frame, codes = quotes(
        ["item_number", "quantity", "unit_price"],
        ["Artikel", "Antal", "Pris"],
        [["A", "10 st", "€ 12,50/100 st"], ["B", 5.0, "USD 3.10"], ["C", "2 kg", 4.0]],
    )
    assert frame["currency"].tolist() == ["EUR", "USD", None]
    assert frame["unit"].tolist() == ["pcs", None, "kg"]
    assert frame["price_per"].fillna(0).tolist() == [100.0, 0.0, 0.0]
    assert codes == []


def test_titles_fill_what_cells_leave_open() -> None:
    frame, codes = quotes(
        ["item_number", "unit_price", "currency"],
        ["Artikel", "Pris/100 st (SEK)", "Valuta"],
        [["A", 12.5, None], ["B", 12.5, "SEK"]],
    )
    assert frame["currency"].tolist() == ["SEK", "SEK"]
    assert frame["price_per"].tolist() == [100.0, 100.0]
    assert frame["unit"].tolist() == ["pcs", "pcs"]
    assert codes == []


def test_contradictions_between_cells_are_told() -> None:
    frame, codes = quotes(
        ["item_number", "quantity", "unit", "unit_price", "currency"],
        ["Artikel", "Antal", "Enhet", "Pris", "Valuta"],
        [["A", "10 kg", "st", "€ 5", "SEK"]],
    )
    assert frame[["unit", "currency"]].values.tolist() == [["pcs", "SEK"]]
    assert sorted(codes) == ["currency_differs", "unit_differs"]
    _, codes = quotes(
        ["item_number", "unit_price", "currency"], ["Artikel", "Pris EUR", "Valuta"], [["A", 5.0, "SEK"]]
    )
    assert codes == ["currency_title_differs"]


def test_columns_learn_from_each_other() -> None:
    fields = ["po_number", "order_date", "promised_date", "unit_price", "line_amount"]
    rows: list[list[object]] = [
        ["PO-1", "03/25/2026", "04/05/2026", "1,250", "12.50"],
        ["PO-2", "03/26/2026", "04/06/2026", "2,500", "25.00"],
    ]
    frames, findings = read(table(rows, list(fields), fields))
    frame = frames[TableKind.ORDERS]
    assert frame["promised_date"].dt.strftime("%m-%d").tolist() == ["04-05", "04-06"]
    assert frame["unit_price"].tolist() == [1250.0, 2500.0]
    assert {found.code for found in findings} == {"date_order_from_elsewhere", "number_style_from_elsewhere"}


def test_tables_learn_from_each_other() -> None:
    one = table(
        [["PO-1", "03/25/2026"]], ["po_number", "order_date"], ["Order", "Datum"], sheet="A", identifier=1
    )
    two = table(
        [["PO-2", "03/04/2026"]], ["po_number", "order_date"], ["Order", "Datum"], sheet="B", identifier=2
    )
    frames, findings = read(one, two)
    assert frames[TableKind.ORDERS]["order_date"].dt.strftime("%m-%d").tolist() == ["03-25", "03-04"]
    assert [(found.code, found.table) for found in findings] == [("date_order_from_elsewhere", 2)]


def test_settings_decide() -> None:
    settings = loads("dates: {order: mdy}\nnumbers: {decimal: point}")
    rows = [["PO-1", "Nordic AB", "A", "1.250", 1.0, "03/04/2026"]]
    frames, findings = read(table(rows, ORDER_FIELDS, ORDER_TITLES), settings=settings)
    assert frames[TableKind.ORDERS]["quantity_ordered"].tolist() == [1.25]
    assert frames[TableKind.ORDERS]["promised_date"].dt.month.tolist() == [3]
    assert findings == ()


def test_an_empty_table_gives_an_empty_frame() -> None:
    frame, findings = orders([[None] * 6])
    assert len(frame) == 0
    assert frame["quantity_ordered"].dtype == "float64"
    assert findings == ()


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)),
    st.sampled_from(
        ["#N/A", "31.02.2026", "1.250", "€ 5/100", "Summa", "-", "12 st", "v.12", "Order", "Antal"]
    ),
)


@hypothesis_settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=8), st.sampled_from(list(TABLES))
)
def test_nothing_in_cells_raises_and_frames_keep_their_types(
    rows: list[list[object]], kind: TableKind
) -> None:
    fields = [*ORDER_FIELDS[:5], "status"]
    frames, findings = read(table(rows, list(fields), ORDER_TITLES, kind))
    for name in fields:
        dtype = str(frames[kind][name].dtype)
        assert dtype == ("float64" if FIELDS[name].kind in (Kind.QUANTITY, Kind.MONEY) else "object")
        texts = frames[kind][name].tolist() if dtype == "object" else []
        assert all(
            text is None or (isinstance(text, str) and text and text == text.strip()) for text in texts
        )
    for language in LANGUAGES:
        for found in findings:
            assert words(language).text(found.code, found.values)
            assert words(language).remedy(found.code, found.values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_in_each_language(language: str) -> None:
    lists: dict[str, list[object]] = {
        "sv": ["PO-1", "Nordic AB", "00123", "1 250 st", "12,50 kr", "25 mars 2026"],
        "nl": ["PO-1", "Nordic AB", "00123", "1.250 stuks", "€ 12,50", "25-03-2026"],
        "en": ["PO-1", "Nordic AB", "00123", "1,250 pcs", "$12.50", "25 March 2026"],
    }
    frame, findings = orders([lists[language]], language=language)
    row = frame.iloc[0]
    assert (row["item_number"], row["quantity_ordered"], row["unit_price"]) == ("00123", 1250.0, 12.5)
    assert row["promised_date"] == pd.Timestamp(2026, 3, 25)
    assert row["currency"] == {"sv": "SEK", "nl": "EUR", "en": "USD"}[language]
    assert row["unit"] == "pcs"
    assert {found.severity for found in findings} <= {Severity.INFO}
