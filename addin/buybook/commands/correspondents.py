"""Suppliers as those one writes to: their address, their contact, and the language they are written to in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from buybook.commands.job import Job
from buybook.core.rows import Row, folded
from buybook.core.supplier_book import supplier_book
from buybook.documents.letters import addresses
from buybook.documents.order_content import Party
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.vocabulary import LANGUAGES, Words, all_words, words

_BY_COUNTRY: Mapping[str, str] = MappingProxyType({"SE": "sv", "NL": "nl", "BE": "nl"})


_NOBODY = Row({})


@frozen
class Correspondent:
    """A supplier as a letter is written to them."""

    party: Party
    words: Words  # of the language that they are written to in
    country: str | None = None  # ISO 3166, where the supplier list tells it
    listed: Row = _NOBODY  # the supplier list's row; empty where it has none
    findings: tuple[Finding, ...] = ()

    def about(self, code: str, severity: Severity, field: str | None = None, **values: object) -> Finding:
        """Make a finding about the supplier: at their row, where the supplier list has one."""
        if not self.listed.values:
            return Finding(code, severity, values)
        return self.listed.finding(code, severity, field, **values)


def correspondent(job: Job, supplier: str, number: str | None = None) -> Correspondent:
    """Give what the supplier list says of a supplier; one that it does not have has but a name.

    The language is the list's own for the supplier, else that of their country, else English for other countries,
    else that of the settings, else the workbook's. A language that Buybook has no words in is told.
    """
    entry = supplier_book(job.view.tables).entry(supplier, number)
    country = country_code(entry.text("country"))
    party = _party(supplier, number, entry, country)
    known = Correspondent(party, words(_language(entry, country, job)), country, entry)
    written = entry.text("language")
    if written is None or language_code(written) is not None:
        return known
    values = {"supplier": supplier, "language": written}
    told = known.about("supplier_language_unknown", Severity.INFO, "language", **values)
    return replace(known, findings=(told,))


def language_code(written: str) -> str | None:
    """Give the language that a cell names, as a word or a code; None for one that Buybook has no words in."""
    key = folded(written).replace("_", "-")
    return _languages().get(key) or _languages().get(key.partition("-")[0])


def country_code(written: str | None) -> str | None:
    """Give the ISO 3166 code of a country that a cell names, as a word or a code; None for an unknown one."""
    return _countries().get(folded(written))


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
        country=company.country,
        peppol_id=company.peppol_id,
    )


def _party(supplier: str, number: str | None, entry: Row, country: str | None) -> Party:
    town = " ".join(part for name in ("postal_code", "city") if (part := entry.text(name)))
    lines = (*(entry.text("address") or "").splitlines(), town, entry.text("country") or "")
    return Party(
        name=supplier,
        address=tuple(line.strip() for line in lines if line.strip()),
        number=number or entry.text("supplier_no") or "",
        vat_number=entry.text("vat_number") or "",
        contact=entry.text("supplier_contact") or "",
        email=", ".join(addresses(entry.text("email") or "")),
        country=country or "",
        peppol_id=entry.text("peppol_id") or "",
    )


def _language(entry: Row, country: str | None, job: Job) -> str:
    written = entry.text("language")
    if written is not None:
        return language_code(written) or "en"
    if entry.text("country") is not None:
        return _BY_COUNTRY.get(country or "", "en")
    chosen = job.settings.purchase_orders.language
    return chosen if chosen in LANGUAGES else job.words.language


@cache
def _languages() -> Mapping[str, str]:
    return {**_named("language"), **{code: code for code in LANGUAGES}}


@cache
def _countries() -> Mapping[str, str]:
    named = _named("country")
    return {**named, **{code.casefold(): code for code in named.values()}}


def _named(prefix: str) -> Mapping[str, str]:
    """Give what the phrases of a group name, by each of its words in every language."""
    return {
        folded(word): name
        for each in all_words()
        for name in each.phrase_names(prefix)
        for word in each.phrases(f"{prefix}.{name}")
    }
