"""A reply on our own form, as the lines that it offers."""

from __future__ import annotations

from buybook.core.offered import OfferedLine
from buybook.findings import Finding, Severity
from buybook.replies.files import ReplyFile
from buybook.replies.reading import Reply
from buybook.vocabulary import Words
from buybook.workbook.form_reply import FormLine, FormReply
from buybook.workbook.rfq_reply import read_own_form

# Where our own words on a row were changed, the price may be for another article: the buyer decides.
_OF_THE_ARTICLE = frozenset({"item_number", "description"})


def read_our_form(file: ReplyFile, words: Words) -> tuple[Reply, FormReply] | None:
    """Read a file as a reply on our form; None when it is none."""
    form = read_own_form((*file.grids, *file.hidden), words)
    if form is None:
        return None
    lines = [_line(form, line, declined=False) for line in form.lines]
    lines += [_line(form, line, declined=True) for line in form.declined]
    return Reply(tuple(lines), (*file.findings, *form.findings, *_freight(form))), form


def _line(form: FormReply, line: FormLine, *, declined: bool) -> OfferedLine:
    return OfferedLine(
        sheet=line.sheet,
        row=line.row,
        supplier=form.supplier or None,
        item_number=line.item_number,
        supplier_item_number=line.supplier_item_number,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        quantity_break=line.quantity_break,
        unit_price=line.unit_price,
        price_per=line.price_per,
        currency=line.currency,
        moq=line.moq,
        lead_time=line.lead_time,
        valid_until=line.valid_until,
        quote_number=form.quote_number,
        rfq=form.rfq_number or None,
        incoterm=line.incoterm,
        payment_terms=line.payment_terms,
        comment=line.comment,
        declined=declined,
        alternative=line.alternative,
        doubtful=_doubtful(form, line),
    )


def _doubtful(form: FormReply, line: FormLine) -> frozenset[str]:
    doubtful = set(line.doubtful)
    if doubtful & _OF_THE_ARTICLE:
        doubtful.add("unit_price")
    if line.currency is None and line.unit_price is not None:
        doubtful.add("currency")
    if not form.supplier:
        doubtful.add("supplier")
    return frozenset(doubtful)


def _freight(form: FormReply) -> list[Finding]:
    """Tell of freight for the whole quotation, which belongs to no line."""
    if not form.freight_cost:
        return []
    values = {"amount": f"{form.freight_cost:f}", "currency": form.currency or ""}
    return [Finding("form_freight", Severity.INFO, values)]
