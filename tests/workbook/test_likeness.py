"""Titles that nobody knows are read by what they are spelt like, where values and kind of list agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import drawn

from buybook.schema import FIELDS
from buybook.vocabulary import all_words, files
from buybook.workbook.recognise import recognise
from buybook.workbook.recognise.likeness import Likeness, learn
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.tables import SURE, Column, RecognisedTable

KNOWN = Likeness(
    learn(
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


# Titles that no trade has, so that no title which the vocabulary gets one day changes what these tests show.
ZORK = {"expected_date": ["Zorkel grumpf"], "reorder_point": ["Plimpel quorn"], "inspection": ["Wribbeldonk"]}


def recognised(title: str, first: object, second: object, third: object) -> RecognisedTable:
    grid = drawn(LIST.format(title=title, first=first, second=second, third=third))
    (table,) = recognise([grid], all_words(), aliases=ZORK).tables
    return table


def last_column(title: str, first: object, second: object, third: object) -> Column:
    return recognised(title, first, second, third).columns[-1]


def test_such_a_column_is_asked_about_and_says_why() -> None:
    column = last_column("Grumpf zork.", "2026-04-01", "2026-04-03", "2026-04-08")
    assert column.field == "expected_date"
    assert column.confidence < SURE
    assert column.reasons[0].startswith(
        'the unknown title "Grumpf zork." is spelt much like "Zorkel grumpf", Expected date'
    )


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Grumpf zork.", ("blue", "red", "grey")),  # values that are no dates
        ("Plimp. quor", (20, 40, 10)),  # nothing that a list of orders has
        ("Wribbeldonk done by", ("JdV", "JdV", "KS")),  # who did it
        ("Zorkel grumpf Mar", ("2026-04-01", "2026-04-03", "2026-04-08")),  # of a month
    ],
)
def test_what_speaks_against_it_leaves_a_column_alone(title: str, values: tuple[object, ...]) -> None:
    assert Lexicon(all_words(), FIELDS, ZORK).likely(title) is not None
    assert last_column(title, *values).field is None


def test_of_two_columns_like_one_field_neither_gets_it() -> None:
    dates = ("2026-04-01 | 2026-04-02", "2026-04-03 | 2026-04-09", "2026-04-08 | 2026-04-10")
    columns = recognised("Grumpf zork. | Zorkel gru.", *dates).columns
    assert [column.field for column in columns[-2:]] == [None, None]


def test_titles_mean_the_same_from_where_they_were_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meant() -> list[object]:
        lexicon = Lexicon(all_words(), FIELDS, {})
        return [
            (lexicon.matches(title), lexicon.likely(title), lexicon.own_field(title), lexicon.is_known(title))
            for title in (
                "Qty",
                "Received qty",
                "Artikel / Text",
                "Kurs SEK",
                "Leverantr",
                "Huvudlev",
                "Zork",
            )
        ]

    made = meant()
    monkeypatch.setattr(files, "_read", {})
    monkeypatch.setattr(files, "_kept_in", [])
    files.keep_in(tmp_path / "words.json")
    kept = [meant() for _ in range(2)]
    assert sorted(path.suffixes for path in tmp_path.iterdir()) == [
        [".json"], [".spelling", ".json"], [".titles", ".json"],
    ]  # fmt: skip
    assert kept == [made, made]
