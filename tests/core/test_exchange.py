from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from frame_rows import codes, frame

from buybook.core.exchange import Quoting, Rates, rates_from
from buybook.schema import TableKind

D = Decimal


def read(rows: list[dict[str, object]], **settings: object) -> tuple[Rates, list[str]]:
    currencies = settings.pop("workbook", ())
    tables = {TableKind.RATES: frame(rows, table=9)}
    if currencies:
        tables[TableKind.QUOTATIONS] = frame([{"currency": code} for code in currencies])  # type: ignore[union-attr]
    rates, findings = rates_from(tables, **settings)  # type: ignore[arg-type]
    return rates, codes(findings)


def listed(**rates: float) -> list[dict[str, object]]:
    return [{"currency": code, "exchange_rate": rate} for code, rate in rates.items()]


def test_base_per_unit() -> None:
    rates, told = read(listed(SEK=1, EUR=11.2, USD=10.4))
    assert (rates.base, rates.source) == ("SEK", "table")
    assert rates.rates == {"EUR": D("11.2"), "USD": D("10.4")}
    assert told == ["rates_read_direct"]
    assert rates.in_base(D("10.005"), "EUR") == D("112.06")
    assert rates.in_base(D("10.005"), "SEK") == D("10.01")
    assert rates.in_base(D(10), "GBP") is None


def test_units_per_base_are_turned_round() -> None:
    rates, told = read(listed(EUR=1, SEK=11.2, USD=1.08, JPY=160))
    assert rates.base == "EUR"
    assert rates.rates["SEK"] == 1 / D("11.2")
    assert rates.rates["USD"] == 1 / D("1.08")  # alone it could be either; the list is read one way
    assert told == ["rates_read_inverse"]


def test_the_settings_base_is_reached_across_the_lists_own() -> None:
    rates, _ = read(listed(EUR=1, SEK=0.1, USD=0.9), settings_base="SEK")
    assert rates.base == "SEK"
    assert rates.rates == {"EUR": D(10), "USD": D(9)}


def test_a_list_that_lacks_the_settings_base_is_not_used() -> None:
    rates, told = read(listed(EUR=1, USD=0.9, JPY=0.006), settings_base="SEK")
    assert rates.rate("EUR") is None
    assert "rates_in_another_base" in told


@pytest.mark.parametrize(
    ("settings", "base"),
    [
        ({"settings_base": "SEK"}, "SEK"),
        ({"base_hint": "SEK"}, "SEK"),
        ({"workbook": ["SEK", "EUR", "USD"]}, "SEK"),
        ({"country_currency": "SEK"}, "SEK"),
        ({}, None),
        ({"workbook": ["SEK", "NOK", "EUR"]}, None),
    ],
)
def test_where_the_base_is_known_from(settings: dict[str, object], base: str | None) -> None:
    rates, told = read(listed(EUR=11.2, USD=10.4), **settings)
    assert rates.base == base
    assert ("rates_base_unknown" in told) == (base is None)
    assert rates.rate("EUR") == (D("11.2") if base else None)


def test_the_headers_base_may_be_a_column() -> None:
    rates, _ = read([{"currency": "EUR", "exchange_rate": 11.2, "base_currency": "SEK"}])
    assert rates.base == "SEK"


def test_rates_per_hundred() -> None:
    rare = [{"currency": "TRY", "exchange_rate": 31, "price_per": 100}, *listed(SEK=1)]
    assert read(rare)[0].rates["TRY"] == D("0.31")
    said = [{"currency": "JPY", "exchange_rate": 6.8, "price_per": 100}, *listed(SEK=1, EUR=11)]
    assert read(said)[0].rates["JPY"] == D("0.068")
    rates, told = read(listed(SEK=1, JPY=6.8))
    assert rates.rates["JPY"] == D("0.068")
    assert "rate_read_per_hundred" in told


def test_an_odd_rate_is_used_and_pointed_out() -> None:
    rates, told = read(listed(SEK=1, EUR=11.2, USD=104))
    assert rates.rates["USD"] == D(104)
    assert "rate_unusual" in told


def test_no_rate_of_zero_or_less() -> None:
    rates, told = read(listed(SEK=1, EUR=0, USD=-3, GBP=13))
    assert set(rates.rates) == {"GBP"}
    assert told.count("rate_not_positive") == 2


def test_of_two_rates_the_later_counts_and_without_dates_neither() -> None:
    old = {"currency": "EUR", "exchange_rate": 11.0, "quote_date": date(2026, 1, 1)}
    new = {"currency": "EUR", "exchange_rate": 11.5, "quote_date": date(2026, 2, 1)}
    assert read([new, old, *listed(SEK=1)])[0].rates["EUR"] == D("11.5")
    rates, told = read([*listed(EUR=11.0, SEK=1), *listed(EUR=11.5)])
    assert rates.rate("EUR") is None
    assert "rates_conflict" in told
    assert read([*listed(EUR=11.0, SEK=1), *listed(EUR=11.0)])[0].rates["EUR"] == D(11)


def test_the_table_wins_over_the_settings_which_fill_in() -> None:
    rates, _ = read(
        listed(SEK=1, EUR=11.2), settings_base="SEK", settings_rates={"EUR": D(10), "GBP": D(13), "NOK": D(0)}
    )
    assert rates.rates == {"EUR": D("11.2"), "GBP": D(13)}


def test_settings_alone() -> None:
    rates, told = read([], settings_base="SEK", settings_rates={"EUR": D("0.09")})
    assert rates.rates == {"EUR": D("0.09")}  # by definition base per unit, whatever its size
    assert (rates.source, told) == ("settings", [])
    assert read([], workbook=["EUR", "EUR"])[0].base == "EUR"
    assert read([], workbook=["EUR", "SEK"]) == (Rates(None, {}, "none"), ["base_currency_unknown"])


def test_a_quotations_own_rate_wins_except_for_the_base() -> None:
    rates = Rates("SEK", {"EUR": D(11)})
    assert rates.in_base(D(10), "EUR", D(12)) == D(120)
    assert rates.in_base(D(10), "GBP", D(13)) == D(130)
    assert rates.in_base(D(10), "SEK", D(12)) == D(10)


def test_the_way_round_that_the_title_says_wins_over_the_size_of_the_rates() -> None:
    near_one = listed(EUR=1.16, USD=1.27)  # either way round is usual
    assert read(near_one, base_hint="GBP")[0].rates["EUR"] == D("1.16")
    rates, told = read(near_one, base_hint="GBP", quoting=Quoting.INVERSE)
    assert rates.rates == {"EUR": 1 / D("1.16"), "USD": 1 / D("1.27")}
    assert told == ["rates_read_inverse"]
    rates, told = read(listed(SEK=11.3), base_hint="EUR", quoting=Quoting.DIRECT)
    assert rates.rates["SEK"] == D("11.3")  # no guess: pointed out instead
    assert sorted(told) == ["rate_unusual", "rates_read_direct"]


@pytest.mark.parametrize("quoting", [None, Quoting.INVERSE])
def test_kronor_per_euro_are_not_taken_for_a_rate_of_a_hundred(quoting: Quoting | None) -> None:
    rates, told = read(listed(USD=1.08, SEK=11.3), base_hint="EUR", quoting=quoting)
    assert rates.rates == {"USD": 1 / D("1.08"), "SEK": 1 / D("11.3")}
    assert told == ["rates_read_inverse"]
