"""Conditional formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from buybook.engine.appearance import Rgb, hex_color, rgb
from buybook.engine.area import between
from buybook.engine.formulas import stored_formula, typed_formula
from buybook.engine.refusal import FileObject, refuse
from buybook.xlsx import records, scales
from buybook.xlsx.scales import Scale, Threshold

if TYPE_CHECKING:
    from buybook.engine.range import Range

# The file's words for comparisons, and xlwings'.
OPERATORS = {
    "between": "between",
    "notBetween": "not_between",
    "equal": "equal_to",
    "notEqual": "not_equal_to",
    "greaterThan": "greater_than",
    "lessThan": "less_than",
    "greaterThanOrEqual": "greater_than_or_equal",
    "lessThanOrEqual": "less_than_or_equal",
}
STORED_OPERATORS = {word: stored for stored, word in OPERATORS.items()}
_RULES = {
    "expression": "custom",
    "cellIs": "cell_value",
    "colorScale": "color_scale",
    "dataBar": "data_bar",
    "iconSet": "icon_set",
}
_THRESHOLDS = {
    "min": "lowest_value",
    "max": "highest_value",
    "num": "number",
    "percent": "percent",
    "percentile": "percentile",
    "formula": "formula",
}
_STORED_THRESHOLDS = {word: stored for stored, word in _THRESHOLDS.items()}
_ICON_SETS = {
    "3_arrows": "3Arrows",
    "3_arrows_gray": "3ArrowsGray",
    "3_flags": "3Flags",
    "3_traffic_lights_1": "3TrafficLights1",
    "3_traffic_lights_2": "3TrafficLights2",
    "3_signs": "3Signs",
    "3_symbols": "3Symbols",
    "3_symbols_2": "3Symbols2",
    "4_arrows": "4Arrows",
    "4_arrows_gray": "4ArrowsGray",
    "4_red_to_black": "4RedToBlack",
    "4_rating": "4Rating",
    "4_traffic_lights": "4TrafficLights",
    "5_arrows": "5Arrows",
    "5_arrows_gray": "5ArrowsGray",
    "5_rating": "5Rating",
    "5_quarters": "5Quarters",
}
_FORMULA_KEYS = ("formula", "formula1", "formula2", "operator", "stop_if_true")


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
        rule: ConditionalFormat = self._add(spec, "cellIs", formulas, STORED_OPERATORS[spec["operator"]])
        return rule

    def _add_scale(self, scale: Scale) -> ConditionalFormat:
        source = self._cells.sheet.source
        source.frame, rule = scales.add(source.frame, [self._cells.area.corners], scale)
        return ConditionalFormat(self._cells, rule)

    def add_color_scale(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        """Colours from the lowest to the highest value."""
        colors = tuple(hex_color(color) for color in spec["colors"])
        return self._add_scale(Scale("colorScale", _thresholds(spec), colors))

    def add_data_bar(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        """A bar in each cell. Without limits it goes from the lowest to the highest value, as in Excel 2007."""
        if not spec["gradient"]:
            refuse("A data bar without a gradient")
        words = [
            ends if word == "automatic" else word
            for word, ends in zip(spec["threshold_types"], ("lowest_value", "highest_value"), strict=True)
        ]
        thresholds = _thresholds({**spec, "threshold_types": words})
        color = hex_color(spec["bar_color"])
        return self._add_scale(Scale("dataBar", thresholds, (color,), show_value=spec["show_value"]))

    def add_icon_set(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        """An icon in each cell; the first one goes from the lowest value on."""
        icons = _ICON_SETS.get(spec["icon_set"])
        if icons is None:
            refuse(f"The icon set {spec['icon_set']!r}")
        first = Threshold("percent", "0")
        return self._add_scale(
            Scale(
                "iconSet",
                (first, *_thresholds(spec)),
                icons=icons,
                show_value=spec["show_value"],
                reverse=spec["reverse_order"],
            )
        )

    def clear(self) -> None:
        """Take the rules from these cells; a rule that also holds for other cells stays active there."""
        self._cells.sheet.source.clear_conditional_formats(self._cells.area.corners)


def _thresholds(spec: Mapping[str, Any]) -> tuple[Threshold, ...]:
    return tuple(
        Threshold(_STORED_THRESHOLDS[word], None if value is None else f"{value:.15g}")
        for word, value in zip(spec["threshold_types"], spec["thresholds"], strict=True)
    )


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
        return OPERATORS.get(self._rule.operator or "") if self.type == "cell_value" else None

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

    @property
    def _scale(self) -> Scale | None:
        return scales.read(self._cells.sheet.source.frame, self._rule)

    def _colors(self) -> tuple[Rgb | None, ...]:
        scale = self._scale
        return () if scale is None else tuple(rgb(color) for color in scale.colors)

    @property
    def colors(self) -> tuple[Rgb | None, ...] | None:
        """The colours of a colour scale."""
        return self._colors() or None if self.type == "color_scale" else None

    @property
    def bar_color(self) -> Rgb | None:
        """The colour of a data bar."""
        return next(iter(self._colors()), None) if self.type == "data_bar" else None

    @property
    def gradient(self) -> bool | None:
        """Whether a data bar fades, as those do that stand in the sheet proper."""
        return not self._rule.extended if self.type == "data_bar" else None

    @property
    def show_value(self) -> bool | None:
        """Whether the value shows beside a bar or an icon."""
        scale = self._scale
        return None if scale is None or self.type == "color_scale" else scale.show_value

    @property
    def icon_set(self) -> str | None:
        """xlwings' word for the icons."""
        scale = self._scale
        if scale is None or scale.icons is None:
            return None
        return next((word for word, stored in _ICON_SETS.items() if stored == scale.icons), None)

    @property
    def reverse_order(self) -> bool | None:
        """Whether the icons are in the opposite order."""
        scale = self._scale
        return scale.reverse if scale is not None and self.type == "icon_set" else None

    def _limits(self) -> tuple[Threshold, ...]:
        scale = self._scale
        return () if scale is None else scale.thresholds[self.type == "icon_set" :]

    @property
    def threshold_types(self) -> tuple[str, ...] | None:
        """What each threshold counts."""
        return tuple(_THRESHOLDS.get(limit.kind, "unknown") for limit in self._limits()) or None

    @property
    def thresholds(self) -> tuple[float | str | None, ...] | None:
        """The thresholds."""
        return tuple(_number_or_text(limit.value) for limit in self._limits()) or None

    def set(self, changes: Mapping[str, Any]) -> None:
        """Change what is given; the rule keeps its rank."""
        now = {
            "operator": self.operator,
            "formula1": self.formula1,
            "formula2": self.formula2,
            "formula": self.formula,
            "fill_color": self.fill_color,
            "font_color": self.font_color,
            "font_bold": self.font_bold,
            "font_italic": self.font_italic,
            "stop_if_true": self.stop_if_true,
        }
        if self._rule.extended:
            refuse("Changing a rule that Excel 2010 or later made")
        spec = now | dict(changes)
        looks = {key: value for key, value in spec.items() if value is not None or key in _FORMULA_KEYS}
        source, before = self._cells.sheet.source, self._rule
        if before.areas != (self._cells.area.corners,):
            refuse("Changing a rule through a part of its cells, or one of several areas,")
        rules = ConditionalFormats(self._cells)
        self.delete()
        made = rules.add_custom(looks) if self.type == "custom" else rules.add_cell_value(looks)
        source.frame = scales.with_priority(source.frame, made.api, before.priority)
        self._rule = replace(made.api, priority=before.priority)

    def delete(self) -> None:
        """Remove the rule from all its cells."""
        self._cells.sheet.source.delete_conditional_format(self._rule)


def _number_or_text(value: str | None) -> float | str | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return value
