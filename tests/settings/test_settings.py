"""Settings: defaults, what is read as what, and what is said about mistakes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from buybook.schema import TableKind
from buybook.settings import Settings, SettingsError, load, loads
from buybook.vocabulary import LANGUAGES

SHIPPED = Path(__file__).parents[2] / "config.yaml"


def problems(content: str | bytes) -> list[tuple[str, int, str]]:
    with pytest.raises(SettingsError) as caught:
        loads(content)
    return [(problem.code, problem.line, problem.path) for problem in caught.value.problems]


def test_without_a_file_the_defaults_hold() -> None:
    assert load() == Settings()
    assert loads("") == loads("# nothing yet\n") == Settings()


def test_the_shipped_file_equals_the_defaults() -> None:
    assert load(SHIPPED) == Settings()


def keys(group: type, prefix: str = "") -> set[str]:
    """Give the path of every setting."""
    found: set[str] = set()
    instance = group()
    for field in dataclasses.fields(group):
        value = getattr(instance, field.name)
        path = f"{prefix}{field.name}"
        found |= keys(type(value), f"{path}.") if dataclasses.is_dataclass(value) else {path}
    return found


def written(node: yaml.Node, prefix: str = "") -> set[str]:
    """Give the path of every setting in a file."""
    if not isinstance(node, yaml.MappingNode) or (prefix and not node.value):
        return {prefix.removesuffix(".")}
    return set().union(*(written(value, f"{prefix}{key.value}.") for key, value in node.value))


def test_the_shipped_file_names_every_setting_with_a_comment() -> None:
    content = SHIPPED.read_text(encoding="utf-8")
    assert written(yaml.compose(content)) == keys(Settings)
    lines = content.splitlines()
    for place, line in enumerate(lines):
        top = line and not line.startswith((" ", "#"))
        if top and not line.endswith(":"):
            assert lines[place - 1].startswith("#"), line


def test_everything_can_be_set() -> None:
    settings = loads(
        """
language: sv
country: uk
base_currency: sek
exchange_rates: {date: 2026-03-12, rates: {eur: 11.20, USD: 10}}
dates: {order: mdy, no_date: [2050-01-01]}
numbers: {decimal: comma}
orders: {late_tolerance_days: 2, over_tolerance_percent: 2.5}
quotations: {price_breaks: incremental, units: {box: 12}}
purchase_orders:
  number_pattern: "{year}{month:02}-{number:03}"
  company:
    name: Nordic AB
    address: |
      Storgatan 1
      111 22 Stockholm
saving: {keep_backups: 0}
tables:
  Order 2026:
    kind: orders
    header_row: 5
    columns: {Klart: received_date, G: quantity_received, Extra: ignore, Kladd: }
  Gammalt: {ignore: yes}
aliases: {promised_date: [Lev.bekr.], quantity_received: In}
"""
    )
    assert (settings.language, settings.country, settings.base_currency) == ("sv", "GB", "SEK")
    assert settings.exchange_rates.date == dt.date(2026, 3, 12)
    assert settings.exchange_rates.rates == {"EUR": 11.2, "USD": 10.0}
    assert (settings.dates.order, settings.dates.no_date) == ("mdy", (dt.date(2050, 1, 1),))
    assert settings.orders.late_tolerance_days == 2
    assert settings.orders.over_tolerance_percent == 2.5
    assert settings.orders.unconfirmed_after_working_days == 5
    assert settings.quotations.units == {"box": 12.0}
    assert settings.purchase_orders.number_pattern == "{year}{month:02}-{number:03}"
    assert settings.purchase_orders.company.address == "Storgatan 1\n111 22 Stockholm"
    assert settings.saving.keep_backups == 0
    override = settings.tables["Order 2026"]
    assert (override.kind, override.header_row, override.last_row) == (TableKind.ORDERS, 5, None)
    assert override.columns == {
        "Klart": "received_date",
        "G": "quantity_received",
        "Extra": None,
        "Kladd": None,
    }
    assert settings.tables["Gammalt"].ignore
    assert settings.aliases == {"promised_date": ("Lev.bekr.",), "quantity_received": ("In",)}


@pytest.mark.parametrize(
    "title", ["No", "on", "0123", "3:30", "2026-01-01", "1e3", "0x1F", "~", "null", "yes"]
)
def test_titles_stay_the_text_they_are(title: str) -> None:
    settings = loads(
        f"tables: {{{title}: {{columns: {{{title}: item_number}}}}}}\naliases: {{item_number: [{title}]}}"
    )
    assert settings.tables[title].columns == {title: "item_number"}
    assert settings.aliases["item_number"] == (title,)


@pytest.mark.parametrize(
    ("content", "code", "line", "path"),
    [
        ("language: sv\nlanguge: sv", "setting_unknown", 2, "languge"),
        ("orders:\n  late_tolerance: 1", "setting_unknown", 2, "orders.late_tolerance"),
        ("language: fr", "setting_not_a_choice", 1, "language"),
        ("language: sv\n\nlanguage: nl", "setting_twice", 3, "language"),
        ("orders: 5", "setting_not_a_group", 1, "orders"),
        ("[1, 2]", "setting_not_a_group", 1, ""),
        ("just text", "setting_not_a_group", 1, ""),
        ("? [a]\n: 1", "setting_key_not_text", 1, ""),
        ("country: {a: b}", "setting_not_text", 1, "country"),
        ("dates:\n  no_date: {a: 2026-01-01}", "setting_not_a_list", 2, "dates.no_date"),
        ("orders: {late_tolerance_days: 2.5}", "setting_not_whole", 1, "orders.late_tolerance_days"),
        ("orders: {late_tolerance_days: -1}", "setting_outside", 1, "orders.late_tolerance_days"),
        (
            "orders: {over_tolerance_percent: '2,5'}",
            "setting_not_a_number",
            1,
            "orders.over_tolerance_percent",
        ),
        (
            "orders: {over_tolerance_percent: .nan}",
            "setting_not_a_number",
            1,
            "orders.over_tolerance_percent",
        ),
        ("orders: {over_tolerance_percent: nan}", "setting_outside", 1, "orders.over_tolerance_percent"),
        ("exchange_rates:\n  rates:\n    EUR: 0", "setting_outside", 3, "exchange_rates.rates.EUR"),
        ("exchange_rates: {rates: {kr: 1}}", "setting_not_a_currency", 1, "exchange_rates.rates.kr"),
        ("exchange_rates: {date: 12/3/2026}", "setting_not_a_date", 1, "exchange_rates.date"),
        ("base_currency: kronor", "setting_not_a_currency", 1, "base_currency"),
        ("country: Sverige", "setting_not_a_country", 1, "country"),
        ("tables: {A: {columns: {No: po_nr}}}", "setting_unknown_field", 1, "tables.A.columns.No"),
        ("aliases: {po_nr: [Nr]}", "setting_unknown_field", 1, "aliases.po_nr"),
        ("tables: {A: {kind: order}}", "setting_not_a_choice", 1, "tables.A.kind"),
        ("tables: {A: {header_row: 0}}", "setting_outside", 1, "tables.A.header_row"),
        (
            "purchase_orders: {number_pattern: 'PO'}",
            "setting_not_a_pattern",
            1,
            "purchase_orders.number_pattern",
        ),
        (
            "purchase_orders: {number_pattern: '{x}'}",
            "setting_not_a_pattern",
            1,
            "purchase_orders.number_pattern",
        ),
        (
            "purchase_orders: {number_pattern: '{number.real}'}",
            "setting_not_a_pattern",
            1,
            "purchase_orders.number_pattern",
        ),
        ("<<: {language: sv}", "setting_unknown", 1, "<<"),
        ("orders:\n\tlate_tolerance_days: 1", "settings_tab", 2, ""),
        ("language: 'sv\ncountry: SE\n", "settings_not_yaml", 1, ""),
        ("language: [", "settings_not_yaml", 1, ""),
        ("---\nlanguage: sv\n---\nlanguage: nl", "settings_not_yaml", 3, ""),
        ("language: sv\ncountry: \x07", "settings_control_character", 2, ""),
        ("language: sv\na: &x [1]\nb: *x", "settings_anchor", 2, ""),
        ("orders: " + "[" * 40 + "]" * 40, "settings_too_deep", 1, ""),
    ],
)
def test_mistakes_are_named_with_line_and_path(content: str, code: str, line: int, path: str) -> None:
    assert problems(content) == [(code, line, path)]


def test_all_mistakes_are_told_together_and_in_their_order() -> None:
    content = "orders: {late_tolerance_days: x, over_tolerance_percent: y}\nlanguage: fr\nlanguge: sv"
    assert [line for _, line, _ in problems(content)] == [1, 1, 2, 3]


def test_a_mistake_says_what_to_write_instead() -> None:
    with pytest.raises(SettingsError) as caught:
        loads("languge: sv\norders: {over_tolerance_percent: '2,5'}", "buybook.yaml")
    assert str(caught.value).splitlines() == [
        'buybook.yaml:1 (languge): There is no setting "languge". Write language, or take the line away.',
        'buybook.yaml:2 (orders.over_tolerance_percent): "2,5" is not a number. '
        "Write digits with a decimal point, for example 2.5.",
    ]
    assert "Skriv language" in caught.value.text("sv")
    assert [found.code for found in caught.value.findings] == ["setting_unknown", "setting_not_a_number"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert loads("aliases: {supplier: [Leverantör]}".encode(encoding)).aliases["supplier"] == ("Leverantör",)


def test_another_encoding_is_refused() -> None:
    assert problems("language: sv\naliases: {supplier: [Leverantör]}".encode("latin-1")) == [
        ("settings_not_utf8", 2, "")
    ]


def test_an_enormous_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "buybook.yaml"
    path.write_bytes(b"#" * 2_000_000)
    with pytest.raises(SettingsError, match="2000000 bytes"):
        load(path)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().orders.late_tolerance_days = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        loads("exchange_rates: {rates: {EUR: 11}}").exchange_rates.rates["USD"] = 1  # type: ignore[index]


def test_loading_is_quick() -> None:
    load(SHIPPED)
    started = time.process_time()
    load(SHIPPED)
    assert time.process_time() - started < 0.1  # usually a thousandth


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60)))
def test_any_content_is_settings_or_a_settings_error(content: str | bytes) -> None:
    try:
        loads(content)
    except SettingsError as error:
        for language in LANGUAGES:
            assert error.text(language)
