"""What somebody says arrived: one line, several at once, or the lines of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from buybook.commands.answers import plain, shown_number
from buybook.commands.delivery_files import Delivered, delivered_in_file
from buybook.commands.job import Job, WrongCallError
from buybook.core.frames import texts
from buybook.core.matching import code_key
from buybook.core.receiving import NewReceipt
from buybook.schema import TableKind


def delivered(job: Job) -> Delivered:
    """Give the receipts that the options tell of. Raises WrongCallError where they tell of none."""
    given = job.options
    date = given.get("date")
    day = date if isinstance(date, dt.date) else job.today
    note = _text(given.get("delivery_note"))
    if given.get("file"):
        return delivered_in_file(job, _text(given.get("po")), note, day)
    if given.get("lines"):
        return Delivered(tuple(_named_lines(job, str(given["lines"]), day, note)))
    if not given.get("po"):
        raise WrongCallError("receive_what")
    if given.get("quantity") is None:
        raise WrongCallError("receive_how_much", po=given["po"])
    return Delivered((_one(job, given, day, note),))


def open_lines(lines: pd.DataFrame) -> str:
    """Give order lines as the option `lines` takes them, each with what is open of it."""
    parts = []
    for _, line in lines.iterrows():
        still_open = plain(line["quantity_outstanding"])
        if plain(line["po_number"]) and isinstance(still_open, (int, float)) and still_open > 0:
            number = f" / {line['po_line']}" if plain(line["po_line"]) else ""
            parts.append(f"{line['po_number']}{number} = {still_open}")
    return "; ".join(parts)


def _one(job: Job, given: Mapping[str, object], day: dt.date, note: str | None) -> NewReceipt:
    def number(name: str) -> float | None:
        value = given.get(name)
        return None if value is None else float(str(value))

    quantity, accepted = number("quantity") or 0.0, number("accepted")
    rejected, damaged = number("rejected") or 0.0, number("damaged") or 0.0
    try:
        return NewReceipt(
            po=str(given["po"]),
            line=_text(given.get("line")),
            quantity=quantity,
            date=day,
            accepted=accepted,
            rejected=rejected,
            damaged=damaged,
            reason=_text(given.get("reason")),
            delivery_note=note,
            item_number=_text(given.get("item")),
            noted=number("noted"),
        )
    except ValueError:
        rest = quantity - rejected - damaged if accepted is None else accepted
        shown = {"quantity": quantity, "accepted": rest, "rejected": rejected, "damaged": damaged}
        numbers = {name: shown_number(value, job.words.language) for name, value in shown.items()}
        raise WrongCallError("parts_do_not_add_up", **numbers) from None


def _named_lines(job: Job, written: str, day: dt.date, note: str | None) -> list[NewReceipt]:
    """Read lines such as `PO-1 / 10 = 60; PO-1 / 20 = 5`. Raises WrongCallError for what is none."""
    orders = job.view.tables.get(TableKind.ORDERS, pd.DataFrame())
    known = {code_key(each) for each in texts(orders, "po_number", "purchase_order") if each is not None}
    found = []
    for part in (each.strip() for each in written.replace("\n", ";").split(";")):
        if not part:
            continue
        name, sign, amount = part.rpartition("=")
        try:
            quantity = float(amount.strip().replace(",", "."))
            po, line = _order_and_line(name.strip(), known)
            if not sign or not po:
                raise ValueError(part)
            found.append(NewReceipt(po, line, quantity, day, delivery_note=note))
        except ValueError:
            raise WrongCallError("receive_line_unread", part=part) from None
    if not found:
        raise WrongCallError("receive_what")
    return found


def _order_and_line(name: str, known: set[str | None]) -> tuple[str, str | None]:
    """Part an order's number from its line; a number may hold a slash itself."""
    if code_key(name) in known or "/" not in name:
        return name, None
    po, _, line = name.rpartition("/")
    return po.strip(), line.strip() or None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
