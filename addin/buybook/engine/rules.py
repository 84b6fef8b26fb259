"""Rules on cells: conditional formats and data validation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from buybook.engine.appearance import Rgb, hex_color, rgb
from buybook.engine.area import between
from buybook.engine.formulas import stored_formula, typed_formula
from buybook.engine.names import Name, absolute_reference
from buybook.engine.refusal import FileObject, refuse
from buybook.xlsx import records

if TYPE_CHECKING:
    from buybook.engine.range import Range

# The file's words for comparisons, and xlwings'.
_OPERATORS = {
    "between": "between",
    "notBetween": "not_between",
    "equal": "equal_to",
    "notEqual": "not_equal_to",
    "greaterThan": "greater_than",
    "lessThan": "less_than",
    "greaterThanOrEqual": "greater_than_or_equal",
    "lessThanOrEqual": "less_than_or_equal",
}
_STORED_OPERATORS = {word: stored for stored, word in _OPERATORS.items()}
_RULES = {
    "expression": "custom",
    "cellIs": "cell_value",
    "colorScale": "color_scale",
    "dataBar": "data_bar",
    "iconSet": "icon_set",
}
_VALIDATIONS = {
    "whole": "whole_number",
    "decimal": "decimal",
    "list": "list",
    "date": "date",
    "time": "time",
    "textLength": "text_length",
    "custom": "custom",
}
_COMPARISONS = frozenset(("whole_number", "decimal", "date", "time", "text_length"))


def _stored(formula: str) -> str:
    return stored_formula(formula.removeprefix("="))


def _shown(formula: str) -> str:
    return "=" + typed_formula(formula.removeprefix("="))


class ConditionalFormats(FileObject, base_classes.ConditionalFormats):
    """The rules that touch a range, the strongest first."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    @property
    def api(self) -> list[records.ConditionalFormat]:
        """The package layer's rules."""
        rules = [rule for rule in self._cells.sheet.source.conditional_formats if self._touches(rule)]
        return sorted(rules, key=lambda rule: rule.priority)

    @property
    def parent(self) -> Range:
        """The range."""
        return self._cells

    def _touches(self, rule: records.ConditionalFormat) -> bool:
        return any(self._cells.area.intersection(between(*area)) for area in rule.areas)

    def __call__(self, key: int) -> ConditionalFormat:
        """The n-th rule."""
        return ConditionalFormat(self._cells, self.api[key - 1])

    def __len__(self) -> int:
        return len(self.api)

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return (ConditionalFormat(self._cells, rule) for rule in self.api)

    def __contains__(self, key: int) -> bool:
        return 1 <= key <= len(self)

    def _add(
        self, spec: Mapping[str, Any], kind: str, formulas: tuple[str, ...], operator: str | None
    ) -> Any:
        source = self._cells.sheet.source
        rule = source.add_conditional_format(
            [self._cells.area.corners],
            kind=kind,
            formulas=[_stored(formula) for formula in formulas],
            operator=operator,
            dxf=_differential_format(source.workbook.styles, spec),
            stop=spec["stop_if_true"],
        )
        return ConditionalFormat(self._cells, rule)

    def add_custom(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        """A rule by a formula, which is written for the first cell of the range."""
        rule: ConditionalFormat = self._add(spec, "expression", (spec["formula"],), None)
        return rule

    def add_cell_value(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        """A rule by a comparison of the cell's value."""
        formulas = tuple(spec[key] for key in ("formula1", "formula2") if spec[key] is not None)
        rule: ConditionalFormat = self._add(spec, "cellIs", formulas, _STORED_OPERATORS[spec["operator"]])
        return rule

    def clear(self) -> None:
        """Take the rules from these cells; a rule that also holds for other cells stays active there."""
        self._cells.sheet.source.clear_conditional_formats(self._cells.area.corners)


def _differential_format(styles: Any, spec: Mapping[str, Any]) -> int | None:
    """The number of the looks that a rule gives; None if it gives none."""
    colors = {key: hex_color(spec[key]) for key in ("fill_color", "font_color") if key in spec}
    look = {
        "fill": colors.get("fill_color"),
        "font_color": colors.get("font_color"),
        "bold": spec.get("font_bold"),
        "italic": spec.get("font_italic"),
    }
    if all(value is None for value in look.values()):
        return None
    number: int = styles.add_dxf(**look)
    return number


class ConditionalFormat(FileObject, base_classes.ConditionalFormat):
    """One rule. What it does not say is None."""

    def __init__(self, cells: Range, rule: records.ConditionalFormat) -> None:
        self._cells = cells
        self._rule = rule

    @property
    def api(self) -> records.ConditionalFormat:
        """The package layer's rule."""
        return self._rule

    @property
    def type(self) -> str:
        """'custom', 'cell_value', 'color_scale', 'data_bar', 'icon_set' or 'unknown'."""
        return _RULES.get(self._rule.kind, "unknown")

    @property
    def stop_if_true(self) -> bool | None:
        """Whether weaker rules are not looked at."""
        return None if self.type in ("color_scale", "data_bar", "icon_set") else self._rule.stop

    @property
    def operator(self) -> str | None:
        """The comparison."""
        return _OPERATORS.get(self._rule.operator or "") if self.type == "cell_value" else None

    def _formula(self, kind: str, index: int) -> str | None:
        if self.type != kind or len(self._rule.formulas) <= index:
            return None
        return _shown(self._rule.formulas[index])

    @property
    def formula(self) -> str | None:
        """The formula of a custom rule."""
        return self._formula("custom", 0)

    @property
    def formula1(self) -> str | None:
        """What is compared with."""
        return self._formula("cell_value", 0)

    @property
    def formula2(self) -> str | None:
        """The upper end."""
        return self._formula("cell_value", 1)

    @property
    def _look(self) -> records.Dxf:
        nothing = records.Dxf(font_color=None, fill=None, bold=None, italic=None)
        number = self._rule.dxf
        return nothing if number is None else self._cells.sheet.source.workbook.styles.dxf(number)

    @property
    def fill_color(self) -> Rgb | None:
        """The fill that it gives."""
        return rgb(self._look.fill)

    @property
    def font_color(self) -> Rgb | None:
        """The colour of the text that it gives."""
        return rgb(self._look.font_color)

    @property
    def font_bold(self) -> bool | None:
        """Whether it makes bold."""
        return self._look.bold

    @property
    def font_italic(self) -> bool | None:
        """Whether it makes italic."""
        return self._look.italic

    def delete(self) -> None:
        """Remove the rule from all its cells."""
        self._cells.sheet.source.delete_conditional_format(self._rule)


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
        return _VALIDATIONS.get(touching[0].kind, "unknown")

    def _formula(self, index: int, *types: str) -> str | None:
        validation = self.api
        if validation is None or self.type not in types or len(validation.formulas) <= index:
            return None
        return _shown(validation.formulas[index])

    @property
    def operator(self) -> str | None:
        """The comparison, where there is one."""
        validation = self.api
        if validation is None or self.type not in _COMPARISONS:
            return None
        return _OPERATORS.get(validation.operator or "between")

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

    def set_list(self, source: Any, in_cell_dropdown: bool = True) -> None:
        """Allow what stands in a list: texts, a range of cells or a name."""
        if not in_cell_dropdown:
            refuse("A list without its arrow")
        self.delete()
        areas = [self._cells.area.corners]
        if isinstance(source, base_classes.Range):
            place = absolute_reference(source.sheet.name, source.area)  # type: ignore[attr-defined]
            self._cells.sheet.source.add_list_validation(areas, source="=" + place)
        elif isinstance(source, Name):
            self._cells.sheet.source.add_list_validation(areas, source="=" + source.name)
        else:
            self._cells.sheet.source.add_list_validation(areas, items=source)

    def delete(self) -> None:
        """Allow everything. To take a validation from only a part of its cells is refused."""
        touching = self._touching()
        for validation in touching:
            if not all(self._cells.area.encloses(between(*area)) for area in validation.areas):
                refuse("Taking a validation from a part of its cells")
        for validation in touching:
            self._cells.sheet.source.delete_validation(validation)
