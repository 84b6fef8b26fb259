"""What was recognised, in the words of the terminal's contract."""

from __future__ import annotations

from buybook.schema import TableKind
from buybook.workbook.tables import RecognisedTable, Recognition, column_letter


def describe(recognition: Recognition) -> list[dict[str, object]]:
    """Give the recognised lists as the `tables` of the answer to `map`."""
    return [_described(table) for table in recognition.tables]


def _described(table: RecognisedTable) -> dict[str, object]:
    shown: dict[str, object] = {
        "kind": (TableKind.OTHER if table.kind is TableKind.RATES else table.kind).value,
        "sheet": table.sheet,
        "excel_table": table.excel_table,
        "header_row": table.header_row,
        "first_row": table.first_row,
        "last_row": table.last_row,
        "columns": {column.letter: column.field for column in table.columns if column.field},
        "unrecognised": {column.letter: column.title for column in table.columns if not column.field},
    }
    suppliers = [block for block in table.blocks if block.is_suppliers]
    if suppliers:
        shown["blocks"] = [
            {"columns": [column_letter(index) for index in block.columns]} for block in suppliers
        ]
    return shown
