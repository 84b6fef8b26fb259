"""The list of promises in the workbook: what the ledger of the core is kept in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from buybook.commands.job import Job
from buybook.core.due_dates import PROMISES as PROMISE_FIELDS
from buybook.core.frames import places, table, texts
from buybook.core.promises import Ledger, Promise, missing_serials
from buybook.findings import Finding, Severity
from buybook.schema import Kind, TableKind
from buybook.workbook.edits import Edit, Value
from buybook.workbook.journal import CELL, SHEET_ADDED, Entry, read_journal
from buybook.workbook.kept_lists import KeptColumn, KeptList, KeptRows, kept_edits, read_kept
from buybook.workbook.view import WorkbookView, as_date

PROMISES = KeptList(
    "promises",
    (
        KeptColumn("serial", Kind.NUMBER, 7),
        KeptColumn("po_number", Kind.CODE, 16),
        KeptColumn("po_line", Kind.CODE, 8),
        KeptColumn("part", Kind.NUMBER, 8),
        KeptColumn("item_number", Kind.CODE, 16),
        KeptColumn("supplier", Kind.TEXT, 26),
        KeptColumn("requested", Kind.DATE, 13),
        KeptColumn("number", Kind.NUMBER, 10),
        KeptColumn("promised", Kind.DATE, 13),
        KeptColumn("days", Kind.NUMBER, 12),
        KeptColumn("seen", Kind.DATE, 13),
        KeptColumn("by", Kind.TEXT, 14),
        KeptColumn("source", Kind.TEXT, 32),
    ),
)
_NAMED = 10  # missing entries that are named


def kept_ledger(view: WorkbookView) -> tuple[Ledger, tuple[Finding, ...]]:
    """Read the ledger from its list, and tell what of it cannot be read or is gone."""
    kept = read_kept(view, PROMISES)
    promises = [promise for row in kept.rows for promise in _promise(row)]
    ledger = Ledger(tuple(promises))
    return ledger, (*kept.findings, *_gone(view, kept))


def _promise(row: Mapping[str, object]) -> list[Promise]:
    order, promised = row.get("po_number"), row.get("promised")
    if not isinstance(order, str) or not isinstance(promised, dt.date):
        return []  # a remark, or a cell that was told of as unreadable
    return [
        Promise(
            order,
            _text(row, "po_line"),
            _text(row, "item_number"),
            promised,
            as_date(row.get("requested")),
            _whole(row, "part", 1),
            _whole(row, "number", 1),
            _whole(row, "serial", 0),
        )
    ]


def _text(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) else None


def _whole(row: Mapping[str, object], name: str, missing: int) -> int:
    value = row.get(name)
    return int(value) if isinstance(value, float) and value.is_integer() else missing


def _gone(view: WorkbookView, kept: KeptRows) -> list[Finding]:
    """Tell of entries that somebody took out: their numbers are missing, or the whole sheet is."""
    names = {name.casefold() for name in PROMISES.sheet_names()}
    sheet = next((name for name in view.sheet_names if name.casefold() in names), None)
    written = [
        entry for entry in read_journal(view.grids) if not entry.undone and entry.sheet.casefold() in names
    ]
    if sheet is None:
        added = [entry.sheet for entry in written if entry.what == SHEET_ADDED]
        return [Finding("promises_gone", Severity.WARNING, {"name": added[-1]})] if added else []
    missing = missing_serials((_whole(row, "serial", 0) for row in kept.rows), _highest(written))
    if not missing:
        return []
    numbers = ", ".join(map(str, missing[:_NAMED])) + (" …" if len(missing) > _NAMED else "")
    values = {"count": len(missing), "numbers": numbers}
    return [Finding("promises_missing", Severity.WARNING, values, sheet=sheet)]


def _highest(written: Iterable[Entry]) -> int:
    """Give the highest number that the journal, as far as it goes back, has entered."""
    numbers = [
        int(entry.after)
        for entry in written
        if entry.what == CELL and entry.position[1] == 1 and isinstance(entry.after, (int, float))
    ]
    return max(numbers, default=0)


def promise_edits(
    job: Job,
    seen: Sequence[Promise],
    ledger: Ledger,
    *,
    later: Sequence[Promise] = (),
    source: str | None = None,
) -> tuple[Edit, ...]:
    """Give the edits that enter promises into the list: those seen in the order list, and `later` ones after them.

    The first are from the buyer's own columns, the later ones from `source`; `ledger` may lack them or hold them.
    """
    new = [*seen, *later]
    if not new:
        return ()
    orders = table(job.view.tables, TableKind.ORDERS)
    supplier = texts(orders, "supplier", "supplier_no")
    before = {(each.key, each.part, each.number): each.promised for each in (*ledger.promises, *new)}
    columns = _sources(job, orders, new)
    rows: list[Mapping[str, Value]] = []
    for place, promise in enumerate(new):
        origin = columns[promise.row] if source is None or place < len(seen) else source
        last = before.get((promise.key, promise.part, promise.number - 1))
        rows.append(
            {
                "serial": promise.serial,
                "po_number": promise.po_number,
                "po_line": promise.po_line,
                "part": promise.part,
                "item_number": promise.item_number,
                "supplier": supplier[promise.row],
                "requested": promise.requested,
                "number": promise.number,
                "promised": promise.promised,
                "days": None if last is None else (promise.promised - last).days,
                "seen": job.today,
                "by": job.user or None,
                "source": job.words.label("promises.split") if promise.split else origin,
            }
        )
    return kept_edits(job.view, job.words, PROMISES, rows)


def _sources(job: Job, orders: pd.DataFrame, new: Sequence[Promise]) -> Mapping[int, str]:
    """Name the buyer's column that each promise was read from."""
    has = {name: orders[name].notna().to_numpy() for name in PROMISE_FIELDS if name in orders}
    tables, _ = places(orders)
    found: dict[int, str] = {}
    for row in {promise.row for promise in new}:
        origin = job.view.table(int(tables[row]))
        column = next((origin.column(name) for name, rows in has.items() if rows[row]), None)
        found[row] = origin.sheet if column is None else f"{origin.sheet}: {column.title}"
    return found
