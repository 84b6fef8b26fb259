"""What the buyer has decided: `config.yaml` or `buybook.yaml` as frozen dataclasses.

The defaults are in the dataclasses; the shipped `config.yaml` shows each of them with a comment.
"""

from __future__ import annotations

from buybook.settings.errors import SettingProblem, SettingsError
from buybook.settings.loading import load, loads
from buybook.settings.model import (
    DateSettings,
    ExchangeRates,
    NumberSettings,
    SavingSettings,
    Settings,
    SheetOverride,
)
from buybook.settings.ordering import Company, OrderSettings, PurchaseOrderSettings
from buybook.settings.sourcing import NegotiationSettings, PoolingSettings, QuotationSettings

__all__ = [
    "Company",
    "DateSettings",
    "ExchangeRates",
    "NegotiationSettings",
    "NumberSettings",
    "OrderSettings",
    "PoolingSettings",
    "PurchaseOrderSettings",
    "QuotationSettings",
    "SavingSettings",
    "SettingProblem",
    "Settings",
    "SettingsError",
    "SheetOverride",
    "load",
    "loads",
]
