"""Titles that nobody knows are read by what they are spelt like, where values and kind of list agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import drawn

from buybook.schema import FIELDS
from buybook.vocabulary import all_words
from buybook.workbook.recognise import recognise
from buybook.workbook.recognise.likeness import Likeness
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.tables import SURE, Column

KNOWN = Likeness(
    [
        ("supplier", "Supplier"),
        ("supplier", "Preferred supplier"),
        ("supplier", "Leverantör"),
        ("supplier_score", "Betyg"),
        ("requested_date", "Needed by"),
        ("requested_date", "Önskat leveransdatum"),
        ("stock_on_hand", "Voorraad"),
        ("stock_on_hand", "I lager"),
    ]
)
ALL = Lexicon(all_words(), FIELDS, {})

LIST = """
PO no. | Line | Supplier | Item no. | Qty | Unit price | {title}
4501 | 1 | Acme Ltd | A-100 | 5 | 12.5 | {first}
4501 | 2 | Acme Ltd | A-200 | 7 | 3.25 | {second}
4502 | 1 | Bolton Inc | A-300 | 2 | 148 | {third}
"""


@pytest.mark.parametrize(
    ("title", "field", "alias"),
    [
        ("Pref. suppl.", "supplier", "Preferred supplier"),
        ("Need by", "requested_date", "Needed by"),
        ("BETYG 1-5", "supplier_score", "Betyg"),
        ("Onskat lev.datum", "requested_date", "Önskat leveransdatum"),
        ("Voorr.", "stock_on_hand", "Voorraad"),
        ("I lager (st)", "stock_on_hand", "I lager"),
    ],
)
def test_a_title_is_spelt_like_a_known_one(title: str, field: str, alias: str) -> None:
    likely = KNOWN.likely(title)
    assert likely is not None
    assert (likely.field, likely.alias) == (field, alias)


@pytest.mark.parametrize("title", ["Zork", "42", "", "?", "Haven"])
def test_a_title_like_none_means_nothing(title: str) -> None:
    assert KNOWN.likely(title) is None


@given(st.text(max_size=60))
def test_any_text_has_one_likely_field_or_none(title: str) -> None:
    likely = ALL.likely(title)
    if likely is not None:
        assert 0.5 <= likely.chance <= 1.0 + 1e-9
        assert any(likely.alias in words.aliases(likely.field) for words in all_words())


def last_column(title: str, first: object, second: object, third: object) -> Column:
    (table,) = recognise(
        [drawn(LIST.format(title=title, first=first, second=second, third=third))], all_words()
    ).tables
    return table.columns[-1]


def test_such_a_column_is_asked_about_and_says_why() -> None:
    column = last_column("Dlvry expectd", "2026-04-01", "2026-04-03", "2026-04-08")
    assert column.field == "expected_date"
    assert column.confidence < SURE
    assert "Dlvry expectd" in column.reasons[0]
    assert "is spelt much like" in column.reasons[0]


def test_values_that_disagree_leave_it_alone() -> None:
    assert last_column("Dlvry expectd", "blue", "red", "grey").field is None


def test_who_did_it_is_not_what_was_done() -> None:
    assert ALL.likely("Gecontroleerd door") is not None
    assert last_column("Gecontroleerd door", "JdV", "JdV", "KS").field is None


def test_a_month_is_like_no_title() -> None:
    assert ALL.likely("Apr") is not None
    assert last_column("Apr", 3, 4, 5).field is None


def test_what_such_a_list_has_not_is_not_read() -> None:
    likely = ALL.likely("Reord lvl")
    assert likely is not None
    assert likely.field == "reorder_point"
    assert last_column("Reord lvl", 20, 40, 10).field is None


def test_of_two_columns_like_one_field_neither_gets_it() -> None:
    text = LIST.format(
        title="Dlvry expectd | Expectd dlvry", first="2026-04-01 | 2026-04-02", second="2026-04-03 | 2026-04-09",
        third="2026-04-08 | 2026-04-10",
    )  # fmt: skip
    (table,) = recognise([drawn(text)], all_words()).tables
    assert [column.field for column in table.columns[-2:]] == [None, None]
