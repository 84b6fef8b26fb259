"""What the lists of the templates show in colour: what is late, short, damaged, expired or about to be.

The rules are formulas without words, so they are the same in every language; an empty row is never coloured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from buybook.schema import TableKind

_RED = ("FFC7CE", "9C0006")
_AMBER = ("FFEB9C", "7F6000")
_GREEN = ("C6EFCE", "006100")
_SOON = 7  # days before a quotation expires

# Kind of list -> (field that is coloured, formula with fields in braces, colours). The first that holds counts.
_RULES: Mapping[TableKind, Sequence[tuple[str, str, tuple[str, str]]]] = {
    TableKind.REQUISITIONS: (
        ("requested_date", 'AND({requested_date}<>"",{requested_date}<TODAY(),{po_number}="")', _RED),
        ("po_number", '{po_number}<>""', _GREEN),
    ),
    TableKind.ORDERS: (
        (
            "promised_date",
            'AND({promised_date}<>"",{promised_date}<TODAY(),'
            "{quantity_ordered}-{quantity_received}+{quantity_rejected}+{quantity_damaged}>0)",
            _RED,
        ),
        ("quantity_received", "AND(N({quantity_ordered})>0,{quantity_received}>{quantity_ordered})", _AMBER),
        ("quantity_rejected", "N({quantity_rejected})>0", _AMBER),
        ("quantity_damaged", "N({quantity_damaged})>0", _AMBER),
    ),
    TableKind.RECEIPTS: (
        ("quantity_rejected", "N({quantity_rejected})>0", _AMBER),
        ("quantity_damaged", "N({quantity_damaged})>0", _AMBER),
        (
            "quantity_received",
            "AND(COUNT({quantity_accepted},{quantity_rejected},{quantity_damaged})=3,"
            "{quantity_received}<>{quantity_accepted}+{quantity_rejected}+{quantity_damaged})",
            _RED,
        ),
    ),
    TableKind.QUOTATIONS: (
        ("quote_valid_until", 'AND({quote_valid_until}<>"",{quote_valid_until}<TODAY())', _RED),
        ("quote_valid_until", f'AND({{quote_valid_until}}<>"",{{quote_valid_until}}<=TODAY()+{_SOON})', _AMBER),
    ),
    TableKind.SUPPLIERS: (("supplier", 'AND({supplier}<>"",COUNTIF({supplier:all},{supplier})>1)', _AMBER),),
    TableKind.ITEMS: (
        (
            "stock_on_hand",
            'AND({reorder_point}<>"",N({stock_on_hand})<=N({reorder_point}))',
            _RED,
        ),
        (
            "stock_on_hand",
            "AND(N({max_stock})>0,N({stock_on_hand})>N({max_stock}))",
            _AMBER,
        ),
    ),
}  # fmt: skip


def colour(sheet: Worksheet, kind: TableKind, fields: Sequence[str], first_row: int, last_row: int) -> None:
    """Give a list its rules; `fields` are its columns from A, the rows those that may hold lines."""
    letters = {field: get_column_letter(number) for number, field in enumerate(fields, start=1)}
    for field, formula, (fill, text) in _RULES.get(kind, ()):
        filled = formula
        for name, letter in letters.items():
            filled = filled.replace(f"{{{name}}}", f"${letter}{first_row}")
            filled = filled.replace(f"{{{name}:all}}", f"${letter}${first_row}:${letter}${last_row}")
        look = DifferentialStyle(font=Font(color=text), fill=PatternFill(bgColor=fill))
        rule = Rule(type="expression", dxf=look, stopIfTrue=True, formula=[filled])
        sheet.conditional_formatting.add(f"{letters[field]}{first_row}:{letters[field]}{last_row}", rule)
