"""The lines of a reply on our form: each row taken to the position that it is for, and judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from buybook.findings import Finding, Severity
from buybook.rfq_keys import LINE_FIELDS, RowKey, RowKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.column_reading import is_blank, shown
from buybook.workbook.form_cells import FormRow, Surroundings, read_rows
from buybook.workbook.form_facts import AskedLine, FormFacts
from buybook.workbook.form_head import Head
from buybook.workbook.form_identity import Identified, identify
from buybook.workbook.form_places import FormColumns, FormPlaces, columns_of
from buybook.workbook.form_prices import declines, priced
from buybook.workbook.form_reply import FormLine
from buybook.workbook.lexicon import plain, plain_phrases, tidy
from buybook.workbook.tables import column_letter

_MOST_REMARKS = 20


@dataclass
class Lines:
    """The lines that are quoted and those that are declined."""

    quoted: list[FormLine] = field(default_factory=list)
    declined: list[FormLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Read:
    """A row with the line that was made of it."""

    row: FormRow
    found: Identified
    line: FormLine


def read_lines(
    places: Sequence[FormPlaces], facts: FormFacts, head: Head, language: str, words: Words
) -> Lines:
    """Read the lines of all sheets that have keys of the form."""
    lines = Lines()
    read: list[_Read] = []
    for place in places:
        keyed = {
            row: key
            for row, key in place.of_kinds(RowKind.LINE, RowKind.EXTRA).items()
            if key.form == facts.form
        }
        if not keyed:
            continue
        columns = columns_of(place, sorted(keyed), LINE_FIELDS, words)
        added = _added(place, columns)
        around = Surroundings(language, head.currency or facts.currency or "auto")
        rows, about = read_rows(place.grid, columns, {**keyed, **dict.fromkeys(added)}, around)
        lines.findings.extend((*columns.findings, *about, *_remarks(place, keyed, added)))
        for row in rows:
            read.extend(_line(row, facts, head))
    read = _once(read)
    _tell_missing(lines, read, facts)
    if any(each.line.unit_price is not None and each.line.currency is None for each in read):
        _tell_no_currency(lines, read, head)
    for each in sorted(read, key=lambda each: _order(each, facts)):
        each.line = replace(each.line, doubtful=frozenset(each.row.doubtful))
        if each.line.unit_price is not None or not each.found.declined:
            lines.quoted.append(each.line)
        else:
            lines.declined.append(each.line)
        lines.findings.extend(each.row.findings)
    return lines


def _order(each: _Read, facts: FormFacts) -> tuple[int, Decimal]:
    """Lines stand in the order of the request, a position's price breaks by quantity; the rest comes after."""
    order = {name: place for place, name in enumerate(facts.positions())}
    return order.get(each.line.line or "", len(order)), each.line.quantity or Decimal(0)


def _added(place: FormPlaces, columns: FormColumns) -> list[int]:
    """Give the rows among and below the lines that have a price and no key, totals left out."""
    column = columns.fields.get("unit_price")
    if column is None:
        return []
    grid = place.grid
    return [
        row
        for row in range(columns.header_row + 1, grid.last_row + 1)
        if row not in place.rows
        and row not in place.marks
        and not is_blank(grid.cell(row, column))
        and any(sign.isdigit() for sign in str(grid.cell(row, column)))
        and not _is_total(place, row)
    ]


def _is_total(place: FormPlaces, row: int) -> bool:
    totals = plain_phrases("total")
    texts = [value for value in _cells(place, row) if isinstance(value, str)]
    return any(_first_words(text) & totals for text in texts)


def _first_words(text: str) -> set[str]:
    """Give what a text begins with, up to three words, to be compared with "Grand total"."""
    parts = plain(tidy(text)).rstrip(":. ").split()
    return {" ".join(parts[:count]).rstrip(":") for count in (1, 2, 3)}


def _cells(place: FormPlaces, row: int) -> list[object]:
    grid = place.grid
    columns = range(grid.first_column, grid.last_column + 1)
    return [grid.cell(row, column) for column in columns if column not in place.key_columns]


def _remarks(place: FormPlaces, keyed: dict[int, RowKey], added: Iterable[int]) -> list[Finding]:
    """Show what the supplier wrote between or below the lines."""
    known, grid = {*added, *place.rows, *place.marks}, place.grid
    first, last = min(keyed), grid.last_row
    found = []
    for row in range(first, last + 1):
        if row in known or _is_total(place, row):
            continue
        texts = [
            shown(value) for value in _cells(place, row) if isinstance(value, str) and not is_blank(value)
        ]
        if texts and not _is_ours(texts[0]):
            cell = f"{column_letter(grid.first_column)}{row}"
            values = {"text": " ".join(texts)}
            found.append(Finding("form_remark", Severity.INFO, values, sheet=grid.sheet, cell=cell))
    return found[:_MOST_REMARKS]


def _is_ours(text: str) -> bool:
    start = text[:30]
    return any(
        label.startswith(start) for words in all_words() for label in words.labels("rfq_form").values()
    )


def _line(row: FormRow, facts: FormFacts, head: Head) -> list[_Read]:
    """Make the line of a row; none where the row says nothing."""
    if row.key is None or row.key.kind is RowKind.EXTRA:
        filled = any(row.text(name) for name in ("unit_price", "quantity", "description", "pos"))
        if not filled or _says_total(row):
            row.findings.clear()
            return []
    found = identify(row, facts)
    if found is None:
        return []
    price = priced(row, found, head)
    asked = found.asked
    if declines(row):
        found = replace(found, declined=True)
        if price.amount is not None:
            row.tell("unit_price", "form_price_and_no_bid", Severity.ERROR, {"pos": found.name or ""})
            price = replace(price, amount=None)
    elif asked is not None and price.amount is None and _unanswered(row):
        values = {"pos": asked.key.name, "item": asked.shown}
        row.tell("unit_price", "form_line_unanswered", Severity.WARNING, values)
    line = FormLine(
        sheet=row.grid.sheet,
        row=row.row,
        line=found.name,
        item_number=found.item_number,
        description=found.description,
        quantity=found.quantity,
        unit=price.unit,
        unit_price=price.amount,
        price_per=price.per,
        currency=price.currency,
        quantity_break=found.quantity_break,
        supplier_item_number=found.supplier_item_number,
        moq=_positive(row, "moq"),
        lead_time=_positive(row, "lead_time", zero=True),
        valid_until=head.valid_until,
        incoterm=head.incoterm,
        payment_terms=head.payment_terms,
        comment=row.text("comment") or None,
        alternative=found.alternative,
    )
    return [_Read(row, found, line)]


def _says_total(row: FormRow) -> bool:
    return any(_first_words(row.text(name)) & plain_phrases("total") for name in ("pos", "description"))


def _unanswered(row: FormRow) -> bool:
    return not any(found.severity is Severity.ERROR for found in row.findings)


def _positive(row: FormRow, name: str, *, zero: bool = False) -> Decimal | None:
    """Give a number that makes sense only above zero."""
    number = row.number(name)
    if number is None or number > 0 or (zero and number == 0):
        return number
    row.tell(name, "not_a_number", Severity.ERROR, {"value": f"{number:f}", "example": "100"})
    return None


def _once(read: Sequence[_Read]) -> list[_Read]:
    """Keep one of the rows that say the same; where rows of a position differ, none of their prices counts."""
    groups: dict[object, list[_Read]] = {}
    for each in read:
        line = each.line
        own = each.line.alternative or line.line is None
        key = id(each) if own else (line.line, line.quantity)
        groups.setdefault(key, []).append(each)
    kept: list[_Read] = []
    for group in groups.values():
        with_price = [each for each in group if each.line.unit_price is not None]
        says = {_said(each.line) for each in with_price}
        if len(says) > 1:
            kept.append(_withheld(group))
        else:
            kept.append((with_price or [each for each in group if each.found.declined] or group)[0])
            for other in group:
                if other is not kept[-1]:
                    kept[-1].row.findings.extend(other.row.findings)
    return [_copied(each, kept) for each in kept]


def _copied(each: _Read, read: Sequence[_Read]) -> _Read:
    """Take a copied row at another quantity for the price break that its supplier made of it."""
    asked = each.found.asked
    if asked is None or asked.is_break or each.line.quantity == asked.quantity:
        return each
    if sum(1 for other in read if other.found.asked is asked) > 1:
        each.line = replace(each.line, quantity_break=each.line.quantity)
    return each


def _said(line: FormLine) -> tuple[object, ...]:
    return (line.unit_price, line.price_per, line.currency, line.unit)


def _withheld(group: Sequence[_Read]) -> _Read:
    first = group[0]
    rows = ", ".join(str(each.row.row) for each in group)
    sheets = {each.row.grid.sheet for each in group}
    if len(sheets) > 1:
        rows = ", ".join(f"{each.row.grid.sheet} {each.row.row}" for each in group)
    for other in group[1:]:
        first.row.findings.extend(other.row.findings)
    values = {"pos": first.line.line, "rows": rows}
    first.row.tell("unit_price", "form_row_twice", Severity.ERROR, values)
    first.line = replace(first.line, unit_price=None)
    return first


def _tell_missing(lines: Lines, read: Sequence[_Read], facts: FormFacts) -> None:
    there = {(each.found.asked.key.name, each.found.asked.key.part) for each in read if each.found.asked}
    for (name, part), asked in facts.lines.items():
        if (name, part) not in there:
            values = {"pos": name, "item": _at(asked)}
            lines.findings.append(Finding("form_row_missing", Severity.WARNING, values))


def _at(asked: AskedLine) -> str:
    """Name a line, with its quantity where it has several."""
    return f"{asked.shown}, {asked.quantity:f}" if asked.is_break and asked.quantity else asked.shown


def _tell_no_currency(lines: Lines, read: Sequence[_Read], head: Head) -> None:
    """Tell once that there is no currency, unless a row told of two."""
    codes = {found.code for each in read for found in each.row.findings}
    if "form_currency_conflict" in codes:
        return
    sheet, cell = head.currency_place or (read[0].row.grid.sheet, None)
    lines.findings.append(Finding("form_no_currency", Severity.ERROR, sheet=sheet, cell=cell))
