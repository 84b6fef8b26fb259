"""The files of an order: a workbook, a PDF, and the draft of an e-mail with them, as the settings ask for."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from buybook.commands.correspondents import Correspondent, correspondent
from buybook.commands.job import Job
from buybook.commands.order_documents import order_document
from buybook.commands.order_template_files import own_document
from buybook.core.purchase_orders import PurchaseOrder
from buybook.documents.file_names import safe_stem
from buybook.documents.letters import Attachment, draft
from buybook.documents.order_content import PurchaseOrderDocument
from buybook.documents.outgoing import OutgoingFile
from buybook.documents.texts import order_texts, shown_amount
from buybook.documents.ubl_order import lacking, ubl_order
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.vocabulary import Words

_SHOWN_LETTERS = 12
_Place = tuple[str, int]


@frozen
class OrderFiles:
    """The files of orders, and what the buyer should know of them."""

    files: tuple[OutgoingFile, ...]
    findings: tuple[Finding, ...]


def order_files(job: Job, orders: Sequence[PurchaseOrder]) -> OrderFiles:
    """Give the files of new orders, each for its supplier in their language."""
    files: list[OutgoingFile] = []
    findings: list[Finding] = []
    for place, made in enumerate(orders):
        to = correspondent(job, made.supplier, made.supplier_no)
        document = order_document(job, made, to)
        more = document_files(job, document, to, ("purchase_orders", place))
        files += more.files
        findings += [*to.findings, *more.findings, *_number_in_documents(job, made.po_number, more.files)]
    return OrderFiles(tuple(files), _once(findings))


def _number_in_documents(job: Job, number: str, files: Sequence[OutgoingFile]) -> list[Finding]:
    """Tell of a document that another order of the same number was sent as; the same order made anew is none."""
    for file in files[:1]:
        there = Path(job.documents_folder) / f"{file.stem}{file.suffix}"
        if there.is_file() and there.read_bytes() != file.content():
            values = {"number": number, "file": there.name}
            return [Finding("order_number_in_documents", Severity.WARNING, values)]
    return []


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Tell of a supplier once, though they get several orders."""
    return tuple({(each.code, str(each.values)): each for each in findings}.values())


def document_files(job: Job, order: PurchaseOrderDocument, to: Correspondent, of: _Place) -> OrderFiles:
    """Give the files of one order in its supplier's language; `of` is its record in the answer."""
    words = to.words
    formats = job.settings.purchase_orders.formats
    stem = safe_stem(_name(order), words.label("purchase_order.file"))
    files: list[OutgoingFile] = []
    findings: list[Finding] = []
    if "xlsx" in formats:
        own = own_document(job, order, words)
        findings += own.findings
        files.append(OutgoingFile(stem, ".xlsx", cache(lambda: own.content or _workbook(order, words)), of))
    if "pdf" in formats:
        pdf, told = _pdf(order, to)
        files += [OutgoingFile(stem, ".pdf", pdf, of)] if pdf is not None else []
        findings += told
    if "ubl" in formats:
        told = _ubl_lacks(order, to)
        findings += told
        if not told:
            files.append(OutgoingFile(stem, ".xml", cache(lambda: ubl_order(order)), of))
    if "eml" in formats:
        if not order.supplier.email and "email" in to.listed.values:
            values = {"supplier": order.supplier.name}
            findings.append(to.about("supplier_without_email", Severity.INFO, "email", **values))
        attached = tuple(files)
        files.append(OutgoingFile(stem, ".eml", lambda: _letter(order, words, attached), of))
    return OrderFiles(tuple(files), tuple(findings))


def _name(order: PurchaseOrderDocument) -> str:
    return f"{order.po_number} rev {order.revision}" if order.revision else order.po_number


def _workbook(order: PurchaseOrderDocument, words: Words) -> bytes:
    from buybook.documents.purchase_order import purchase_order_bytes  # openpyxl is slow to load

    return purchase_order_bytes(order, words)


def _pdf(order: PurchaseOrderDocument, to: Correspondent) -> tuple[Callable[[], bytes] | None, list[Finding]]:
    if importlib.util.find_spec("reportlab") is None:
        return None, [Finding("pdf_library_missing", Severity.WARNING)]
    from buybook.documents.pdf import missing_letters  # slow to load
    from buybook.documents.purchase_order_pdf import purchase_order_pdf

    missing = missing_letters(order_texts(order))
    values = {"number": order.po_number, "letters": " ".join(missing[:_SHOWN_LETTERS])}
    told = [to.about("pdf_letters_missing", Severity.WARNING, **values)] if missing else []
    return cache(lambda: purchase_order_pdf(order, to.words)), told


def _ubl_lacks(order: PurchaseOrderDocument, to: Correspondent) -> list[Finding]:
    """Tell what stands in the way of an order for the Peppol network; a change of one is no order there."""
    number = order.po_number
    if order.revision:
        return [Finding("ubl_no_revision", Severity.WARNING, {"number": number})]
    return [
        to.about(f"ubl_{lack}", Severity.ERROR, **{"number": number, "value": value or "–"})
        for lack, value in lacking(order)
    ]


def _letter(order: PurchaseOrderDocument, words: Words, files: Sequence[OutgoingFile]) -> bytes:
    """Give the draft of an e-mail to the supplier with the order's other files."""
    said, company = words.labels("order_letter"), order.company
    name = order.supplier.contact
    values = {
        "number": order.po_number,
        "revision": order.revision,
        "company": company.name,
        "date": order.order_date.isoformat(),
    }
    lines = (
        said["hello"].format(name=name) if name else said["hello_all"],
        "",
        said["attached_revision" if order.revision else "attached"].format_map(values),
        *order.changes,
        said["sum"].format(
            lines=len(order.lines),
            total=shown_amount(order.total, order.minor_digits, words.language),
            currency=order.currency,
        ),
        "",
        said["confirm"],
        "",
        said["regards"],
        *(text for text in (company.contact, company.name, company.phone, company.email) if text),
    )
    attached = tuple(Attachment(f"{file.stem}{file.suffix}", file.content()) for file in files)
    return draft(
        order.supplier.email,
        _subject(said, order, values),
        "\n".join(lines) + "\n",
        attached,
    )


def _subject(said: Mapping[str, str], order: PurchaseOrderDocument, values: Mapping[str, str]) -> str:
    if order.revision:
        return said["subject_revision"].format_map(values)
    return said["subject_from" if order.company.name else "subject"].format_map(values)
