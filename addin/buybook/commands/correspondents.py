"""Suppliers as those one writes to: their address, their contact, and the language they are written to in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from buybook.commands.job import Job
from buybook.core.countries import country_code
from buybook.core.rows import Row, folded
from buybook.core.supplier_book import supplier_book
from buybook.documents.order_content import Party
from buybook.vocabulary import LANGUAGES, Words, words

_BY_COUNTRY: Mapping[str, str] = MappingProxyType(
    {"SE": "sv", "NL": "nl", "BE": "nl", "GB": "en", "IE": "en"}
)
# What a list may call a language, in the three languages of Buybook and in its own; its code is known anyway.
_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": ("english", "engelska", "engels", "eng", "gb", "uk"),
        "sv": ("swedish", "svenska", "zweeds", "swe", "se"),
        "nl": ("dutch", "holländska", "nederländska", "nederlands", "hollands", "vlaams", "dut", "nld"),
    }
)


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A supplier as a letter is written to them."""

    party: Party
    words: Words  # of the language that they are written to in
    country: str | None = None  # ISO 3166, where the supplier list tells it


def correspondent(job: Job, supplier: str, number: str | None = None) -> Correspondent:
    """Give what the supplier list says of a supplier; one that it does not have has but a name.

    The language is the list's own for the supplier, else that of their country, else English for other countries,
    else the workbook's.
    """
    entry = supplier_book(job.view.tables).entry(supplier, number)
    country = country_code(entry.text("country"))
    return Correspondent(_party(supplier, number, entry), words(_language(entry, country, job)), country)


def own_company(job: Job) -> Party:
    """Give the buyer's own company as the settings have it."""
    company = job.settings.purchase_orders.company
    return Party(
        name=company.name,
        address=tuple(company.address.splitlines()),
        vat_number=company.vat_number,
        contact=company.contact,
        email=company.email,
        phone=company.phone,
    )


def _party(supplier: str, number: str | None, entry: Row) -> Party:
    town = " ".join(part for name in ("postal_code", "city") if (part := entry.text(name)))
    lines = (*(entry.text("address") or "").splitlines(), town, entry.text("country") or "")
    return Party(
        name=supplier,
        address=tuple(line.strip() for line in lines if line.strip()),
        number=number or entry.text("supplier_no") or "",
        vat_number=entry.text("vat_number") or "",
        contact=entry.text("supplier_contact") or "",
        email=entry.text("email") or "",
    )


def _language(entry: Row, country: str | None, job: Job) -> str:
    named = folded(entry.text("language")).replace("_", "-").split("-")[0]
    if named in LANGUAGES:
        return named
    known = next((code for code, names in _NAMES.items() if named in names), None)
    if known is not None:
        return known
    if country is None and not named:
        return job.words.language
    return _BY_COUNTRY.get(country or "", "en")
