"""Functions about quotations and currencies. Ranges with titles are recognised as on the buyer's sheets."""

from __future__ import annotations

import numpy as np

from buybook.core.conversion import DoubtfulRateError, exchanged
from buybook.core.frames import Dates, Floats, Texts
from buybook.functions.answers import Answers, Refusal, Titled
from buybook.functions.cells import Cells
from buybook.functions.reading.rates import doubtful, rate_list
from buybook.functions.surroundings import Surroundings
from buybook.registry import Argument, ArgumentKind, Default, FunctionGroup, Gives, function

_RATES = Argument("rates", ArgumentKind.TABLE, optional=True)
_BASE = Argument("base_code", ArgumentKind.TEXT, optional=True)
_TODAY = Argument("today", ArgumentKind.DATE, optional=True, default=Default.TODAY)
_QUOTATIONS = Argument("quotations", ArgumentKind.TABLE)


@function(
    "BUY_EXCHANGE",
    Argument("amount"),
    Argument("from_code", ArgumentKind.TEXT),
    Argument("to_code", ArgumentKind.TEXT),
    Argument("rates", ArgumentKind.TABLE),
    group=FunctionGroup.QUOTATIONS,
)
def exchange(amount: Floats, from_code: Texts, to_code: Texts, rates: Cells) -> Answers:
    """Give an amount in another currency, in whole coins."""
    source, target = (_codes(texts) for texts in (from_code, to_code))
    try:
        values, missing = exchanged(amount, source, target, rate_list(rates))
    except DoubtfulRateError as doubt:
        raise doubtful(doubt) from None
    lacks = np.array([each is not None for each in missing.tolist()], dtype=bool)
    of_source = lacks & (missing == source)
    return Answers(
        values,
        (Refusal("no_rate", "from_code", of_source), Refusal("no_rate", "to_code", lacks & ~of_source)),
    )


@function(
    "BUY_COMPARISON",
    _QUOTATIONS,
    Argument("quantity", optional=True, above=0),
    _RATES,
    _BASE,
    _TODAY,
    group=FunctionGroup.QUOTATIONS,
    gives=Gives.TABLE,
)
def comparison(
    quotations: Cells,
    quantity: float,
    rates: Cells | None,
    base_code: str | None,
    today: np.datetime64,
    *,
    around: Surroundings,
) -> Titled:
    """Give every offer, by item, the best first."""
    from buybook.functions.reading.quotations import Quotations, offer_row  # only these need so much

    wanted = None if np.isnan(quantity) else quantity
    found = Quotations.of(quotations, rates, around).compared(wanted, base_code, today.astype(object))
    words = around.words
    titles = [
        words.label(f"compare.column.{name}").format(base=found.base or "").strip() for name in _COLUMNS
    ]
    return Titled(tuple(titles), [offer_row(lot, offer, words) for lot in found.lots for offer in lot.offers])


_COLUMNS = ("item", "supplier", "order_quantity", "unit_price", "currency", "landed_unit", "total",
            "lead_time", "rank", "remarks")  # fmt: skip


@function(
    "BUY_BEST_QUOTATION",
    Argument("item", ArgumentKind.TEXT),
    _QUOTATIONS,
    Argument("quantity", optional=True, above=0),
    _RATES,
    _BASE,
    _TODAY,
    group=FunctionGroup.QUOTATIONS,
)
def best_quotation(
    item: Texts,
    quotations: Cells,
    quantity: Floats,
    rates: Cells | None,
    base_code: Texts,
    today: Dates,
    *,
    around: Surroundings,
) -> Answers:
    """Give the supplier of the best offer for each item."""
    from buybook.functions.reading.quotations import Quotations, Wanted

    best = np.full(len(item), None, dtype=object)
    unknown, none = np.zeros(len(item), dtype=bool), np.zeros(len(item), dtype=bool)
    quantities = [None if np.isnan(each) else each for each in quantity.tolist()]
    asked = [
        Wanted(str(each), *others)
        for each, *others in zip(item, quantities, base_code.tolist(), today.tolist(), strict=True)
    ]
    lots = Quotations.of(quotations, rates, around).lots(asked) if asked else {}
    for row, each in enumerate(asked):
        lot = lots[each]
        unknown[row], none[row] = lot is None, lot is not None and lot.best is None
        best[row] = None if lot is None else lot.best
    return Answers(best, (Refusal("not_quoted", "item", unknown), Refusal("no_comparable", "item", none)))


def _codes(texts: Texts) -> Texts:
    return np.array([str(each).strip().upper() for each in texts.tolist()], dtype=object)
