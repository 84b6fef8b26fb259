"""The demo workbook: what a small manufacturer's buyer might have grown over the years, in three languages.

Everything in it is invented. Nothing in it knows of Buybook: it is input, as untidy as such lists are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from importlib import resources
from pathlib import Path

import yaml
from openpyxl import Workbook

from buybook.documents.demo_invoices import write_invoices
from buybook.documents.demo_lists import (
    name_date,
    write_orders,
    write_quotations,
    write_rates,
    write_receipts,
    write_requests,
    write_suppliers,
)
from buybook.documents.demo_overview import AS_OF_CELL, with_sparklines, with_text_box, write_overview
from buybook.documents.demo_records import Content
from buybook.documents.demo_sheet import DemoSheet
from buybook.documents.demo_story import tell
from buybook.documents.reproducible import PartEdit, package_bytes

_SHEETS = {
    "overview": "1F5673",
    "orders": "1F5673",
    "receipts": "548235",
    "invoices": "548235",
    "quotations": "7B5AA6",
    "requisitions": "BF6B21",
    "suppliers": "595959",
    "rates": "595959",
}
_FORMULA_CELL = re.compile(rb'(<c r="([A-Z]+\d+)"[^>]*>)(<f>[^<]*</f>)<v\s*(?:/>|></v>)')


def build_demo(path: Path, language: str, today: date) -> Path:
    """Write the demo workbook in `language` (en, sv or nl) to `path`, its dates relative to `today`.

    The same arguments give the same bytes. An existing file is replaced. Raises FileNotFoundError for a
    language without a demo and OSError where `path` cannot be written.
    """
    path.write_bytes(demo_bytes(language, today))
    return path


def demo_settings(language: str) -> str:
    """Return the settings that belong to the demo, as text for a `buybook.yaml` beside it: who buys."""
    content = _content(language)
    company = {key: content["company"][key] for key in ("name", "vat_number", "contact", "email")}
    address = "\n".join(content["company"]["address"])
    settings = {
        "base_currency": content["base"],
        "purchase_orders": {"company": company | {"address": address}},
    }
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)


def demo_bytes(language: str, today: date) -> bytes:
    """Return the demo workbook as bytes."""
    story = tell(_content(language), today)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    day_format = story.content["day_format"]
    pages = {
        key: DemoSheet(workbook.create_sheet(story.content["sheets"][key]), accent, day_format)
        for key, accent in _SHEETS.items()
    }
    orders = write_orders(pages["orders"], story)
    write_receipts(pages["receipts"], story)
    write_invoices(pages["invoices"], story)
    write_quotations(pages["quotations"], story)
    write_requests(pages["requisitions"], story)
    write_suppliers(pages["suppliers"], story)
    write_rates(pages["rates"], story)
    write_overview(pages["overview"], story, orders)
    as_of = name_date(pages["overview"], AS_OF_CELL)
    workbook.defined_names[as_of.name] = as_of
    edits: dict[str, PartEdit] = {
        f"xl/worksheets/sheet{number}.xml": partial(_with_results, page.results)
        for number, page in enumerate(pages.values(), start=1)
    }
    results = pages["overview"].results
    edits["xl/worksheets/sheet1.xml"] = lambda part: with_sparklines(_with_results(results, part), story)
    edits["xl/drawings/drawing1.xml"] = lambda part: with_text_box(part, story)
    return package_bytes(workbook, today, edits=edits)


def _content(language: str) -> Content:
    source = resources.files("buybook.documents") / f"demo_{language}.yaml"
    content: Content = yaml.safe_load(source.read_text(encoding="utf-8"))
    return content


def _with_results(results: Mapping[str, Decimal | float], part: bytes) -> bytes:
    """Give every formula its result, which openpyxl cannot: else only Excel itself would see a value."""

    def replace(found: re.Match[bytes]) -> bytes:
        result = float(results[found[2].decode()])
        return found[1] + found[3] + f"<v>{result!r}</v>".encode()

    return _FORMULA_CELL.sub(replace, part)
