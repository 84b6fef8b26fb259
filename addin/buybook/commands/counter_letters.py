"""Counter-offers as drafts of letters: one for each supplier, in their language, silent about their competitors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial

from buybook.commands.answers import shown_number, shown_price
from buybook.commands.job import Job
from buybook.commands.letter_parts import closing, greeting
from buybook.commands.negotiation_rounds import Negotiations, pair_of
from buybook.commands.recipients import Recipient, recipient
from buybook.commands.unit_words import shown_unit
from buybook.core.negotiation import Target
from buybook.core.rows import folded, stated
from buybook.documents.file_names import safe_stem
from buybook.documents.letters import draft
from buybook.documents.outgoing import OutgoingFile
from buybook.vocabulary import Words

_Asked = tuple[int, Target, Decimal]  # its place among the targets, and the price to ask for


def counter_letters(
    job: Job, targets: Sequence[Target], negotiated: Negotiations
) -> tuple[OutgoingFile, ...]:
    """Draft a letter to each supplier from whom a lower price is asked, and book what it asks as counter-offer.

    What the buyer entered as counter-offer is asked, else the target; nothing is asked of an offer that has
    neither.
    """
    by_supplier: dict[str, list[_Asked]] = {}
    for at, target in enumerate(targets):
        price = _asked(target, negotiated)
        if price is not None:
            by_supplier.setdefault(folded(target.offer.supplier), []).append((at, target, price))
    return tuple(_letter(job, asked) for asked in by_supplier.values())


def _asked(target: Target, negotiated: Negotiations) -> Decimal | None:
    current = negotiated.current(pair_of(target))
    if current is not None and current.counter is not None:
        return current.counter
    if target.aim is None or current is None:
        return None
    current.counter = target.aim.price
    current.changed["counter_offer"] = float(target.aim.price)
    return target.aim.price


def _letter(job: Job, asked: Sequence[_Asked]) -> OutgoingFile:
    supplier = asked[0][1].offer.supplier
    to = recipient(job, supplier)
    label = to.words.label
    numbers = stated(target.offer.quote_number for _, target, _ in asked)
    quotations = ", ".join(numbers)
    subject = label("letter.counter.subject" if numbers else "letter.counter.subject_plain")
    text = "\n".join(_lines(job, to, asked, quotations))
    stem = safe_stem(f"{label('letter.counter.file')} {supplier} {job.today.isoformat()}", "counter-offer")
    content = partial(draft, to.to, subject.format(quotations=quotations), text)
    return OutgoingFile(stem, ".eml", content, ("targets", asked[0][0]))


def _lines(job: Job, to: Recipient, asked: Iterable[_Asked], quotations: str) -> Iterable[str]:
    label = to.words.label
    yield greeting(to)
    yield ""
    opening = "letter.counter.opening" if quotations else "letter.counter.opening_plain"
    yield label(opening).format(quotations=quotations)
    yield ""
    for _, target, price in asked:
        yield _line(target, price, to.words)
    yield ""
    yield label("letter.counter.request")
    yield ""
    yield from closing(job, to)


def _line(target: Target, price: Decimal, words: Words) -> str:
    lot, offer = target.lot, target.offer
    language = words.language
    name = " ".join(stated([lot.item_number, lot.description]))
    return words.label("letter.counter.line").format(
        item=name,
        quantity=shown_number(offer.order_quantity, language),
        unit=shown_unit(lot.unit, words) or "",
        offer=shown_price(offer.unit_price, language),
        counter=shown_price(price, language),
        currency=offer.currency or "",
    )
