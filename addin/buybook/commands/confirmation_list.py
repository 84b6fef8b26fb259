"""The list of confirmations in the workbook: what suppliers confirmed, and what the buyer decided about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from buybook.commands.answers import shown_date, shown_number
from buybook.commands.job import Job
from buybook.core.confirming import LATER, PARTS, Confirmation, Confirmed, Difference
from buybook.core.matching import code_key, line_key
from buybook.frozen import frozen
from buybook.schema import Kind
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Edit, Value
from buybook.workbook.kept_lists import ROW, KeptColumn, KeptList, kept_edits

ACCEPTED, REFUSED, WAITING = "accepted", "refused", "waiting"
CONFIRMATIONS = KeptList(
    "confirmations",
    (
        KeptColumn("po_number", Kind.CODE, 16),
        KeptColumn("po_line", Kind.CODE, 8),
        KeptColumn("item_number", Kind.CODE, 16),
        KeptColumn("supplier", Kind.TEXT, 26),
        KeptColumn("date", Kind.DATE, 15),
        KeptColumn("quantity", Kind.QUANTITY, 15),
        KeptColumn("price", Kind.MONEY, 15),
        KeptColumn("differences", Kind.TEXT, 48),
        KeptColumn("state", Kind.TEXT, 12),
        KeptColumn("seen", Kind.DATE, 13),
        KeptColumn("decided", Kind.DATE, 13),
        KeptColumn("by", Kind.TEXT, 14),
        KeptColumn("source", Kind.TEXT, 26),
    ),
)


@frozen
class KnownConfirmation:
    """A row of the list: what it says, what was decided, and where it stands."""

    row: int
    said: Confirmation
    state: str


def known_confirmations(rows: Sequence[Mapping[str, object]]) -> list[KnownConfirmation]:
    """Give the rows of the list; one whose state the buyer wrote in other words counts as waiting."""
    states = {
        words.label(f"confirm.state.{state}").casefold(): state
        for words in all_words()
        for state in (ACCEPTED, REFUSED, WAITING)
    }
    return [
        KnownConfirmation(
            int(str(row[ROW])), _said(row), states.get(str(row.get("state", "")).casefold(), WAITING)
        )
        for row in rows
        if row.get("po_number")
    ]


def _said(row: Mapping[str, object]) -> Confirmation:
    def text(name: str) -> str | None:
        value = row.get(name)
        return None if value is None else str(value)

    def number(name: str) -> float | None:
        value = row.get(name)
        return value if isinstance(value, float) else None

    day = row.get("date")
    return Confirmation(
        str(row["po_number"]),
        text("po_line"),
        text("item_number"),
        day if isinstance(day, dt.date) else None,
        number("quantity"),
        number("price"),
    )


def identity(said: Confirmation) -> tuple[object, ...]:
    """Give what makes two confirmations the same."""
    line = line_key(said.line) if said.line else None
    price = None if said.price is None else round(said.price, 2)
    return code_key(said.po), line, said.date, said.quantity, price


def confirmation_edits(
    job: Job,
    decided: Sequence[tuple[Confirmed, str]],
    entered: Mapping[tuple[object, ...], KnownConfirmation],
    names: Mapping[int, tuple[str, str, str | None, str | None]],
    source: str,
) -> tuple[Edit, ...]:
    """Give the edits that keep confirmations with what was decided of them.

    `entered` are the rows that there are, by `identity`; `names` order, line, article and supplier of each order row.
    """
    words = job.words
    new: list[Mapping[str, Value]] = []
    changed: dict[int, Mapping[str, Value]] = {}
    for confirmed, state in decided:
        for part in confirmed.parts:
            decision: dict[str, Value] = {
                "state": words.label(f"confirm.state.{state}"),
                "decided": None if state == WAITING else job.today,
            }
            known = entered.get(identity(part))
            if known is not None:
                if known.state != state:
                    changed[known.row] = decision
                continue
            order, line, item, supplier = names[confirmed.row]
            new.append(
                {
                    "po_number": order,
                    "po_line": line,
                    "item_number": item,
                    "supplier": supplier,
                    "date": part.date,
                    "quantity": part.quantity,
                    "price": part.price,
                    "differences": "; ".join(difference_text(each, words) for each in confirmed.differences)
                    or None,
                    **decision,
                    "seen": job.today,
                    "by": job.user or None,
                    "source": source,
                }
            )
    return kept_edits(job.view, words, CONFIRMATIONS, new, changed)


def difference_text(difference: Difference, words: Words) -> str:
    """Say a difference in a few words."""

    def shown(value: object) -> str:
        return shown_date(value) if isinstance(value, dt.date) else shown_number(value, words.language)

    kind = difference.kind
    days = difference.days if kind == LATER else ""
    count = shown(difference.confirmed) if kind == PARTS else ""
    return words.label(f"confirm.difference.{kind}").format(
        ordered=shown(difference.ordered), confirmed=shown(difference.confirmed), days=days, count=count
    )
