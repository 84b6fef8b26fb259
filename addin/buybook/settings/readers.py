"""How single settings are read: countries, amounts, keys of tables, templates."""

from __future__ import annotations

import string
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from buybook.schema import FIELDS, TableKind
from buybook.settings import nodes
from buybook.settings.nodes import Place, SettingValueError
from buybook.vocabulary import LANGUAGES

if TYPE_CHECKING:
    import yaml

BASELINES = ("budget", "last_paid", "standard", "first_quotation", "announced")  # of a saving
NUMBER_PARTS = ("year", "month", "number")  # what a number pattern may hold


def country(node: yaml.Node, place: Place) -> str:
    """Read the code of a country (ISO 3166)."""
    code = nodes.text(node, place).upper()
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise SettingValueError("setting_not_a_country", value=nodes.shown(node))
    return "GB" if code == "UK" else code


def currency_key(written: str) -> str:
    """Tidy the code of a currency (ISO 4217)."""
    code = written.upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise SettingValueError("setting_not_a_currency", value=written)
    return code


def field_key(written: str) -> str:
    """Check the name of a field."""
    name = written.casefold().replace(" ", "_")
    if name not in FIELDS:
        raise SettingValueError(
            "setting_unknown_field", value=written, nearest=nodes.nearest(written, FIELDS)
        )
    return name


def column_field(node: yaml.Node, place: Place) -> str | None:
    """Read the field of a column; empty or `ignore` leaves the column alone."""
    if nodes.is_empty(node) or nodes.text(node, place).casefold() == "ignore":
        return None
    return field_key(nodes.text(node, place))


def as_written(written: str) -> str:
    """Take a key as it is written."""
    return written


def table_kind(node: yaml.Node, place: Place) -> TableKind:
    """Read the kind of a list."""
    return TableKind(nodes.choice(*TableKind)(node, place))


def number_pattern(node: yaml.Node, place: Place) -> str:
    """Read a pattern of order numbers: it must hold {number} and make text."""
    pattern = nodes.text(node, place)
    try:
        parts = {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
        made = pattern.format(year=2026, month=3, number=17)
    except (ValueError, KeyError, IndexError, AttributeError):
        raise SettingValueError("setting_not_a_pattern", value=pattern) from None
    if "number" not in parts or not parts <= set(NUMBER_PARTS) or not made.strip():
        raise SettingValueError("setting_not_a_pattern", value=pattern)
    return pattern


def template(node: yaml.Node, place: Place) -> Mapping[str, str]:
    """Read one file for all languages, or one for each."""
    if nodes.is_of(node, "mapping"):
        return nodes.table(language_key, nodes.text)(node, place)
    return MappingProxyType({"": nodes.text(node, place)})


def language_key(written: str) -> str:
    """Check the code of a language."""
    code = written.casefold()
    if code not in LANGUAGES:
        raise SettingValueError("setting_not_a_choice", value=written, choices=", ".join(LANGUAGES))
    return code


def yes_no(node: yaml.Node, place: Place) -> bool:
    """Read yes or no."""
    return nodes.choice("yes", "no", "true", "false")(node, place) in {"yes", "true"}


def empty() -> Mapping[str, Any]:
    """Give a mapping without entries."""
    return MappingProxyType({})


GAP_PARTS = ("export", "loading", "freight", "insurance", "on_carriage", "duty", "handling")
INCOTERMS = ("EXW", "FCA", "FAS", "FOB", "CFR", "CPT", "CIF", "CIP", "DAP", "DPU", "DDP")
CHARGES = ("freight", "packing", "insurance", "duty", "handling")
BASES = ("net_amount", "quantity", "weight", "volume", "equal", "manual")
AMOUNT = nodes.number(above=True)
PERCENT = nodes.number(0, 100)
WEIGHT = nodes.number(0, 1000)
DAYS = nodes.whole_number(0, 3650)
ROW = nodes.whole_number(1, 1_048_576)
