"""Functions about prices and quantities."""

from __future__ import annotations

import numpy as np

from buybook.core.frames import Floats, Texts
from buybook.core.landed import Goods, landed_totals
from buybook.core.landed import cost_of_money as money_cost
from buybook.core.money import ZERO, exact
from buybook.core.price_columns import amounts, hints, order_quantities, unit_prices
from buybook.core.prices import Break, BreakHint, PriceBreaks, PriceTerms
from buybook.functions.answers import Answers, Refusal, RefusedCallError
from buybook.functions.numbers import shown_number
from buybook.functions.surroundings import Surroundings
from buybook.registry import Argument, ArgumentKind, FunctionGroup, function
from buybook.vocabulary import Words

_QUANTITY = Argument("quantity", above=0)
_BREAKS = (
    Argument("break_quantities", together=True, least=0),
    Argument("break_prices", together=True, least=0),
    Argument("price_per", optional=True, default=1.0, together=True, above=0),
)
_SCHEME = Argument(
    "scheme",
    ArgumentKind.CHOICE,
    optional=True,
    default=PriceBreaks.ALL_UNITS.value,
    together=True,
    choices=tuple(PriceBreaks),
)
_LANDED = (
    _QUANTITY,
    Argument("price", least=0),
    Argument("price_per", optional=True, default=1.0, above=0),
    Argument("discount", ArgumentKind.PERCENT, optional=True, default=0.0, least=0),
    *(
        Argument(name, optional=True, default=0.0)
        for name in ("freight", "packing", "insurance", "duty", "handling")
    ),
    Argument("exchange_rate", optional=True, default=1.0, above=0),
    Argument("currency_code", ArgumentKind.TEXT, optional=True),
    Argument("base_code", ArgumentKind.TEXT, optional=True),
)
_SIZES = (
    Argument("minimum", optional=True, least=0),
    Argument("multiple", optional=True, least=0),
    Argument("pack_size", optional=True, least=0),
)


@function("BUY_ORDER_QUANTITY", Argument("need", above=0), *_SIZES, group=FunctionGroup.PRICES)
def order_quantity(need: Floats, minimum: Floats, multiple: Floats, pack_size: Floats) -> Floats:
    """Give the quantity to order for a need."""
    return order_quantities(need, minimum, multiple, pack_size)


@function("BUY_BREAK_PRICE", _QUANTITY, *_BREAKS, _SCHEME, group=FunctionGroup.PRICES)
def break_price(
    quantity: Floats, break_quantities: Floats, break_prices: Floats, price_per: Floats, scheme: Texts
) -> Answers:
    """Give the price of one unit at a quantity."""
    return _priced(unit_prices(quantity, _terms(break_quantities, break_prices, price_per, scheme)))


@function(
    "BUY_BREAK_AMOUNT",
    _QUANTITY,
    *_BREAKS,
    _SCHEME,
    Argument("currency_code", ArgumentKind.TEXT, optional=True, together=True),
    group=FunctionGroup.PRICES,
)
def break_amount(
    quantity: Floats,
    break_quantities: Floats,
    break_prices: Floats,
    price_per: Floats,
    scheme: Texts,
    currency_code: Texts,
) -> Answers:
    """Give what a quantity costs at its break, in whole coins."""
    terms = _terms(break_quantities, break_prices, price_per, scheme, _only(currency_code))
    return _priced(amounts(quantity, terms))


@function(
    "BUY_BREAK_HINT",
    _QUANTITY,
    *_BREAKS,
    Argument("multiple", optional=True, together=True, least=0),
    Argument("currency_code", ArgumentKind.TEXT, optional=True, together=True),
    group=FunctionGroup.PRICES,
)
def break_hint(
    quantity: Floats,
    break_quantities: Floats,
    break_prices: Floats,
    price_per: Floats,
    multiple: Floats,
    currency_code: Texts,
    *,
    around: Surroundings,
) -> Answers:
    """Say which larger quantity is worth ordering, and what it saves; nothing where none is."""
    all_units = np.array([PriceBreaks.ALL_UNITS.value], dtype=object)
    terms = _terms(
        break_quantities,
        break_prices,
        price_per,
        all_units,
        _only(currency_code),
        float(multiple[0]) if len(multiple) else np.nan,
    )
    found = [_hint(each, around.words) for each in hints(quantity, terms)]
    below = _priced(unit_prices(quantity, terms)).refusals
    return Answers(np.array(found, dtype=object), below)


@function("BUY_LANDED_TOTAL", *_LANDED, group=FunctionGroup.PRICES)
def landed_total(
    quantity: Floats,
    price: Floats,
    price_per: Floats,
    discount: Floats,
    freight: Floats,
    packing: Floats,
    insurance: Floats,
    duty: Floats,
    handling: Floats,
    exchange_rate: Floats,
    currency_code: Texts,
    base_code: Texts,
) -> Floats:
    """Give what goods cost with all that comes on top, in the base currency."""
    goods = Goods(quantity, price, price_per, discount, _codes(currency_code))
    costs = (freight, packing, insurance, duty, handling)
    return landed_totals(goods, costs, exchange_rate, _codes(base_code))


@function("BUY_LANDED_PRICE", *_LANDED, group=FunctionGroup.PRICES)
def landed_price(
    quantity: Floats,
    price: Floats,
    price_per: Floats,
    discount: Floats,
    freight: Floats,
    packing: Floats,
    insurance: Floats,
    duty: Floats,
    handling: Floats,
    exchange_rate: Floats,
    currency_code: Texts,
    base_code: Texts,
) -> Floats:
    """Give the landed total of one unit, to six decimals."""
    goods = Goods(quantity, price, price_per, discount, _codes(currency_code))
    costs = (freight, packing, insurance, duty, handling)
    return np.round(landed_totals(goods, costs, exchange_rate, _codes(base_code)) / quantity, 6)


@function(
    "BUY_COST_OF_MONEY",
    Argument("amount"),
    Argument("annual_rate", ArgumentKind.PERCENT, least=0),
    Argument("payment_days", least=0),
    Argument("reference_days", optional=True, default=30.0, least=0),
    group=FunctionGroup.PRICES,
)
def cost_of_money(
    amount: Floats, annual_rate: Floats, payment_days: Floats, reference_days: Floats
) -> Floats:
    """Give what shorter terms of payment than usual cost; longer ones save."""
    return money_cost(amount, annual_rate, payment_days, reference_days)


def _terms(
    quantities: Floats,
    prices: Floats,
    per: Floats,
    scheme: Texts,
    currency: str | None = None,
    multiple: float = np.nan,
) -> PriceTerms:
    if not len(quantities):
        raise RefusedCallError("missing", "break_quantities")
    order = np.argsort(quantities, kind="stable")
    if len(np.unique(quantities)) < len(quantities):
        twice = quantities[order][1:][np.diff(quantities[order]) == 0][0]
        raise RefusedCallError("break_twice", "break_quantities", {"value": f"{twice:g}"})
    exactly = [
        [exact(each) or ZERO for each in values[order].tolist()] for values in (quantities, prices, per)
    ]
    return PriceTerms(
        tuple(Break(start, price, size) for start, price, size in zip(*exactly, strict=True)),
        currency,
        PriceBreaks(scheme[0]),
        multiple=exact(multiple),
    )


def _only(texts: Texts) -> str | None:
    """Give the one text that stands beside all breaks, if any."""
    return next((str(each).strip().upper() for each in texts.tolist() if each is not None), None)


def _codes(texts: Texts) -> Texts:
    """Give currency codes as ISO 4217 writes them."""
    return np.array([None if each is None else str(each).strip().upper() for each in texts], dtype=object)


def _priced(values: Floats) -> Answers:
    return Answers(values, (Refusal("below_lowest_break", "quantity", np.isnan(values)),))


def _hint(hint: BreakHint | None, words: Words) -> str:
    if hint is None:
        return ""
    saves = hint.saving > 0
    return words.label("hint.order_to_break" if saves else "hint.near_break").format(
        quantity=shown_number(hint.quantity, words),
        amount=shown_number(abs(hint.saving), words),
        price=shown_number(hint.net_price, words),
    )
