"""Dates: what one cell says, and what a column makes of it."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.findings import Severity
from buybook.workbook.centuries import Years
from buybook.workbook.date_order import Elsewhere
from buybook.workbook.dates import Order
from buybook.workbook.values import ColumnContext, ColumnReading, read_column

DAY = dt.date(2026, 3, 12)
NO_DATE = frozenset({dt.date(1970, 1, 1), dt.date(2099, 12, 31), dt.date(9999, 12, 31)})


def read(
    values: list[object], language: str = "sv", field: str = "promised_date", **elsewhere
) -> ColumnReading:
    dates = Elsewhere(language=language, **elsewhere)
    return read_column(values, ColumnContext(field, language=language, dates=dates, no_date=NO_DATE))


def days(reading: ColumnReading) -> list[dt.date | None]:
    return [
        None if np.isnat(value) else value.astype("datetime64[D]").astype(dt.date) for value in reading.values
    ]


def codes(reading: ColumnReading) -> list[str]:
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize(
    "written",
    [
        dt.datetime(2026, 3, 12),
        dt.datetime(2026, 3, 12, 16, 45),
        46093.0,
        46093.75,
        "46093",
        "2026-03-12",
        "2026-3-12",
        "2026/03/12",
        "2026.03.12",
        "2026 03 12",
        "20260312",
        20260312.0,
        "2026-03-12 14:30",
        "2026-03-12T00:00:00",
        "2026-03-12T14:30:00.000Z",
        "2026-03-12 kl. 14:30",
        "  2026-03-12\u00a0",
        "12 mars 2026",
        "den 12 mars 2026",
        "12:e mars 2026",
        "torsdag 12 mars 2026",
        "tors den 12 mars 2026",
        "12 mar 26",
        "12 mrt 2026",
        "12-mrt-26",
        "12 mrt. '26",
        "donderdag 12 maart 2026",
        "do 12 maart 2026",
        "March 12, 2026",
        "Mar. 12th, 2026",
        "12th March 2026",
        "Thu 12 Mar 2026",
        "12-Mar-26",
        "12MAR2026",
        "2026 mars 12",
        "2026–03–12",
        "12 mrt ’26",
        "2026-W11-4",
    ],
)
def test_a_date_without_doubt_is_read_without_a_word(written: object) -> None:
    for language in ("en", "sv", "nl"):
        reading = read([written, None], language)
        assert days(reading) == [DAY, None]
        assert codes(reading) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3/7/20225", "date_slip"),
        ("2O26-03-12", "date_slip"),
        ("12..3.2026", "date_slip"),
        ("31.02.2026", "not_a_date"),
        ("2026-13-01", "not_a_date"),
        ("2026-02-30", "not_a_date"),
        ("1 2 3", "not_a_date"),
        (12.03, "not_a_date"),
        (-5.0, "not_a_date"),
        (True, "words_for_date"),
        ("Pre-PQ Process", "words_for_date"),
        ("See DN-304 (ID#:10589)", "refers_elsewhere"),
        ("se orderbekräftelsen", "refers_elsewhere"),
        ("enligt avtal", "refers_elsewhere"),
        ("TBD", "no_date_given"),
        ("asap", "no_date_given"),
        ("snarast", "no_date_given"),
        ("okänt", "no_date_given"),
        ("onbekend", "no_date_given"),
        ("n.v.t.", "no_date_given"),
        ("n/a", "no_date_given"),
        ("N/A - From RDC", "no_date_given"),
        ("-", "no_date_given"),
        (0.0, "date_means_none"),
        ("0", "date_means_none"),
        ("1900-01-00", "date_means_none"),
        ("0000-00-00", "date_means_none"),
        ("0-jan-1900", "date_means_none"),
        ("00-jan-00", "date_means_none"),
        (2958465.0, "date_means_none"),
        (73050.0, "date_means_none"),
        ("2099-12-31", "date_means_none"),
        ("31-12-9999", "date_means_none"),
        (dt.datetime(1899, 12, 30), "date_means_none"),
        (dt.datetime(2099, 12, 31), "date_means_none"),
        ("v.12", "date_is_week"),
        ("vecka 12", "date_is_week"),
        ("v 12-14", "date_is_week"),
        ("26w12", "date_is_week"),
        ("wk 60 2026", "date_is_week"),
        ("wk 12", "date_is_week"),
        ("12/3", "date_incomplete"),
        ("12 mars", "date_incomplete"),
        ("maart 2026", "date_incomplete"),
        ("2026-03", "date_incomplete"),
        ("Q2 2026", "date_incomplete"),
        (2026.0, "date_incomplete"),
        ("2026-03-12 / 2026-03-19", "several_dates"),
        ("2206-03-12", "date_slip"),
        ("1926-03-12", "date_implausible"),
        (dt.datetime(2226, 3, 12), "date_slip"),
        ("#N/A", "error_in_cell"),
        ("#REF!", "error_in_cell"),
    ],
)
def test_what_is_no_date_is_told_and_never_guessed(written: object, code: str) -> None:
    reading = read(["2026-03-12", written])
    assert days(reading) == [DAY, None]
    assert codes(reading) == [code]
    assert reading.problems[0].index == 1


@pytest.mark.parametrize(
    "written",
    ["v.11 2026", "vecka 11, 2026", "week 11-2026", "wk 11/2026", "wk 11 '26", "2026-W11", "2026 v 11", "v2611",
     "V 2611", "wk202611"],
)  # fmt: skip
def test_a_week_is_read_as_its_friday_and_told(written: str) -> None:
    reading = read([written])
    assert days(reading) == [dt.date(2026, 3, 13)]
    assert codes(reading) == ["date_of_week"]
    assert reading.problems[0].values == {"value": written, "date": "2026-03-13"}


@pytest.mark.parametrize(
    ("written", "others", "likely"),
    [
        ("3/7/20225", ["13/7/2025"], "2025-07-03"),
        ("3/7/20225", ["7/13/2025"], "2025-03-07"),
        ("3/7/20225", [], "2025-07-03 / 2022-07-03"),
        ("5/3/206", ["2026-04-13"], "2026-03-05"),
        ("2062-03-05", ["2026-04-13"], None),  # a year like any other
        ("2206-03-05", ["2026-04-13"], "2026-03-05"),
        ("2O26-O3-O5", ["2026-04-13"], "2026-03-05"),
        ("31.02.2026", ["2026-04-13"], None),
    ],
)
def test_a_slip_is_never_read_and_its_likely_meaning_is_proposed(
    written: str, others: list[object], likely: str | None
) -> None:
    reading = read([written, *others], field="quote_date")
    slips = [problem for problem in reading.problems if problem.code == "date_slip"]
    assert [(slip.values["date"], slip.severity) for slip in slips] == (
        [(likely, Severity.ERROR)] if likely else []
    )
    assert likely is None or days(reading)[0] is None


def test_seriousness_follows_what_the_date_is_for() -> None:
    assert read(["31.02.2026"]).problems[0].severity is Severity.ERROR
    assert read(["31.02.2026"], field="quote_date").problems[0].severity is Severity.WARNING
    assert read(["TBD"]).problems[0].severity is Severity.INFO


def test_a_date_among_words_is_read_and_told() -> None:
    reading = read(["bekr. 2026-03-12 enl. mail", "2026-03-12?"])
    assert days(reading) == [DAY, DAY]
    assert codes(reading) == ["date_among_words"] * 2


@pytest.mark.parametrize(
    "written", ["12/3/2026", "12.3.2026", "12-03-2026", "12 3 2026", "12/3-2026", "12/3-26"]
)
def test_one_number_above_twelve_decides_the_column(written: str) -> None:
    proof = written.replace("12", "25", 1)
    reading = read([written, proof], "en")
    assert days(reading) == [DAY, dt.date(2026, 3, 25)]
    assert codes(reading) == []


def test_month_first_is_decided_by_the_column_too() -> None:
    reading = read(["3/12/2026", "3/25/2026"], "sv")
    assert days(reading) == [DAY, dt.date(2026, 3, 25)]
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("written", "language", "day", "code"),
    [
        ("03/04/2026", "sv", dt.date(2026, 4, 3), "date_order_by_language"),
        ("03-04-2026", "nl", dt.date(2026, 4, 3), "date_order_by_language"),
        ("03.04.2026", "en", dt.date(2026, 4, 3), "date_order_by_language"),
        ("03/04/2026", "en", dt.date(2026, 4, 3), "date_order_unclear"),
        ("26-03-12", "sv", dt.date(2026, 3, 12), "date_order_by_language"),
        ("26-03-12", "nl", dt.date(2012, 3, 26), "date_order_by_language"),
        ("260312", "sv", dt.date(2026, 3, 12), "date_order_by_language"),
    ],
)
def test_an_ambiguous_date_is_never_read_without_a_word(
    written: str, language: str, day: dt.date, code: str
) -> None:
    reading = read([written], language)
    assert days(reading) == [day]
    assert codes(reading) == [code]
    assert reading.problems[0].index is None


def test_an_unclear_column_is_told_of_once() -> None:
    reading = read(["03/04/2026", "05/06/2026", "07/08/2026"], "en")
    assert codes(reading) == ["date_order_unclear"]
    assert reading.problems[0].severity is Severity.WARNING
    assert reading.problems[0].values == {
        "value": "03/04/2026",
        "date": "2026-04-03",
        "other": "2026-03-04",
        "order": "dmy",
    }


def test_the_same_day_either_way_needs_no_word() -> None:
    assert codes(read(["03/03/2026"], "en")) == []


def test_the_setting_decides() -> None:
    assert days(read(["03/04/2026"], "en", setting="mdy")) == [dt.date(2026, 3, 4)]
    assert codes(read(["03/04/2026"], "en", setting="mdy")) == []
    assert codes(read(["25/04/2026", "03/04/2026"], "en", setting="mdy")) == ["date_in_other_order"]


def test_the_country_decides() -> None:
    assert days(read(["03/04/2026"], "en", country="US")) == [dt.date(2026, 3, 4)]


def test_other_columns_decide_by_the_same_separator_first() -> None:
    known = {"/": Order.MDY, ".": Order.DMY}
    assert days(read(["03/04/2026"], "en", table=known)) == [dt.date(2026, 3, 4)]
    assert codes(read(["03/04/2026"], "en", table=known)) == ["date_order_from_elsewhere"]
    assert days(read(["03-04-2026"], "en", workbook={"/": Order.MDY})) == [dt.date(2026, 3, 4)]


def test_the_other_dates_of_the_rows_decide() -> None:
    near = np.array(["2026-03-01", "2026-04-01", "2026-05-01"], dtype="datetime64[D]")
    context = ColumnContext("promised_date", language="en", dates=Elsewhere(), near=near)
    reading = read_column(["03/10/2026", "04/09/2026", "05/11/2026"], context)
    assert days(reading) == [dt.date(2026, 3, 10), dt.date(2026, 4, 9), dt.date(2026, 5, 11)]
    assert codes(reading) == ["date_order_from_elsewhere"]


def test_other_dates_that_are_no_nearer_one_way_decide_nothing() -> None:
    near = np.array(["2026-06-20", "2026-06-20", "2026-06-20"], dtype="datetime64[D]")
    context = ColumnContext("promised_date", language="en", dates=Elsewhere(), near=near)
    assert codes(read_column(["03/10/2026", "04/09/2026", "05/11/2026"], context)) == ["date_order_unclear"]


def test_two_digit_years() -> None:
    reading = read(["31-dec-79", "31-dec-80", "1-jan-00"])
    assert [day and day.year for day in days(reading)] == [2079, 1980, 2000]


def test_years_close_together_show_where_the_year_stands() -> None:
    reading = read(["26-03-12", "26-04-01", "25-11-30", "26-07-09"], "nl")
    assert days(reading) == [DAY, dt.date(2026, 4, 1), dt.date(2025, 11, 30), dt.date(2026, 7, 9)]


LIST_OF_2026: list[object] = ["2026-01-15", "2026-03-12", "2025-11-30"]


@pytest.mark.parametrize(
    "written", ["991231", 991231.0, "99-12-31", "31-12-99", "31.12.99", "31/12-99", "31 dec 99"]
)
@pytest.mark.parametrize(
    "others", [[], LIST_OF_2026, ["260313", "251130", "260228"], ["13-03-26", "30-11-25"]]
)
def test_no_date_in_a_short_spelling_is_no_date(written: object, others: list[object]) -> None:
    for language in ("en", "sv", "nl"):
        reading = read([*others, written], language)
        assert [day and day.year >= 2025 for day in days(reading)] == [True] * len(others) + [None]
        found = [problem for problem in reading.problems if problem.index is not None]
        assert [(problem.code, problem.index) for problem in found] == [("date_means_none", len(others))]


def test_a_spreadsheets_own_reading_of_a_short_spelling_is_no_date_either() -> None:
    typed = dt.datetime(1999, 12, 31)
    reading = read([dt.datetime(2026, 3, 12), dt.datetime(2026, 4, 1), typed])
    assert days(reading)[2] is None
    assert codes(reading) == ["date_means_none"]
    old = read([dt.datetime(1998, 3, 12), dt.datetime(1999, 4, 1), typed])
    assert days(old)[2] == dt.date(1999, 12, 31)
    assert codes(old) == []


def test_no_date_in_another_order_proves_nothing_of_the_rest() -> None:
    reading = read(["05-01-2026", "08-11-2026", "99-12-31", "23-09-2025"], "en")
    assert days(reading) == [dt.date(2026, 1, 5), dt.date(2026, 11, 8), None, dt.date(2025, 9, 23)]
    assert codes(reading) == ["date_means_none"]


def test_the_century_is_that_of_the_other_dates() -> None:
    assert days(read(["1996-05-01", "1997-02-03", "31-12-99"], "nl"))[2] == dt.date(1999, 12, 31)
    assert days(read(["2026-05-01", "2027-02-03", "12-mar-40"], "nl"))[2] == dt.date(2040, 3, 12)
    far = read([*LIST_OF_2026, "12-mar-85", "12 mars 79"])
    assert days(far)[3:] == [None, None]
    assert codes(far) == ["date_implausible"] * 2
    assert far.problems[0].severity is Severity.ERROR


def test_a_slip_among_the_others_does_not_move_the_century() -> None:
    others: list[object] = [dt.datetime(2026, 3, day) for day in range(1, 29)]
    reading = read([*others, "1985-03-12", "12-mar-85"])
    assert days(reading)[-1] is None


def test_the_years_of_other_columns_show_where_the_year_stands() -> None:
    for language, written in (("nl", "26-03-12"), ("en", "26.03.12"), ("en", "260312"), ("sv", "13.03.26")):
        dates = Elsewhere(language=language)
        context = ColumnContext("promised_date", language=language, dates=dates, years=Years(2025, 2026))
        reading = read_column([written], context)
        assert [day and (day.year, day.month) for day in days(reading)] == [(2026, 3)]
        assert codes(reading) == ["date_order_from_elsewhere"]


def test_years_leave_custom_less_to_decide() -> None:
    context = ColumnContext(
        "promised_date", language="sv", dates=Elsewhere(language="sv"), years=Years(2025, 2026)
    )
    reading = read_column(["12-03-26"], context)
    assert days(reading) == [DAY]
    assert reading.problems[0].values["other"] == "2026-12-03"
    assert days(read(["12-03-26", "05-04-26", "01-02-26"], "sv"))[0] == DAY


def test_an_order_that_only_custom_decides_is_a_warning_where_years_hang_on_it() -> None:
    assert read(["26-03-12"], "nl").problems[0].severity is Severity.WARNING
    assert read(["03-04-2026"], "nl").problems[0].severity is Severity.INFO


def test_proof_of_both_orders_leaves_the_ambiguous_unread() -> None:
    reading = read(["25/3/2026", "3/25/2026", "3/4/2026"], "en")
    assert days(reading) == [dt.date(2026, 3, 25), dt.date(2026, 3, 25), None]
    assert codes(reading) == ["date_ambiguous"]
    assert reading.problems[0].severity is Severity.ERROR


def test_one_slip_among_many_does_not_turn_the_column() -> None:
    values = [f"{day}/3/2026" for day in range(13, 29)] + ["3/25/2026", "4/3/2026"]
    reading = read(values, "en")
    assert days(reading)[-2:] == [None, dt.date(2026, 3, 4)]
    assert codes(reading) == ["date_in_other_order"]


def test_dates_that_a_spreadsheet_took_the_wrong_way_round_are_noticed() -> None:
    taken = [dt.datetime(2026, 12, 3), dt.datetime(2026, 5, 4), dt.datetime(2026, 1, 9)]
    assert "dates_swapped" in codes(read([*taken, "3/25/2026", "4/30/2026", "6/15/2026"], "en"))
    assert "dates_swapped" not in codes(
        read([*taken, dt.datetime(2026, 5, 14), "3/25/2026", "4/30/2026", "6/15/2026"])
    )


def test_validity_as_a_length_of_time() -> None:
    reading = read(["2026-03-12", "30 dagar", "2 weeks", 60.0, "TBD"], field="quote_valid_until")
    assert days(reading) == [DAY, None, None, None, None]
    assert [None if np.isnan(value) else value for value in reading.extras["validity_days"]] == [
        None,
        30,
        14,
        60,
        None,
    ]
    assert codes(reading) == ["no_date_given"]


PLAUSIBLE = st.dates(dt.date(2000, 1, 1), dt.date(2068, 12, 31))
STYLES = [
    "{d}/{m}/{y}",
    "{d:02}/{m:02}/{y}",
    "{d}-{m}-{y}",
    "{d:02}-{m:02}-{y}",
    "{d}.{m}.{y}",
    "{d:02}.{m:02}.{y}",
    "{m}/{d}/{y}",
    "{m:02}-{d:02}-{y}",
    "{d}/{m}-{y}",
    "{d} {m} {y}",
    "{d:02}{m:02}{y}",
]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(PLAUSIBLE, min_size=1, max_size=12), st.sampled_from(STYLES), st.sampled_from(["en", "sv", "nl"])
)
def test_every_date_comes_back_when_the_column_shows_the_order(
    dates: list[dt.date], style: str, language: str
) -> None:
    proof = dt.date(2026, 3, 25)
    values: list[object] = [style.format(d=day.day, m=day.month, y=day.year) for day in [*dates, proof]]
    reading = read(values, language)
    assert days(reading) == [*dates, proof]
    assert codes(reading) == []


@settings(max_examples=80, deadline=None)
@given(
    st.lists(PLAUSIBLE, min_size=1, max_size=12),
    st.sampled_from(
        [*STYLES, "{d}/{m}/{s:02}", "{m}/{d}/{s:02}", "{s:02}-{m:02}-{d:02}", "{s:02}{m:02}{d:02}"]
    ),
    st.sampled_from(["en", "sv", "nl"]),
)
def test_a_wrong_date_never_comes_without_a_word(dates: list[dt.date], style: str, language: str) -> None:
    texts = [style.format(d=day.day, m=day.month, y=day.year, s=day.year % 100) for day in dates]
    reading = read(list(texts), language)
    assert days(reading) == dates or reading.problems


@settings(max_examples=80, deadline=None)
@given(
    PLAUSIBLE,
    st.sampled_from(["en", "sv", "nl"]),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d"]),
)
def test_a_year_first_needs_no_evidence(day: dt.date, language: str, style: str) -> None:
    reading = read([day.strftime(style)], language)
    assert days(reading) == [day]
    assert codes(reading) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["3/4/2026", "13/4/2026", "2026-03-12", "12 mars 26", "31/2/2026", "TBD", "4/13/2026", None]
        ),
        max_size=9,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_nothing(values: list[object], shuffler: random.Random) -> None:
    places = list(range(len(values)))
    shuffler.shuffle(places)
    straight, mixed = days(read(values, "en")), days(read([values[place] for place in places], "en"))
    assert [straight[place] for place in places] == mixed
