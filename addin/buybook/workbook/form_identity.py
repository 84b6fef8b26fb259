"""Which position of the request a row of the reply is for.

The hidden key says it. But a supplier who sorts or pastes part of the sheet moves the cells that are seen away from
the key, and then the item beside the price is what the price was given for. So what we wrote on the row is compared.
"""

from __future__ import annotations

from decimal import Decimal

from buybook.findings import Severity
from buybook.frozen import frozen
from buybook.rfq_keys import RowKind, line_check
from buybook.workbook.column_reading import shown
from buybook.workbook.form_cells import FormRow
from buybook.workbook.form_facts import AskedLine, FormFacts
from buybook.workbook.lexicon import plain, tidy
from buybook.workbook.units import read_unit


@frozen
class Identified:
    """What a row is for. `sure` is False where its price must not be taken."""

    name: str | None  # the position
    asked: AskedLine | None
    item_number: str | None
    description: str | None
    quantity: Decimal | None
    unit: str | None
    quantity_break: Decimal | None = None
    supplier_item_number: str | None = None
    alternative: bool = False
    declined: bool = False
    sure: bool = True


def identify(row: FormRow, facts: FormFacts) -> Identified | None:
    """Tell what a row is for, with findings for what does not fit."""
    if row.key is None:
        return _added(row, facts)
    if row.key.kind is RowKind.EXTRA:
        return _extra(row, facts)
    asked = facts.lines.get((row.key.name, row.key.part))
    return _by_check(row) if asked is None else _asked(row, asked, facts)


def same(one: str, other: str) -> bool:
    """Tell whether two texts are one to a reader."""
    return plain(tidy(one)) == plain(tidy(other))


def same_item(one: str, other: str) -> bool:
    """Tell whether two item numbers are one, though a spreadsheet took zeros off its front."""
    return same(one, other) or (bool(one) and same(one.lstrip("0"), other.lstrip("0")))


def _asked(row: FormRow, asked: AskedLine, facts: FormFacts) -> Identified:
    """Compare the row with what its key stands for, and with the other positions where it differs."""
    item, text = _item_fits(row, asked), _text_fits(row, asked)
    supplier_item = row.text("supplier_item_number") or None
    sure = True
    if item is False or (item is None and text is False):
        moved = _other(row, asked, facts)
        if moved is not None:
            row.tell(_telling(row), "form_row_moved", Severity.WARNING, {"pos": moved.key.name})
            asked, text = moved, True
        elif item is False and text and row.text("item_number"):
            now = row.text("item_number")
            values = {"now": shown(now), "was": asked.item_number}
            row.tell("item_number", "form_item_is_theirs", Severity.WARNING, values)
            supplier_item = supplier_item or now
        elif item is False and text:
            _tell_changed(row, "item_number", asked.item_number)
        elif item is False or not _quantity_fits(row, asked):
            row.tell(_telling(row), "form_row_unclear", Severity.ERROR, {"pos": asked.key.name})
            sure = False
        else:
            _tell_changed(row, "description", asked.description)
    elif text is False:
        _tell_changed(row, "description", asked.description)
    quantity = _quantity(row, asked)
    return Identified(
        name=asked.key.name,
        asked=asked,
        item_number=asked.item_number or None,
        description=_description(row, asked),
        quantity=quantity,
        unit=_unit(row, asked),
        quantity_break=quantity if asked.is_break else None,
        supplier_item_number=supplier_item,
        sure=sure,
    )


def _telling(row: FormRow) -> str:
    """Name the field of the row that is pointed at."""
    return "item_number" if "item_number" in row.columns.fields else "description"


def _tell_changed(row: FormRow, name: str, was: str) -> None:
    values = {"was": shown(was), "now": shown(row.text(name))}
    row.tell(name, "form_text_changed", Severity.WARNING, values)


def _description(row: FormRow, asked: AskedLine) -> str | None:
    return (row.text("description") or asked.description) or None


def _item_fits(row: FormRow, asked: AskedLine) -> bool | None:
    """Tell whether the item is the asked one; None where there is none to compare."""
    if not asked.item_number or "item_number" not in row.columns.fields:
        return None
    return same_item(row.text("item_number"), asked.item_number)


def _text_fits(row: FormRow, asked: AskedLine) -> bool | None:
    if not asked.description or "description" not in row.columns.fields:
        return None
    return same(row.text("description"), asked.description)


def _quantity_fits(row: FormRow, asked: AskedLine) -> bool:
    return "quantity" not in row.columns.fields or row.number("quantity") == asked.quantity


def _other(row: FormRow, asked: AskedLine, facts: FormFacts) -> AskedLine | None:
    """Give the one other position whose item (else description) stands on the row, with the row's quantity."""
    fitting = [
        line
        for line in facts.lines.values()
        if line is not asked
        and (_item_fits(row, line) or (_item_fits(row, line) is None and _text_fits(row, line)))
    ]
    exact = [line for line in fitting if _quantity_fits(row, line)]
    chosen = exact or fitting
    return chosen[0] if len(chosen) == 1 else None


def _quantity(row: FormRow, asked: AskedLine) -> Decimal | None:
    """Give the quantity quoted: that on the row, with a finding where it is not the asked one."""
    if row.key is not None and row.key.kind is RowKind.LINE and "quantity" in row.columns.fields:
        now = row.number("quantity")
        if now is not None and now <= 0:
            values = {"value": f"{now:f}", "example": "100"}
            row.tell("quantity", "not_a_number", Severity.ERROR, values)
            return asked.quantity
        if now is not None and asked.quantity is not None and now != asked.quantity:
            values = {"was": f"{asked.quantity:f}", "now": f"{now:f}"}
            row.tell("quantity", "form_quantity_changed", Severity.WARNING, values)
        return asked.quantity if now is None else now
    return row.number("quantity") or asked.quantity


def _unit(row: FormRow, asked: AskedLine | None) -> str | None:
    """Give the unit on the row, with a finding where it is not the asked one."""
    was = asked.unit if asked is not None else ""
    now = row.text("unit")
    if not now:
        return (read_unit(was) or was) or None
    if was and not same(was, now) and (read_unit(was) or was) != (read_unit(now) or now):
        row.tell("unit", "form_unit_changed", Severity.WARNING, {"was": was, "now": shown(now)})
    return read_unit(now) or now


def _by_check(row: FormRow) -> Identified:
    """Tell what a row is for where the hidden sheet is gone: its key carries a check of what we wrote."""
    assert row.key is not None
    key, quantity = row.key, row.number("quantity")
    texts = (row.text("item_number"), row.text("description"))
    sure = key.check == line_check(key.form, key.name, key.part, *texts, quantity, row.text("unit"))
    if not sure:
        row.tell(_telling(row), "form_checked_changed", Severity.WARNING, {})
    return Identified(
        name=key.name,
        asked=None,
        item_number=texts[0] or None,
        description=texts[1] or None,
        quantity=quantity,
        unit=_unit(row, None),
        supplier_item_number=row.text("supplier_item_number") or None,
    )


def _extra(row: FormRow, facts: FormFacts) -> Identified | None:
    """Tell what a free row is for: a price break of the position it names, or an alternative to it."""
    positions = facts.positions()
    name = row.text("pos")
    asked = positions.get(name)
    known = asked is not None or bool(name and not facts.lines)  # without the hidden sheet any may be one
    if not known:
        row.tell("pos", "form_position_unknown", Severity.WARNING, {})
    description = row.text("description")
    alternative = bool(description) and not (asked is not None and same(description, asked.description))
    quantity = row.number("quantity")
    sure = known or alternative
    if not alternative and quantity is None:
        row.tell("quantity", "form_break_without_quantity", Severity.ERROR, {})
        sure = False
    return Identified(
        name=name if known else None,
        asked=None,
        item_number=(asked.item_number or None) if asked is not None else None,
        description=description or (asked.description if asked is not None else None),
        quantity=quantity if quantity is not None or asked is None else asked.quantity,
        unit=_unit(row, asked),
        quantity_break=None if alternative and quantity is None else quantity,
        supplier_item_number=row.text("supplier_item_number") or None,
        alternative=alternative,
        sure=sure,
    )


def _added(row: FormRow, facts: FormFacts) -> Identified | None:
    """Tell what a row without key is for: by its item number, where that is one of the request's."""
    row.tell("unit_price", "form_row_without_key", Severity.WARNING, {})
    item, description = row.text("item_number"), row.text("description")
    if not item and not description and not row.text("supplier_item_number"):
        return None
    asked = _asked_for(item, facts)
    return Identified(
        name=asked.key.name if asked is not None else None,
        asked=None,
        item_number=asked.item_number if asked is not None else item or None,
        description=description or None,
        quantity=row.number("quantity"),
        unit=_unit(row, asked),
        quantity_break=row.number("quantity") if asked is not None else None,
        supplier_item_number=row.text("supplier_item_number") or None,
    )


def _asked_for(item: str, facts: FormFacts) -> AskedLine | None:
    if not item:
        return None
    fitting = [line for line in facts.positions().values() if same_item(item, line.item_number)]
    return fitting[0] if len(fitting) == 1 else None
