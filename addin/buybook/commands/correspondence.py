"""Writing to a supplier: in which language, to which address, and who they are on paper."""

from __future__ import annotations

from functools import cache

from buybook.commands.job import Job
from buybook.core.rows import Row, folded
from buybook.core.supplier_book import SupplierBook, supplier_book
from buybook.documents.letters import addresses
from buybook.documents.order_content import Party
from buybook.findings import Finding, Severity
from buybook.vocabulary import LANGUAGES, Words, all_words, words

_OF_COUNTRY = {"SE": "sv", "NL": "nl"}
_DUTCH_TOO = "BE"  # Belgium writes Dutch to whom does so itself, else English


def book_of(job: Job) -> SupplierBook:
    """Give the supplier list."""
    return supplier_book(job.view.tables)


def supplier_words(job: Job, supplier: str, listed: Row) -> tuple[Words, list[Finding]]:
    """Give the words to write to a supplier in.

    They are those of the supplier list's language, else of its country, else of the settings, else of the
    workbook. A country or language that Buybook has no words for is written to in English.
    """
    language, findings = listed.text("language"), []
    if language is not None:
        known = language_code(language)
        if known is None:
            values = {"supplier": supplier, "language": language}
            findings.append(about(listed, "supplier_language_unknown", Severity.INFO, "language", **values))
        return words(known or "en"), findings
    country = country_code(listed.text("country"))
    if country == _DUTCH_TOO:
        return words("nl" if job.words.language == "nl" else "en"), findings
    if country is not None:
        return words(_OF_COUNTRY.get(country, "en")), findings
    chosen = job.settings.purchase_orders.language
    return words(chosen) if chosen in LANGUAGES else job.words, findings


def supplier_party(supplier: str, number: str | None, listed: Row) -> Party:
    """Give a supplier as they stand on a document, with what the supplier list says of them."""
    town = " ".join(part for part in (listed.text("postal_code"), listed.text("city")) if part)
    street = [line.strip() for line in (listed.text("address") or "").splitlines() if line.strip()]
    country = listed.text("country")
    return Party(
        name=supplier,
        address=tuple(part for part in (*street, town, country) if part),
        number=number or "",
        vat_number=listed.text("vat_number") or "",
        contact=listed.text("supplier_contact") or "",
        email=", ".join(addresses(listed.text("email") or "")),
        country=country_code(country) or "",
        peppol_id=listed.text("peppol_id") or "",
    )


def about(listed: Row, code: str, severity: Severity, field: str | None, **values: object) -> Finding:
    """Make a finding about a supplier: at their row, where the supplier list has one."""
    if not listed.values:
        return Finding(code, severity, values)
    return listed.finding(code, severity, field, **values)


def language_code(written: str) -> str | None:
    """Give the language that a cell names, as a word or a code; None for one that Buybook has no words in."""
    key = folded(written).replace("_", "-")
    return _languages().get(key) or _languages().get(key.partition("-")[0])


def country_code(written: str | None) -> str | None:
    """Give the ISO 3166 code of a country that a cell names, as a word or a code; None for an unknown one."""
    key = folded(written)
    return _countries().get(key)


@cache
def _languages() -> dict[str, str]:
    return {**_named("language"), **{code: code for code in LANGUAGES}, "se": "sv", "eng": "en", "swe": "sv"}


@cache
def _countries() -> dict[str, str]:
    named = _named("country")
    return {**named, **{code.casefold(): code for code in named.values()}}


def _named(prefix: str) -> dict[str, str]:
    """Give what the phrases of a group name, by each of its words in every language."""
    return {
        folded(word): name
        for each in all_words()
        for name in each.phrase_names(prefix)
        for word in each.phrases(f"{prefix}.{name}")
    }
