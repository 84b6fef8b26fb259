"""What changed of an order, in the words of its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from buybook.commands.unit_words import shown_unit
from buybook.core.revisions import ChangeKind, LineChange, OrderedLine
from buybook.documents.texts import shown_decimal
from buybook.vocabulary import Words

_MOST_LINES = 40  # named in one sentence


def said_change(change: LineChange, words: Words) -> str:
    """Say what became of a line: new, cancelled, or each thing that differs with what it was."""
    said = words.labels("order_change")
    before, now = change.before, change.now
    if before is None:
        return said["added"]
    if now is None or (change.kind is ChangeKind.CANCELLED and now.quantity == 0):
        return said["cancelled"].format(before=_quantity(before, words))
    texts = []
    for field in change.fields:
        key = "rest" if field == "quantity" and change.kind is ChangeKind.CANCELLED else field
        shown = _SHOWN[field]
        texts.append(said[key].format(now=shown(now, words), before=shown(before, words)))
    return "; ".join(texts)


def order_changes(
    changes: Sequence[LineChange], words: Words, revision: int, day: date, sent: date | None
) -> tuple[str, ...]:
    """Say which revision a document replaces, and which lines changed, are new or are cancelled."""
    said = words.labels("order_change")
    head = said["replaces" if sent is not None else "replaces_undated"].format(
        revision=revision, day=day.isoformat(), before=revision - 1, sent=sent
    )
    gone = {ChangeKind.CANCELLED, ChangeKind.MISSING}
    groups = {
        "lines_changed": [each for each in changes if each.kind is ChangeKind.CHANGED],
        "lines_added": [each for each in changes if each.kind is ChangeKind.ADDED],
        "lines_cancelled": [each for each in changes if each.kind in gone],
    }
    lines = [said[name].format(lines=_named(group)) for name, group in groups.items() if group]
    return (head, *lines)


def _named(changes: Sequence[LineChange]) -> str:
    names = [change.po_line for change in changes]
    more = f" … ({len(names)})" if len(names) > _MOST_LINES else ""
    return ", ".join(names[:_MOST_LINES]) + more


def _quantity(line: OrderedLine, words: Words) -> str:
    unit = shown_unit(line.unit, words) or ""
    return f"{shown_decimal(line.quantity, words.language)} {unit}".strip()


def _price(line: OrderedLine, words: Words) -> str:
    price = shown_decimal(line.unit_price, words.language, 2)
    per = f" / {shown_decimal(line.price_per, words.language)}" if line.price_per != 1 else ""
    discount = f" - {shown_decimal(line.discount, words.language)} %" if line.discount else ""
    return f"{price}{per}{discount}"


_SHOWN: Mapping[str, Callable[[OrderedLine, Words], str]] = {
    "quantity": _quantity,
    "unit": lambda line, words: shown_unit(line.unit, words) or "–",
    "price": _price,
    "currency": lambda line, _: line.currency or "–",
    "date": lambda line, _: line.requested_date.isoformat() if line.requested_date else "–",
    "item": lambda line, _: line.item_number or "–",
}
