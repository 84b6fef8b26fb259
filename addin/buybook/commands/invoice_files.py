"""Invoices in a file that a supplier or a system sent: its rows as those of the workbook's own list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

import pandas as pd

from buybook.commands.job import Job, WrongCallError
from buybook.commands.lists import as_value
from buybook.core.frames import ROW, TABLE, Tables
from buybook.core.rows import Row, folded, rows_in
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.replies.files import ReplyFile, ReplyRefusedError, read_file
from buybook.schema import FIELDS, Kind, TableKind
from buybook.vocabulary import all_words
from buybook.workbook.edits import Value
from buybook.workbook.places import locate
from buybook.workbook.reading import read_tables
from buybook.workbook.recognise import recognise

FILE = -1  # stands for the file among the tables of the workbook
_AFTER_ALL = 1_048_576  # its rows come after all that were read


@frozen
class Arrived:
    """The workbook's tables with the file's invoices among them, and the rows that are new."""

    tables: Tables
    new: tuple[Mapping[str, Value], ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def invoices_in_file(job: Job) -> Arrived:
    """Read the invoices of a file. Rows that the workbook has already are told and left out.

    Raises WrongCallError for a file that is not read.
    """
    file = _read(job)
    grids = {grid.sheet: grid for grid in file.grids}
    recognition = recognise(file.grids, all_words(), reader=job.words)
    lists = recognition.of_kind(TableKind.INVOICES)
    if not lists:
        values = {"name": file.name, "sheets": ", ".join(grids)}
        return Arrived(
            job.view.tables, (), (*file.findings, Finding("invoices_not_found", Severity.ERROR, values))
        )
    frames, told = read_tables(grids, lists, job.settings, job.words)
    frame = frames[TableKind.INVOICES]
    known = {_identity(row) for row in rows_in(job.view.tables.get(TableKind.INVOICES, pd.DataFrame()))}
    fresh = [_identity(row) not in known for row in rows_in(frame)]
    new = frame[fresh].reset_index(drop=True)
    left = len(frame) - len(new)
    again = (Finding("invoices_known", Severity.INFO, {"name": file.name, "count": left}),) if left else ()
    places = [locate(found, lists) for found in told]
    placed = (
        replace(found, table=None, row=None, sheet=place.sheet, cell=place.cell, title=place.title)
        for found, place in zip(told, places, strict=True)
    )
    return Arrived(
        _joined(job.view.tables, new),
        tuple(_values(row) for row in rows_in(new)),
        (*file.findings, *placed, *again),
    )


def _read(job: Job) -> ReplyFile:
    try:
        return read_file(job.file("file"))
    except ReplyRefusedError as error:
        raise WrongCallError(error.code, **error.values) from None


def _identity(row: Row) -> tuple[object, ...]:
    texts = ("invoice_number", "po_number", "po_line", "item_number", "description")
    numbers = ("quantity", "line_amount", "total", "price_excl_vat")
    return (*(folded(row.text(name)) for name in texts), *(row.number(name) for name in numbers))


def _joined(tables: Tables, new: pd.DataFrame) -> Tables:
    placed = new.copy()
    placed[TABLE] = FILE
    placed[ROW] = range(_AFTER_ALL, _AFTER_ALL + len(new))
    known = tables.get(TableKind.INVOICES)
    together = placed if known is None or known.empty else pd.concat([known, placed], ignore_index=True)
    return {**tables, TableKind.INVOICES: together}


def _values(row: Row) -> dict[str, Value]:
    """Give a row's values as cells take them."""
    found: dict[str, Value] = {}
    for name in row.values:
        if name not in FIELDS:
            continue
        kind = FIELDS[name].kind
        value = row.day(name) if kind is Kind.DATE else row.text(name) or row.number(name)
        if value is not None:
            found[name] = as_value(value)
    return found
