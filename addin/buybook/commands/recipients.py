"""Who a letter to a supplier goes to, and in which language: as the supplier list says it."""

from __future__ import annotations

from buybook.commands.correspondents import correspondent
from buybook.commands.job import Job
from buybook.core.rows import Row
from buybook.documents.letters import addresses
from buybook.frozen import frozen
from buybook.vocabulary import Words
from buybook.workbook.view import WorkbookView


@frozen
class Recipient:
    """A supplier's addresses ("" where the list has none), the person, and the language to write in."""

    supplier: str
    to: str
    contact: str
    words: Words


def recipient(job: Job, supplier: str) -> Recipient:
    """Give whom to write to at a supplier.

    The addresses are those of the list's column for them, else of any cell of the supplier's row. A contact that
    is an address or a number is no name to greet by.
    """
    known = correspondent(job, supplier)
    listed = known.listed
    found = addresses(listed.text("email") or "") or _any_address(job.view, listed)
    contact = listed.text("supplier_contact") or ""
    named = "" if "@" in contact or any(sign.isdigit() for sign in contact) else contact
    return Recipient(supplier, ", ".join(dict.fromkeys(found)), named, known.words)


def _any_address(view: WorkbookView, listed: Row) -> list[str]:
    if not listed.values:
        return []
    table = view.table(listed.place.table)
    columns = range(table.first_column, table.last_column + 1)
    texts = (view.value(table.sheet, listed.place.row, column) for column in columns)
    return [address for text in texts if isinstance(text, str) for address in addresses(text)]
