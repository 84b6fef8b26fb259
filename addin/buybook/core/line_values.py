"""What order lines are worth, and whether somebody charges another price for them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import numpy as np
import pandas as pd

from buybook.core.frames import Floats, Ints, Mask, Texts, column, given, numbers, positions, texts
from buybook.core.money import exact, minor_unit, rounded

_NOISE = 1e-9


def price_of_one(frame: pd.DataFrame) -> Floats:
    """Give the price of one unit after discount, unit_price / price_per x (1 - discount %); NaN if none."""
    per = numbers(frame, "price_per")
    per = np.where(np.isnan(per) | (per <= 0), 1.0, per)
    return numbers(frame, "unit_price") / per * (1 - np.nan_to_num(numbers(frame, "discount")) / 100)


def amounts(frame: pd.DataFrame, quantity: Floats, ordered: Floats) -> Floats:
    """Give quantity x price for each row, rounded half-up to the smallest coin of its currency.

    Where a row has no price, its line amount is taken in proportion to what was ordered. NaN where neither
    is known. The float next to the exact decimal is returned.
    """
    price = price_of_one(frame)
    whole = numbers(frame, "line_amount")
    with np.errstate(divide="ignore", invalid="ignore"):
        rough = np.where(np.isnan(price), whole / ordered * quantity, price * quantity)
    rough = np.where(np.isfinite(rough), rough, np.nan)
    currency = texts(frame, "currency")
    coins_per_unit = _coins_per_unit(currency)
    coins = rough * coins_per_unit
    nearest = np.floor(coins + 0.5)
    result = nearest / coins_per_unit
    # Near half a coin the float may stand on the wrong side of it: those few are computed exactly.
    doubtful = np.abs(np.abs(coins - np.trunc(coins)) - 0.5) < 1e-6 * np.maximum(1, np.abs(coins) * 1e-6)
    for row in positions(doubtful):
        result[row] = _exact_amount(frame.iloc[[row]], quantity[row], ordered[row], currency[row])
    return result + 0.0


def _coins_per_unit(currency: Texts) -> Floats:
    codes, distinct = pd.factorize(currency)
    sizes = [float(1 / minor_unit(name)) for name in distinct] + [float(1 / minor_unit(None))]
    return np.array(sizes)[codes]


def _exact_amount(row: pd.DataFrame, quantity: float, ordered: float, currency: str | None) -> float:
    wanted = exact(quantity) or Decimal(0)
    price = exact(column(row, "unit_price").iloc[0])
    if price is not None:
        per = exact(column(row, "price_per").iloc[0])
        discount = exact(column(row, "discount").iloc[0]) or Decimal(0)
        per = per if per is not None and per > 0 else Decimal(1)
        return float(rounded(wanted * price * (100 - discount) / (100 * per), currency))
    whole, base = exact(column(row, "line_amount").iloc[0]), exact(ordered)
    return float(rounded((whole or Decimal(0)) * wanted / (base or Decimal(1)), currency))


def differing_prices(
    orders: pd.DataFrame, row_of_line: Ints, charged: pd.DataFrame, line: Ints, percent: float
) -> Mask:
    """Tell which rows of a table charge another price than their line's, by more than the percent.

    `line` is the line of each row, negative where it has none; `row_of_line` is a row of the orders frame for
    each line. Prices in two different currencies, or with one missing, are not compared.
    """
    if not len(row_of_line):
        return np.zeros(len(line), dtype=bool)
    row = row_of_line[np.maximum(line, 0)]
    agreed, asked = price_of_one(orders)[row], price_of_one(charged)
    own, other = texts(orders, "currency")[row], texts(charged, "currency")
    comparable = (line >= 0) & (pd.isna(own) | pd.isna(other) | (own == other))
    limit = np.abs(agreed) * (percent / 100 + _NOISE)
    return np.asarray(comparable & (np.abs(asked - agreed) > limit), dtype=bool)


def credited(orders: pd.DataFrame, row_of_line: Ints, invoices: pd.DataFrame, line: Ints) -> Mask:
    """Tell which rows of invoices belong to a line whose credit notes took back, to the coin, what was too much.

    `line` and `row_of_line` as for `differing_prices`. What a row asks too much is its amount less its quantity at
    the order's price; a credit on the price alone has no quantity.
    """
    if not len(row_of_line):
        return np.zeros(len(line), dtype=bool)
    quantity, stated = numbers(invoices, "quantity", "quantity_received"), numbers(invoices, "line_amount")
    asked = np.where(np.isnan(stated), quantity * price_of_one(invoices), stated)
    agreed = price_of_one(orders)[row_of_line[np.maximum(line, 0)]]
    excess = np.nan_to_num(asked - np.nan_to_num(quantity) * agreed)
    known, count = line >= 0, len(row_of_line)
    too_much = np.bincount(line[known], excess[known], count)
    notes = np.bincount(line[known & (asked < 0)], minlength=count)
    even = (notes > 0) & (np.abs(too_much) < 1 / _coins_per_unit(texts(orders, "currency"))[row_of_line] / 2)
    return np.asarray(known & even[np.maximum(line, 0)], dtype=bool)


def values_by_currency(frame: pd.DataFrame) -> Mapping[str, Decimal]:
    """Add up what is outstanding, exact to the coin, by currency."""
    priced = frame[frame["value_outstanding"].notna()]
    code = priced["currency"].to_numpy(dtype=object)
    currency = np.where(given(code), code, "")
    result = {}
    for name, values in priced["value_outstanding"].groupby(currency):
        coin = minor_unit(str(name))
        coins = np.rint(values.to_numpy() / float(coin)).astype("int64")  # rounded already: whole coins
        result[str(name)] = int(coins.sum()) * coin
    return MappingProxyType(result)
