"""What an offer asks for a needed quantity, in the unit of the one who needs it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from buybook.core.money import to_step
from buybook.core.offers import QuotedOffer
from buybook.core.prices import Break, BreakHint, Price, PriceTerms, break_hint, order_quantity, price_at
from buybook.core.units import CONTAINERS, PACKS, converted, factor, same_unit
from buybook.frozen import frozen

_DIGITS = Decimal("1E-10")  # of a price per unit that does not end, such as a box's price over twelve pieces


@frozen
class PricedNeed:
    """An offer at a quantity, in the unit of the need; only `price` is in the offer's own."""

    order_quantity: Decimal
    unit_price: Decimal  # net, in the quotation's currency
    price: Price
    hint: BreakHint | None
    notes: tuple[str, ...]  # raised_to_moq, rounded_to_multiple, order_to_break, near_break


def price_need(offer: QuotedOffer, quantity: Decimal, unit: str | None) -> PricedNeed | str:
    """Price a need; or say why not: 'unit_mismatch', 'no_price' or 'below_minimum'."""
    content = offer.content
    need = converted(quantity, unit, offer.unit, content)
    if need is None:
        return "unit_mismatch"
    terms = selling_terms(offer, unit)
    if not terms.breaks:
        return "no_price"
    ordered = order_quantity(need, terms)
    price = price_at(ordered, terms)
    if price is None:
        return "below_minimum"
    hint = break_hint(price, terms)
    return PricedNeed(
        order_quantity=_back(ordered, offer.unit, unit, content),
        unit_price=_per_unit(price.net_price, offer.unit, unit, content),
        price=price,
        hint=_hint_in(hint, offer.unit, unit, content) if hint else None,
        notes=_notes(need, ordered, terms, hint),
    )


def selling_terms(offer: QuotedOffer, unit: str | None) -> PriceTerms:
    """Tell a pack size that is a multiple to order in from one that says what a sold pack holds."""
    terms = offer.terms
    sold_in = offer.unit or unit
    converts = not same_unit(offer.unit, unit)
    if sold_in in PACKS and (converts or sold_in in CONTAINERS):
        return replace(terms, pack=Decimal(1))  # packs are sold whole
    return terms


def terms_per(offer: QuotedOffer, unit: str | None) -> PriceTerms | None:
    """Give an offer's terms in another unit, prices net and in the quotation's currency; None for one unlike its own."""
    content = offer.content
    if converted(Decimal(1), unit, offer.unit, content) is None:
        return None
    own = selling_terms(offer, unit)

    def there(quantity: Decimal | None) -> Decimal | None:
        return None if quantity is None else _back(quantity, offer.unit, unit, content)

    breaks = tuple(
        Break(
            _back(each.start, offer.unit, unit, content), _per_unit(each.net_price, offer.unit, unit, content)
        )
        for each in own.breaks
    )
    return replace(
        own, breaks=breaks, minimum=there(own.minimum), multiple=there(own.multiple), pack=there(own.pack)
    )


def _notes(need: Decimal, ordered: Decimal, terms: PriceTerms, hint: BreakHint | None) -> tuple[str, ...]:
    minimum = max(need, terms.minimum or need)
    hint_note = "order_to_break" if hint is not None and hint.saving > 0 else "near_break"
    notes = {
        "raised_to_moq": minimum > need,
        "rounded_to_multiple": ordered > minimum,
        hint_note: hint is not None,
    }
    return tuple(note for note, holds in notes.items() if holds)


def _back(quantity: Decimal, source: str | None, target: str | None, content: Decimal | None) -> Decimal:
    back = converted(quantity, source, target, content)
    assert back is not None  # it came from there
    return back


def _per_unit(price: Decimal, source: str | None, target: str | None, content: Decimal | None) -> Decimal:
    """Give the price of one `target` unit from that of one `source` unit."""
    there, back = factor(source, target, content), factor(target, source, content)
    assert there is not None and back is not None  # the need itself was converted
    result = price / there if there >= 1 else price * back
    return to_step(result, _DIGITS).normalize() + Decimal(0)


def _hint_in(hint: BreakHint, source: str | None, target: str | None, content: Decimal | None) -> BreakHint:
    return replace(
        hint,
        quantity=_back(hint.quantity, source, target, content),
        net_price=_per_unit(hint.net_price, source, target, content),
    )
