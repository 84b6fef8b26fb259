"""The buyer's own template of an order: which file it is, and what is told where it cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from buybook.commands.job import Job
from buybook.documents.order_content import PurchaseOrderDocument
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.vocabulary import Words


@frozen
class OwnDocument:
    """An order as the buyer's own template makes it; None where our own form is made instead."""

    content: bytes | None
    findings: tuple[Finding, ...] = ()


def own_document(job: Job, order: PurchaseOrderDocument, words: Words) -> OwnDocument:
    """Give an order on the buyer's own template, where the settings name one for its language.

    It is made at once, not when it is written: what the template cannot take is told in a preview too.
    """
    path = template_path(job, words.language)
    if path is None:
        return OwnDocument(None)
    from buybook.documents.order_template import TemplateError, read_template  # with the engine: slow to load
    from buybook.documents.order_template_filling import fill_template

    try:
        template = read_template(path)
        content = fill_template(template, order, words)
    except TemplateError as error:
        told = [Finding(each.code, Severity.WARNING, each.values) for each in error.problems]
        return OwnDocument(None, (*told, Finding("template_not_used", Severity.WARNING, {"file": path.name})))
    return OwnDocument(content, tuple(_hidden(path, template.hidden)))


def template_path(job: Job, language: str) -> Path | None:
    """Give the template for a language: of the settings' file the one with the language in its name, if there is one."""
    named = job.settings.purchase_orders.template
    written = named.get(language) or named.get("")
    if not written:
        return None
    path = job.folder / written
    of_language = path.with_suffix(f".{language}{path.suffix}")
    return of_language if of_language.is_file() else path


def _hidden(path: Path, sheets: Sequence[str]) -> list[Finding]:
    values = {"file": path.name, "sheets": ", ".join(sheets)}
    return [Finding("template_hidden_sheets", Severity.WARNING, values)] if sheets else []
