"""The rounds of a negotiation as they are kept: what was offered, what was answered, what was conceded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from buybook.commands.lists import as_value
from buybook.commands.unit_words import shown_unit
from buybook.core.item_keys import ItemKey
from buybook.core.money import exact
from buybook.core.negotiation import QuotedRound, Target
from buybook.core.rows import folded
from buybook.schema import Kind
from buybook.vocabulary import Words
from buybook.workbook.edits import Edit, Value
from buybook.workbook.kept_lists import ROW, KeptColumn, KeptList, kept_edits
from buybook.workbook.same import same_value
from buybook.workbook.view import WorkbookView

ROUNDS = KeptList(
    "rounds",
    (
        KeptColumn("item", Kind.CODE, 16),
        KeptColumn("supplier", Kind.TEXT, 26),
        KeptColumn("round", Kind.NUMBER, 8),
        KeptColumn("date", Kind.DATE, 12),
        KeptColumn("quotation", Kind.CODE, 14),
        KeptColumn("offer", Kind.NUMBER, 12),
        KeptColumn("unit", Kind.UNIT, 8),
        KeptColumn("currency", Kind.CURRENCY, 10),
        KeptColumn("counter_offer", Kind.NUMBER, 14),
        KeptColumn("conceded", Kind.NUMBER, 12),
        KeptColumn("conceded_percent", Kind.NUMBER, 12),
        KeptColumn("note", Kind.TEXT, 30),
    ),
)
Pair = tuple[str, str]  # article and supplier, folded


@dataclass
class KeptRound:
    """One round: what is known of it, and the row that it is kept in, None for a new one."""

    number: int
    quoted: QuotedRound | None  # None where the quotation is no longer in the workbook
    row: int | None
    counter: Decimal | None
    changed: dict[str, Value] = field(default_factory=dict)


@dataclass
class Negotiations:
    """All rounds, those of each article and supplier in their order."""

    rounds: dict[Pair, list[KeptRound]]
    last_kept: Mapping[Pair, KeptRound]  # the round that stood when the workbook was last written

    def current(self, pair: Pair) -> KeptRound | None:
        """Give the latest round of an article and supplier."""
        return self.rounds[pair][-1] if self.rounds.get(pair) else None

    def answer(self, pair: Pair, counter: Decimal) -> bool:
        """Book a counter-offer on the round that it answered; tell whether it is new."""
        answered = self.last_kept.get(pair) or self.current(pair)
        if answered is None or answered.counter == counter:
            return False
        answered.counter = counter
        answered.changed["counter_offer"] = as_value(counter)
        return True


def pair_of(target: Target) -> Pair:
    """Give what a target's rounds are found by."""
    return folded(target.lot.item_number or target.lot.description), folded(target.offer.supplier)


def negotiations(
    targets: Iterable[Target],
    quoted: Mapping[tuple[ItemKey, str], Sequence[QuotedRound]],
    kept: Iterable[Mapping[str, object]],
) -> Negotiations:
    """Bring what is kept and what the quotations say together: a quotation that is not kept yet is a new round."""
    by_pair: dict[Pair, list[Mapping[str, object]]] = {}
    for row in kept:
        pair = (folded(str(row.get("item") or "")), folded(str(row.get("supplier") or "")))
        by_pair.setdefault(pair, []).append(row)
    rounds: dict[Pair, list[KeptRound]] = {}
    for target in targets:
        pair = pair_of(target)
        if pair not in rounds:
            said = quoted[target.lot.key, folded(target.offer.supplier)]
            rounds[pair] = _merged(said, by_pair.get(pair, []))
    last = {
        pair: kept_ones[-1]
        for pair, each in rounds.items()
        if (kept_ones := [one for one in each if one.row is not None])
    }
    return Negotiations(rounds, last)


def _merged(quoted: Sequence[QuotedRound], kept: Sequence[Mapping[str, object]]) -> list[KeptRound]:
    rounds = [
        KeptRound(_number(row, at), None, int(str(row[ROW])), exact(row.get("counter_offer")))
        for at, row in enumerate(kept, start=1)
    ]
    free = list(zip(kept, rounds, strict=True))
    for said in quoted:
        match = next((each for each in free if _is_of(each[0], said)), None)
        if match is None:
            last = max((each.number for each in rounds), default=0)
            rounds.append(KeptRound(last + 1, said, None, None))
            continue
        free.remove(match)
        row, kept_round = match
        kept_round.quoted = said
        for name in ("offer", "conceded", "conceded_percent"):  # the quotation was put right
            value = _quoted_values(said)[name]
            if not same_value(row.get(name), value):
                kept_round.changed[name] = value
    return sorted(rounds, key=lambda each: each.number)


def _number(row: Mapping[str, object], otherwise: int) -> int:
    number = exact(row.get("round"))
    return otherwise if number is None else int(number)


def _is_of(row: Mapping[str, object], quoted: QuotedRound) -> bool:
    """Tell whether a kept row is about a quotation: by its number and date, of which it must name one."""
    if quoted.day is None and quoted.quote_number is None:
        return "date" not in row and "quotation" not in row and exact(row.get("offer")) == quoted.price
    same_number = folded(str(row.get("quotation") or "")) == folded(quoted.quote_number)
    return same_number and row.get("date") == quoted.day


def _quoted_values(quoted: QuotedRound) -> dict[str, Value]:
    return {
        "offer": as_value(quoted.price),
        "conceded": as_value(quoted.conceded),
        "conceded_percent": as_value(quoted.percent),
    }


def round_edits(
    view: WorkbookView, words: Words, targets: Iterable[Target], negotiated: Negotiations
) -> tuple[Edit, ...]:
    """Give the edits that keep new rounds, and what changed in those that are kept."""
    new: list[dict[str, Value]] = []
    changed: dict[int, dict[str, Value]] = {}
    seen: set[Pair] = set()
    for target in targets:
        pair = pair_of(target)
        for each in negotiated.rounds[pair] if pair not in seen else ():
            if each.row is not None and each.changed:
                changed[each.row] = each.changed
            elif each.row is None and each.quoted is not None:
                new.append(_new_row(target, each, each.quoted, words))
        seen.add(pair)
    return kept_edits(view, words, ROUNDS, new, changed)


def _new_row(target: Target, each: KeptRound, quoted: QuotedRound, words: Words) -> dict[str, Value]:
    return {
        "item": target.lot.item_number or target.lot.description,
        "supplier": target.offer.supplier,
        "round": each.number,
        "date": quoted.day,
        "quotation": quoted.quote_number,
        "unit": shown_unit(target.lot.unit, words),
        "currency": quoted.currency,
        "counter_offer": as_value(each.counter),
        **_quoted_values(quoted),
    }
