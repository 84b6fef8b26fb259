"""Reading a supplier's reply: what it changes against the workbook, and its rows in the list of quotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from buybook.commands.answers import plain, shown_date, shown_number
from buybook.commands.job import Job, Outcome, Section, WrongCallError
from buybook.commands.offer_rows import offer_edits
from buybook.commands.rfq_answers import form_answers, form_edits
from buybook.core.offered import OfferedLine
from buybook.core.replies import Difference, Matched, differences, is_booked, match_lines, standing
from buybook.core.rows import Row, folded
from buybook.findings import Finding, Severity
from buybook.registry import Group, Option, OptionKind, command
from buybook.replies.files import ReplyFile, ReplyRefusedError, read_file
from buybook.replies.own_form import read_our_form
from buybook.replies.reading import Given, read_own_layout
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.currencies import CODES

_SHOWN = 40
_DOUBTED = 5  # doubtful lines that are told one by one


@command(
    "quotation",
    group=Group.QUOTATIONS,
    icon="XmlImport",
    large=True,
    options=(
        Option("file", OptionKind.FILE, required=True),
        Option("supplier"),
        Option("currency"),
        Option("rfq"),
        Option("accept", OptionKind.FLAG),
    ),
)
def quotation(job: Job) -> Outcome:
    """Read a supplier's reply, show what it changes, and add its lines to the quotations."""
    file = _file(job)
    ours = read_our_form(file, job.words)
    form = ours[1] if ours is not None else None
    reply = ours[0] if ours is not None else read_own_layout(file, job.settings, job.words, _given(job))
    lines = _of_supplier(reply.lines, job.options.get("supplier"))
    matched = _with_rfq(match_lines(lines, job.view.tables), job.options.get("rfq"))
    suppliers = {line.supplier for each in matched if (line := each.line).supplier}
    known = standing(job.view.tables, sorted(suppliers), _text(job, "rfq"))
    found = differences(matched, known)
    fresh = [each.line for each in matched if _is_offer(each.line) and not is_booked(each.line, known)]
    sure = [line for line in fresh if job.options.get("accept") or not line.undecided]
    told = [_doubtful(line, job.words) for line in fresh if line.undecided - {"supplier"}]
    left = len(fresh) - len(sure)
    return Outcome(
        answer={
            "quotations": [_answer(each.line) for each in matched],
            "differences": [_difference(each, job.words) for each in found],
            "written": len(sure),
            **({"answers": form_answers(form)} if form is not None and form.answers else {}),
        },
        edits=(*offer_edits(job, sure), *(form_edits(job, form) if form is not None else ())),
        findings=(
            *job.view.recognition.findings,
            *_at(file, reply.findings),
            *_at(file, told[:_DOUBTED]),
            *_not_written(left, bool(job.options.get("accept"))),
        ),
        headline=_headline(file, matched, sure, left, job.words),
        sections=_sections(found, job.words),
    )


def _text(job: Job, name: str) -> str | None:
    value = job.options.get(name)
    return str(value) if value else None


def _file(job: Job) -> ReplyFile:
    try:
        return read_file(job.file("file"))
    except ReplyRefusedError as error:
        raise WrongCallError(error.code, **error.values) from None


def _given(job: Job) -> Given:
    currency = (_text(job, "currency") or "").strip().upper()
    if currency and currency not in CODES:
        raise WrongCallError("reply_currency_unknown", value=currency)
    return Given(_text(job, "supplier"), currency or None, _known_suppliers(job))


def _known_suppliers(job: Job) -> frozenset[str]:
    names: set[str] = set()
    for kind in (
        TableKind.SUPPLIERS,
        TableKind.QUOTATIONS,
        TableKind.ORDERS,
        TableKind.REQUISITIONS,
        TableKind.ITEMS,
    ):
        frame = job.view.tables.get(kind)
        if frame is not None and "supplier" in frame:
            names.update(name for name in frame["supplier"] if isinstance(name, str) and name.strip())
    return frozenset(names)


def _of_supplier(lines: Sequence[OfferedLine], supplier: object) -> list[OfferedLine]:
    """Give the lines of the supplier that was named, where a file has several suppliers; else all."""
    named = [line for line in lines if folded(line.supplier) == folded(str(supplier or ""))]
    several = len({folded(line.supplier) for line in lines if line.supplier}) > 1
    return named if supplier and several else list(lines)


def _with_rfq(lines: Sequence[Matched], rfq: object) -> list[Matched]:
    return [replace(each, line=replace(each.line, rfq=str(rfq))) if rfq else each for each in lines]


def _is_offer(line: OfferedLine) -> bool:
    return line.unit_price is not None or line.declined


# -- what is told


def _doubtful(line: OfferedLine, words: Words) -> Finding:
    fields = ", ".join(words.title(name) for name in sorted(line.undecided))
    values = {"item": line.name, "fields": fields, "price": shown_number(line.unit_price, words.language)}
    return Finding("reply_doubtful", Severity.WARNING, values, sheet=line.sheet, cell=f"A{line.row}")


def _not_written(left: int, accepted: bool) -> list[Finding]:
    return [Finding("reply_not_written", Severity.WARNING, {"count": left})] if left and not accepted else []


def _at(file: ReplyFile, findings: Sequence[Finding]) -> list[Finding]:
    """Place findings in the file, as Excel writes it: [reply.xlsx]Prices."""
    return [replace(each, sheet=f"[{file.name}]{each.sheet}" if each.sheet else None) for each in findings]


_FIELDS = (
    "supplier", "item_number", "supplier_item_number", "manufacturer_part_number", "description", "quantity_break",
    "unit_price", "price_per", "currency", "discount", "moq", "order_multiple", "pack_size", "lead_time",
    "quantity", "unit", "valid_until", "quote_number", "quote_date", "rfq", "incoterm", "payment_terms",
    "declined", "alternative",
)  # fmt: skip


def _answer(line: OfferedLine) -> dict[str, object]:
    answer: dict[str, object] = {name: plain(getattr(line, name)) for name in _FIELDS}
    return answer | {
        "doubtful": bool(line.undecided),
        "doubtful_fields": sorted(line.doubtful),
        "sheet": line.sheet,
        "row": line.row,
    }


def _difference(each: Difference, words: Words) -> dict[str, object]:
    return {
        "kind": each.kind,
        "supplier": each.supplier,
        "item": each.article,
        "quantity_break": plain(each.quantity_break),
        "before": _value(each.before, words),
        "after": _value(each.after, words),
        "percent": plain(each.percent),
        "row": each.row,
    }


def _value(value: object, words: Words) -> object:
    return _price(value, words) if isinstance(value, (OfferedLine, Row)) else plain(value)


def _price(of: OfferedLine | Row, words: Words) -> str:
    """Give a price as people write it: 12.50 EUR / 100."""
    price: Any = (
        of.unit_price
        if isinstance(of, OfferedLine)
        else of.number("unit_price") or of.number("price_excl_vat")
    )
    per: Any = of.price_per if isinstance(of, OfferedLine) else of.number("price_per")
    currency = of.currency if isinstance(of, OfferedLine) else of.text("currency")
    shown = shown_number(price, words.language, max(2, _decimals(price)))
    parts = [shown, currency or "", f"/ {shown_number(per, words.language)}" if per and per != 1 else ""]
    return " ".join(part for part in parts if part)


def _decimals(price: Any) -> int:
    text = f"{price:f}" if price is not None else ""
    return min(6, len(text.partition(".")[2]))


def _headline(
    file: ReplyFile, matched: Sequence[Matched], sure: Sequence[OfferedLine], left: int, words: Words
) -> str:
    suppliers = sorted({line.supplier for each in matched if (line := each.line).supplier})
    return words.label("quotation.headline").format(
        name=file.name,
        supplier=", ".join(suppliers) or "–",
        lines=len(matched),
        written=len(sure),
        left=left,
    )


def _sections(found: Sequence[Difference], words: Words) -> tuple[Section, ...]:
    shown = found[:_SHOWN]
    rows = tuple(_row(each, words) for each in shown)
    titles = tuple(
        words.label(f"quotation.column.{name}")
        for name in ("what", "supplier", "item", "from", "before", "after", "percent")
    )
    heading = words.label("quotation.heading").format(shown=len(shown), count=len(found))
    return (Section(heading, titles, rows, numeric=frozenset({3, 4, 5, 6})),) if rows else ()


def _row(each: Difference, words: Words) -> tuple[str, ...]:
    language = words.language
    sign = "+" if each.percent is not None and each.percent > 0 else ""
    return (
        words.label(f"quotation.{each.kind}"),
        each.supplier or "–",
        each.article,
        shown_number(each.quantity_break, language) if each.quantity_break else "",
        _shown(each.before, words),
        _shown(each.after, words),
        f"{sign}{shown_number(each.percent, language, 1)} %" if each.percent is not None else "",
    )


def _shown(value: object, words: Words) -> str:
    if value is None:
        return ""
    if isinstance(value, (OfferedLine, Row)):
        return _price(value, words)
    if isinstance(value, str):
        return value
    return shown_number(value, words.language) if hasattr(value, "__float__") else shown_date(value)
