"""Every setting there is, with its default and how it is read."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from buybook.schema import FIELDS, TableKind
from buybook.settings import nodes
from buybook.settings.nodes import Place, SettingValueError, read_by
from buybook.vocabulary import LANGUAGES

if TYPE_CHECKING:
    import yaml

BASELINES = ("budget", "last_paid", "standard", "first_quotation", "announced")  # of a saving
NUMBER_PARTS = ("year", "month", "number")  # what a number pattern may hold


def _country(node: yaml.Node, place: Place) -> str:
    code = nodes.text(node, place).upper()
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise SettingValueError("setting_not_a_country", value=nodes.shown(node))
    return "GB" if code == "UK" else code


def _currency_key(written: str) -> str:
    code = written.upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise SettingValueError("setting_not_a_currency", value=written)
    return code


def _field_key(written: str) -> str:
    name = written.casefold().replace(" ", "_")
    if name not in FIELDS:
        raise SettingValueError(
            "setting_unknown_field", value=written, nearest=nodes.nearest(written, FIELDS)
        )
    return name


def _column_field(node: yaml.Node, place: Place) -> str | None:
    """Read the field of a column; empty or `ignore` leaves the column alone."""
    if nodes.is_empty(node) or nodes.text(node, place).casefold() == "ignore":
        return None
    return _field_key(nodes.text(node, place))


def _as_written(written: str) -> str:
    return written


def _table_kind(node: yaml.Node, place: Place) -> TableKind:
    return TableKind(nodes.choice(*TableKind)(node, place))


def _number_pattern(node: yaml.Node, place: Place) -> str:
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


def _template(node: yaml.Node, place: Place) -> Mapping[str, str]:
    """Read one file for all languages, or one for each."""
    if nodes.is_of(node, "mapping"):
        return nodes.table(_language_key, nodes.text)(node, place)
    return MappingProxyType({"": nodes.text(node, place)})


def _language_key(written: str) -> str:
    code = written.casefold()
    if code not in LANGUAGES:
        raise SettingValueError("setting_not_a_choice", value=written, choices=", ".join(LANGUAGES))
    return code


def _yes_no(node: yaml.Node, place: Place) -> bool:
    return nodes.choice("yes", "no", "true", "false")(node, place) in {"yes", "true"}


def _empty() -> Mapping[str, Any]:
    return MappingProxyType({})


_GAP_PARTS = ("export", "loading", "freight", "insurance", "on_carriage", "duty", "handling")
_INCOTERMS = ("EXW", "FCA", "FAS", "FOB", "CFR", "CPT", "CIF", "CIP", "DAP", "DPU", "DDP")
_CHARGES = ("freight", "packing", "insurance", "duty", "handling")
_BASES = ("net_amount", "quantity", "weight", "volume", "equal", "manual")
_AMOUNT = nodes.number(above=True)
_PERCENT = nodes.number(0, 100)
_WEIGHT = nodes.number(0, 1000)
_DAYS = nodes.whole_number(0, 3650)
_ROW = nodes.whole_number(1, 1_048_576)


@dataclass(frozen=True, slots=True)
class ExchangeRates:
    """What currencies cost where the workbook has no table of rates."""

    date: dt.date | None = field(default=None, metadata=read_by(nodes.iso_date))
    # Currency -> what one unit of it costs in the base currency.
    rates: Mapping[str, float] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_currency_key, _AMOUNT))
    )


@dataclass(frozen=True, slots=True)
class DateSettings:
    """How dates that are text are read."""

    # Of 3/4/2026: day-month-year, month-day-year, year-month-day, or decided from the column.
    order: str = field(default="auto", metadata=read_by(nodes.choice("auto", "dmy", "mdy", "ymd")))
    # Dates that stand for "no date".
    no_date: tuple[dt.date, ...] = field(
        default=(dt.date(1970, 1, 1), dt.date(2099, 12, 31), dt.date(9999, 12, 31)),
        metadata=read_by(nodes.sequence(nodes.iso_date)),
    )


@dataclass(frozen=True, slots=True)
class NumberSettings:
    """How numbers that are text are read."""

    # The decimal sign of text such as 1,250; decided from the column when auto.
    decimal: str = field(default="auto", metadata=read_by(nodes.choice("auto", "comma", "point")))


@dataclass(frozen=True, slots=True)
class OrderSettings:
    """When an order line is late, unconfirmed, short or over."""

    late_tolerance_days: int = field(
        default=0, metadata=read_by(_DAYS)
    )  # calendar days past the due date that are not yet late
    unconfirmed_after_working_days: int = field(
        default=5, metadata=read_by(_DAYS)
    )  # working days after sending
    under_tolerance_percent: float = field(
        default=0.0, metadata=read_by(_PERCENT)
    )  # of ordered: so much less closes the line
    over_tolerance_percent: float = field(
        default=0.0, metadata=read_by(nodes.number(0, 1000))
    )  # of ordered: more than this is over
    price_difference_percent: float = field(
        default=0.0, metadata=read_by(_PERCENT)
    )  # of the order's price: more than this is flagged
    at_risk_from_percent: float = field(
        default=33.0, metadata=read_by(_PERCENT)
    )  # probability of coming late by the supplier's record: from this on a line is at risk


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """What the buyer reckons for a part of the way that the seller's delivery term leaves to them."""

    part: str = field(default="", metadata=read_by(nodes.choice(*_GAP_PARTS)))
    country: str = field(default="", metadata=read_by(nodes.text))  # of the supplier; empty is every country
    incoterm: str = field(
        default="", metadata=read_by(nodes.choice("", *(each.lower() for each in _INCOTERMS)))
    )
    amount: float | None = field(default=None, metadata=read_by(nodes.number()))  # base currency, a line
    percent: float | None = field(
        default=None, metadata=read_by(nodes.number(0, 1000))
    )  # of the goods' amount
    per_kg: float | None = field(default=None, metadata=read_by(nodes.number()))  # base currency


@dataclass(frozen=True, slots=True)
class ApprovalLimit:
    """Up to which amount somebody may approve; without categories or requesters, for all."""

    approver: str = field(default="", metadata=read_by(nodes.text))
    up_to: float = field(default=0.0, metadata=read_by(nodes.number(0, 1e12)))  # base currency
    categories: tuple[str, ...] = field(default=(), metadata=read_by(nodes.sequence(nodes.text)))
    requesters: tuple[str, ...] = field(default=(), metadata=read_by(nodes.sequence(nodes.text)))


@dataclass(frozen=True, slots=True)
class ApprovalSettings:
    """What needs whose approval before it is ordered; without limits the status column alone decides."""

    limits: tuple[ApprovalLimit, ...] = field(
        default=(), metadata=read_by(nodes.sequence(nodes.group(ApprovalLimit)))
    )
    free_up_to: float = field(default=0.0, metadata=read_by(nodes.number(0, 1e12)))  # base currency
    four_eyes: bool = field(default=True, metadata=read_by(_yes_no))  # nobody approves their own request
    # From this amount on two approvers are asked for; 0 for never.
    two_approvers_from: float = field(default=0.0, metadata=read_by(nodes.number(0, 1e12)))


@dataclass(frozen=True, slots=True)
class ChasingSettings:
    """How often and how firmly suppliers are asked about open lines. Days are working days."""

    again_after_working_days: int = field(default=3, metadata=read_by(_DAYS))
    quiet_after_answer_working_days: int = field(default=2, metadata=read_by(_DAYS))
    answer_within_working_days: int = field(default=2, metadata=read_by(_DAYS))
    # The letter about one date that goes further up; and to whom a copy of it goes.
    escalate_from: int = field(default=3, metadata=read_by(nodes.whole_number(1, 100)))
    escalate_to: str = field(default="", metadata=read_by(nodes.text))


@dataclass(frozen=True, slots=True)
class QuotationSettings:
    """How quotations are made comparable."""

    expiring_within_days: int = field(default=7, metadata=read_by(_DAYS))
    # all_units: the break reached prices the whole quantity; incremental: each band at its own price.
    price_breaks: str = field(default="all_units", metadata=read_by(nodes.choice("all_units", "incremental")))
    cost_of_money_percent: float = field(default=0.0, metadata=read_by(_PERCENT))  # interest a year
    reference_payment_days: int = field(default=30, metadata=read_by(_DAYS))
    # Unit -> how many pieces it holds, where neither quotation nor item list says so.
    units: Mapping[str, float] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_as_written, _AMOUNT))
    )
    # What the delivery term leaves to the buyer; of each part the first estimate that fits counts.
    estimates: tuple[CostEstimate, ...] = field(
        default=(), metadata=read_by(nodes.sequence(nodes.group(CostEstimate)))
    )
    # Charges whose column states one amount for the whole quotation.
    costs_per_quotation: tuple[str, ...] = field(
        default=(), metadata=read_by(nodes.sequence(nodes.choice(*_CHARGES)))
    )
    # By what the costs of a whole quotation are shared over its lines.
    share_costs_by: str = field(default="net_amount", metadata=read_by(nodes.choice(*_BASES)))
    # Item number -> its share of such costs, its weight (kg) and its volume (m3) a unit.
    cost_shares: Mapping[str, float] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_as_written, nodes.number()))
    )
    weights: Mapping[str, float] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_as_written, _AMOUNT))
    )
    volumes: Mapping[str, float] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_as_written, _AMOUNT))
    )


@dataclass(frozen=True, slots=True)
class ScoreWeights:
    """What each criterion counts for, in points that need not add up to 100."""

    price: float = field(default=50.0, metadata=read_by(_WEIGHT))
    lead_time: float = field(default=15.0, metadata=read_by(_WEIGHT))
    quality: float = field(default=10.0, metadata=read_by(_WEIGHT))
    delivery: float = field(default=10.0, metadata=read_by(_WEIGHT))
    terms: float = field(default=10.0, metadata=read_by(_WEIGHT))
    answers: float = field(default=5.0, metadata=read_by(_WEIGHT))


@dataclass(frozen=True, slots=True)
class ScoreSettings:
    """How offers are scored beside their price."""

    weights: ScoreWeights = field(default_factory=ScoreWeights, metadata=read_by(nodes.group(ScoreWeights)))


@dataclass(frozen=True, slots=True)
class PoolingSettings:
    """When needs are bought together, and when a minimum quantity is too much."""

    within_days: int = field(default=14, metadata=read_by(_DAYS))  # between two needs that are pooled
    # How long what a minimum or a multiple adds may last before it is told.
    months_of_stock: float = field(default=3.0, metadata=read_by(nodes.number(0, 1200)))


@dataclass(frozen=True, slots=True)
class NegotiationSettings:
    """What offers are held against, and which baseline a saving is booked by."""

    history_days: int = field(default=730, metadata=read_by(_DAYS))  # an older price is not aimed for
    # Of those that are known of an article the first counts.
    baselines: tuple[str, ...] = field(
        default=BASELINES, metadata=read_by(nodes.sequence(nodes.choice(*BASELINES)))
    )


def _percent_key(written: str) -> str:
    """Check a threshold of a rebate: the key of a mapping is a number there."""
    try:
        value = float(written)
    except ValueError:
        raise SettingValueError("setting_not_a_number", value=written, example="100000") from None
    if not 0 <= value <= 1e12:
        raise SettingValueError("setting_outside", value=written, minimum="0", maximum="1000000000000")
    return written


@dataclass(frozen=True, slots=True)
class AwardSupplier:
    """What holds for one supplier when quotations are awarded; amounts are in the base currency."""

    exclude: bool = field(default=False, metadata=read_by(_yes_no))
    exclude_items: tuple[str, ...] = field(default=(), metadata=read_by(nodes.sequence(nodes.text)))
    # What it costs once to buy from the supplier at all; None is the cost of any supplier.
    fixed_cost: float | None = field(default=None, metadata=read_by(nodes.number()))
    min_share: float | None = field(default=None, metadata=read_by(_PERCENT))  # of the value awarded
    max_share: float | None = field(default=None, metadata=read_by(_PERCENT))
    capacity: float | None = field(default=None, metadata=read_by(nodes.number()))  # units of all items
    # Item number -> the most that the supplier can deliver of it.
    item_capacity: Mapping[str, float] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_as_written, nodes.number()))
    )
    # Value from which -> percent back on all of it.
    rebates: Mapping[str, float] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_percent_key, _PERCENT))
    )


@dataclass(frozen=True, slots=True)
class AwardSettings:
    """The buyer's rules for awarding quotations."""

    split: bool = field(default=False, metadata=read_by(_yes_no))  # an item between two suppliers
    split_step_percent: float = field(default=10.0, metadata=read_by(nodes.number(1, 50)))
    min_item_share: float | None = field(default=None, metadata=read_by(_PERCENT))  # of a split item
    max_item_share: float | None = field(default=None, metadata=read_by(_PERCENT))
    max_suppliers: int | None = field(default=None, metadata=read_by(nodes.whole_number(1, 10_000)))
    min_suppliers: int | None = field(default=None, metadata=read_by(nodes.whole_number(1, 10_000)))
    fixed_cost: float = field(default=0.0, metadata=read_by(nodes.number()))  # of each supplier, once
    required_dates: bool = field(default=True, metadata=read_by(_yes_no))
    minimum_orders: bool = field(default=True, metadata=read_by(_yes_no))
    # Item number -> the supplier that it goes to.
    picks: Mapping[str, str] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_as_written, nodes.text))
    )
    # Supplier's name -> what holds for it.
    suppliers: Mapping[str, AwardSupplier] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_as_written, nodes.group(AwardSupplier)))
    )
    time_limit_seconds: float = field(default=20.0, metadata=read_by(nodes.number(0.1, 3600)))


@dataclass(frozen=True, slots=True)
class Company:
    """Who buys, as it stands on order documents."""

    name: str = field(default="", metadata=read_by(nodes.text))
    address: str = field(default="", metadata=read_by(nodes.text))  # may have several lines
    vat_number: str = field(default="", metadata=read_by(nodes.text))
    contact: str = field(default="", metadata=read_by(nodes.text))
    email: str = field(default="", metadata=read_by(nodes.text))
    phone: str = field(default="", metadata=read_by(nodes.text))
    country: str = field(default="", metadata=read_by(_country))
    peppol_id: str = field(default="", metadata=read_by(nodes.text))  # scheme:number


@dataclass(frozen=True, slots=True)
class PurchaseOrderSettings:
    """How purchase orders are numbered and where their documents go."""

    number_pattern: str = field(
        default="PO-{year}-{number:04}", metadata=read_by(_number_pattern)
    )  # see NUMBER_PARTS
    documents_folder: str = field(
        default="Purchase orders", metadata=read_by(nodes.text)
    )  # beside the workbook unless absolute
    # Of each order: a workbook, a PDF, a draft of an e-mail with both, an order for the Peppol network.
    formats: tuple[str, ...] = field(
        default=("xlsx", "pdf", "eml"),
        metadata=read_by(nodes.sequence(nodes.choice("xlsx", "pdf", "eml", "ubl"))),
    )
    # The buyer's own template of the order, beside the workbook unless absolute: language, or "" for all -> file.
    template: Mapping[str, str] = field(default_factory=_empty, metadata=read_by(_template))
    # Of documents, where the supplier list tells neither the supplier's language nor country.
    language: str = field(default="auto", metadata=read_by(nodes.choice("auto", "en", "sv", "nl")))
    company: Company = field(default_factory=Company, metadata=read_by(nodes.group(Company)))


@dataclass(frozen=True, slots=True)
class InvoiceSettings:
    """How far an invoice may be from order and receipt; of the two limits of a kind the tighter one counts."""

    # Of the invoiced quantity at the order's price; and in the order's currency.
    price_percent: float = field(default=2.0, metadata=read_by(_PERCENT))
    price_amount: float = field(default=50.0, metadata=read_by(nodes.number(0)))
    # Of what arrived, at the order's price.
    quantity_percent: float = field(default=0.0, metadata=read_by(_PERCENT))
    quantity_amount: float = field(default=0.0, metadata=read_by(nodes.number(0)))


# Acceptance quality limits in percent, as ISO 2859-1 has them.
_AQLS = (
    "0.01",
    "0.015",
    "0.025",
    "0.04",
    "0.065",
    "0.1",
    "0.15",
    "0.25",
    "0.4",
    "0.65",
    "1",
    "1.5",
    "2.5",
    "4",
    "6.5",
    "10",
)


def _aql(node: yaml.Node, place: Place) -> float:
    value = nodes.number()(node, place)
    if value not in map(float, _AQLS):
        raise SettingValueError("setting_not_a_choice", value=nodes.shown(node), choices=", ".join(_AQLS))
    return value


def _inspection_level(node: yaml.Node, place: Place) -> str:
    return nodes.choice("s1", "s2", "s3", "s4", "i", "ii", "iii")(node, place).upper()


@dataclass(frozen=True, slots=True)
class InspectionSettings:
    """Incoming inspection by samples, where an item asks for it without saying how."""

    aql: float = field(default=1.0, metadata=read_by(_aql))
    level: str = field(default="II", metadata=read_by(_inspection_level))
    reduced: bool = field(default=False, metadata=read_by(_yes_no))  # whether good lots may make it reduced


@dataclass(frozen=True, slots=True)
class SavingSettings:
    """Copies of the workbook from before Buybook wrote into it."""

    backup_folder: str = field(
        default="Buybook backups", metadata=read_by(nodes.text)
    )  # beside the workbook unless absolute
    keep_backups: int = field(default=5, metadata=read_by(nodes.whole_number(0, 1000)))


@dataclass(frozen=True, slots=True)
class SheetOverride:
    """What the buyer decides about a sheet; what is None is recognised as usual.

    `columns` maps a title or a column's letters to a field, or to None for a column to leave alone.
    """

    ignore: bool = field(default=False, metadata=read_by(_yes_no))
    kind: TableKind | None = field(default=None, metadata=read_by(_table_kind))
    header_row: int | None = field(default=None, metadata=read_by(_ROW))
    first_row: int | None = field(default=None, metadata=read_by(_ROW))
    last_row: int | None = field(default=None, metadata=read_by(_ROW))
    columns: Mapping[str, str | None] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_as_written, _column_field))
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Days are calendar days unless they are called working days."""

    language: str = field(default="auto", metadata=read_by(nodes.choice("auto", "en", "sv", "nl")))
    country: str = field(
        default="auto", metadata=read_by(nodes.auto_or(_country))
    )  # ISO 3166 code; whose working days count
    base_currency: str = field(default="auto", metadata=read_by(nodes.auto_or(nodes.currency)))
    exchange_rates: ExchangeRates = field(
        default_factory=ExchangeRates, metadata=read_by(nodes.group(ExchangeRates))
    )
    dates: DateSettings = field(default_factory=DateSettings, metadata=read_by(nodes.group(DateSettings)))
    numbers: NumberSettings = field(
        default_factory=NumberSettings, metadata=read_by(nodes.group(NumberSettings))
    )
    orders: OrderSettings = field(default_factory=OrderSettings, metadata=read_by(nodes.group(OrderSettings)))
    approvals: ApprovalSettings = field(
        default_factory=ApprovalSettings, metadata=read_by(nodes.group(ApprovalSettings))
    )
    chasing: ChasingSettings = field(
        default_factory=ChasingSettings, metadata=read_by(nodes.group(ChasingSettings))
    )
    quotations: QuotationSettings = field(
        default_factory=QuotationSettings, metadata=read_by(nodes.group(QuotationSettings))
    )
    scores: ScoreSettings = field(default_factory=ScoreSettings, metadata=read_by(nodes.group(ScoreSettings)))
    negotiation: NegotiationSettings = field(
        default_factory=NegotiationSettings, metadata=read_by(nodes.group(NegotiationSettings))
    )
    pooling: PoolingSettings = field(
        default_factory=PoolingSettings, metadata=read_by(nodes.group(PoolingSettings))
    )
    award: AwardSettings = field(default_factory=AwardSettings, metadata=read_by(nodes.group(AwardSettings)))
    purchase_orders: PurchaseOrderSettings = field(
        default_factory=PurchaseOrderSettings, metadata=read_by(nodes.group(PurchaseOrderSettings))
    )
    invoices: InvoiceSettings = field(
        default_factory=InvoiceSettings, metadata=read_by(nodes.group(InvoiceSettings))
    )
    inspection: InspectionSettings = field(
        default_factory=InspectionSettings, metadata=read_by(nodes.group(InspectionSettings))
    )
    saving: SavingSettings = field(
        default_factory=SavingSettings, metadata=read_by(nodes.group(SavingSettings))
    )
    # Sheet's name -> what is decided about its tables.
    tables: Mapping[str, SheetOverride] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_as_written, nodes.group(SheetOverride)))
    )
    # Field -> further titles that the buyer's columns have for it.
    aliases: Mapping[str, tuple[str, ...]] = field(
        default_factory=_empty, metadata=read_by(nodes.table(_field_key, nodes.sequence(nodes.text)))
    )
