"""Every setting there is, with its default and how it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field

from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.settings import nodes, readers
from buybook.settings.nodes import read_by
from buybook.settings.ordering import (
    ApprovalSettings,
    ChasingSettings,
    InspectionSettings,
    InvoiceSettings,
    OrderSettings,
    PurchaseOrderSettings,
)
from buybook.settings.sourcing import (
    AwardSettings,
    NegotiationSettings,
    PoolingSettings,
    QuotationSettings,
    ScoreSettings,
)


@frozen
class ExchangeRates:
    """What currencies cost where the workbook has no table of rates."""

    date: dt.date | None = field(default=None, metadata=read_by(nodes.iso_date))
    # Currency -> what one unit of it costs in the base currency.
    rates: Mapping[str, float] = field(
        default_factory=readers.empty, metadata=read_by(nodes.table(readers.currency_key, readers.AMOUNT))
    )


@frozen
class DateSettings:
    """How dates that are text are read."""

    # Of 3/4/2026: day-month-year, month-day-year, year-month-day, or decided from the column.
    order: str = field(default="auto", metadata=read_by(nodes.choice("auto", "dmy", "mdy", "ymd")))
    # Dates that stand for "no date".
    no_date: tuple[dt.date, ...] = field(
        default=(dt.date(1970, 1, 1), dt.date(2099, 12, 31), dt.date(9999, 12, 31)),
        metadata=read_by(nodes.sequence(nodes.iso_date)),
    )


@frozen
class NumberSettings:
    """How numbers that are text are read."""

    # The decimal sign of text such as 1,250; decided from the column when auto.
    decimal: str = field(default="auto", metadata=read_by(nodes.choice("auto", "comma", "point")))


@frozen
class SavingSettings:
    """Copies of the workbook from before Buybook wrote into it."""

    backup_folder: str = field(
        default="Buybook backups", metadata=read_by(nodes.text)
    )  # beside the workbook unless absolute
    keep_backups: int = field(default=5, metadata=read_by(nodes.whole_number(0, 1000)))


@frozen
class SheetOverride:
    """What the buyer decides about a sheet; what is None is recognised as usual.

    `columns` maps a title or a column's letters to a field, or to None for a column to leave alone.
    """

    ignore: bool = field(default=False, metadata=read_by(readers.yes_no))
    kind: TableKind | None = field(default=None, metadata=read_by(readers.table_kind))
    header_row: int | None = field(default=None, metadata=read_by(readers.ROW))
    first_row: int | None = field(default=None, metadata=read_by(readers.ROW))
    last_row: int | None = field(default=None, metadata=read_by(readers.ROW))
    columns: Mapping[str, str | None] = field(
        default_factory=readers.empty, metadata=read_by(nodes.table(readers.as_written, readers.column_field))
    )


@frozen
class Settings:
    """All settings. Days are calendar days unless they are called working days."""

    language: str = field(default="auto", metadata=read_by(nodes.choice("auto", "en", "sv", "nl")))
    country: str = field(
        default="auto", metadata=read_by(nodes.auto_or(readers.country))
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
        default_factory=readers.empty,
        metadata=read_by(nodes.table(readers.as_written, nodes.group(SheetOverride))),
    )
    # Field -> further titles that the buyer's columns have for it.
    aliases: Mapping[str, tuple[str, ...]] = field(
        default_factory=readers.empty,
        metadata=read_by(nodes.table(readers.field_key, nodes.sequence(nodes.text))),
    )
