"""Data validation: what may be entered in cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from buybook.engine.area import between
from buybook.engine.formulas import stored_formula, typed_formula
from buybook.engine.names import Name, absolute_reference
from buybook.engine.refusal import FileObject
from buybook.engine.rules import OPERATORS, STORED_OPERATORS
from buybook.xlsx import records

if TYPE_CHECKING:
    from buybook.engine.range import Range

_TYPES = {
    "whole": "whole_number",
    "decimal": "decimal",
    "list": "list",
    "date": "date",
    "time": "time",
    "textLength": "text_length",
    "custom": "custom",
}
_STORED_TYPES = {word: stored for stored, word in _TYPES.items()}
_COMPARISONS = frozenset(("whole_number", "decimal", "date", "time", "text_length"))


class DataValidation(FileObject, base_classes.DataValidation):
    """What may be entered in the cells of a range."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    @property
    def api(self) -> records.Validation | None:
        """The package layer's validation of all the cells, None if there is none or they differ."""
        touching = self._touching()
        if len(touching) == 1 and self._covers(touching[0]):
            return touching[0]
        return None

    def _touching(self) -> list[records.Validation]:
        area = self._cells.area
        return [
            validation
            for validation in self._cells.sheet.source.validations
            if any(area.intersection(between(*other)) for other in validation.areas)
        ]

    def _covers(self, validation: records.Validation) -> bool:
        met = [self._cells.area.intersection(between(*other)) for other in validation.areas]
        return sum(part.size for part in met if part) == self._cells.area.size

    @property
    def type(self) -> str:
        """xlwings' word: 'none', 'list', 'decimal', ..., 'mixed_criteria', 'inconsistent'."""
        touching = self._touching()
        if not touching:
            return "none"
        if self.api is None:
            return "inconsistent" if len(touching) > 1 else "mixed_criteria"
        return _TYPES.get(touching[0].kind, "unknown")

    def _formula(self, index: int, *types: str) -> str | None:
        validation = self.api
        if validation is None or self.type not in types or len(validation.formulas) <= index:
            return None
        return _as_typed(validation.formulas[index])

    @property
    def operator(self) -> str | None:
        """The comparison, where there is one."""
        validation = self.api
        if validation is None or self.type not in _COMPARISONS:
            return None
        return OPERATORS.get(validation.operator or "between")

    @property
    def formula1(self) -> str | None:
        """What is compared with."""
        return self._formula(0, *_COMPARISONS)

    @property
    def formula2(self) -> str | None:
        """The upper end."""
        return self._formula(1, *_COMPARISONS)

    @property
    def formula(self) -> str | None:
        """The formula of a custom validation."""
        return self._formula(0, "custom")

    @property
    def source(self) -> str | None:
        """Where a list comes from: 'a,b,c', or a formula such as '=Lists!$A$1:$A$9'."""
        validation = self.api
        if validation is None or self.type != "list":
            return None
        return ",".join(validation.items) if validation.items is not None else self._formula(0, "list")

    @property
    def ignore_blank(self) -> bool | None:
        """Whether a blank is allowed."""
        validation = self.api
        return None if validation is None else validation.allow_blank

    def _said(self, of: str, part: str) -> str | None:
        """The title or text of what is told about the cells; '' where nothing is told, as in Excel."""
        validation = self.api
        if validation is None:
            return None
        message: records.Message | None = getattr(validation, of)
        return "" if message is None else getattr(message, part) or ""

    @property
    def in_cell_dropdown(self) -> bool | None:
        """Whether a list's choices can be dropped down."""
        validation = self.api
        return None if validation is None or self.type != "list" else validation.dropdown

    @property
    def input_title(self) -> str | None:
        """The title of what shows when a cell is selected."""
        return self._said("prompt", "title")

    @property
    def input_message(self) -> str | None:
        """What shows when a cell is selected."""
        return self._said("prompt", "text")

    @property
    def show_input(self) -> bool | None:
        """Whether something shows when a cell is selected."""
        validation = self.api
        return None if validation is None else validation.prompt is not None

    @property
    def error_title(self) -> str | None:
        """The title of what is told of a wrong entry."""
        return self._said("error", "title")

    @property
    def error_message(self) -> str | None:
        """What is told of a wrong entry."""
        return self._said("error", "text")

    @property
    def show_error(self) -> bool | None:
        """Whether a wrong entry is told."""
        validation = self.api
        return None if validation is None else validation.error is not None

    @property
    def alert_style(self) -> str | None:
        """'stop', 'warning' or 'information'."""
        validation = self.api
        return None if validation is None else validation.style

    def _set(self, kind: str, formulas: tuple[str, ...], **rest: Any) -> None:
        source, area = self._cells.sheet.source, self._cells.area.corners
        source.clear_validations(area)
        # As Excel does, a prompt may show from the start: it has no words until somebody gives it some.
        source.add_validation([area], kind, formulas=formulas, prompt=records.Message(), **rest)

    def set_list(self, source: Any, in_cell_dropdown: bool = True) -> None:
        """Allow what stands in a list: texts, a range of cells or a name."""
        if isinstance(source, base_classes.Range):
            formula = absolute_reference(source.sheet.name, source.area)  # type: ignore[attr-defined]
        elif isinstance(source, Name):
            formula = source.name
        else:
            formula = '"' + ",".join(source).replace('"', '""') + '"'
        self._set("list", (formula,), dropdown=in_cell_dropdown)

    def set_rule(self, rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        """Allow what a comparison or a formula says; formulas are written for the first cell."""
        formulas = tuple(
            stored_formula(formula.removeprefix("="))
            for formula in (formula1, formula2)
            if formula is not None
        )
        stored = None if operator is None else STORED_OPERATORS[operator]
        self._set(_STORED_TYPES[rule_type], formulas, operator=stored)

    def delete(self) -> None:
        """Allow everything in these cells; a validation that also holds for others stays there."""
        self._cells.sheet.source.clear_validations(self._cells.area.corners)


def _as_typed(formula: str) -> str:
    return "=" + typed_formula(formula.removeprefix("="))
