"""Adding to a file of settings: what is added is read back, what stood there stays as it was written."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from buybook.schema import FIELDS, TableKind
from buybook.settings import loads
from buybook.settings.writing import NotWritableError, with_additions

ADDITIONS = {
    "tables": {"Order 2026": {"kind": "orders", "header_row": 5, "columns": {"Lev.dag": "promised_date"}}},
    "aliases": {"supplier": ["Lev.", "Leverantör 2"]},
}
FILES = {
    "empty": "",
    "a comment": "# nothing yet\n",
    "no line end": "language: sv",
    "other settings": "language: sv  # ours\n\n# rates\nexchange_rates:\n  rates:\n    EUR: 11.2\n",
    "other sheets": "tables:\n  Old:\n    ignore: yes   # done\n\nlanguage: sv\n",
    "the same sheet": "tables:\n  Order 2026:\n    kind: receipts # no\n    columns:\n      Antal: quantity\n  Other:\n    ignore: yes\n",
    "wide": "tables:\n    Order 2026:\n        last_row: 9\n\n\n# the end\n",
    "a list in brackets": "aliases:\n  supplier: [Firma]\n",
    "a list of lines": "aliases:\n  supplier:\n    - Firma\n    - Lev.\n  buyer: [Vi]\n",
    "an empty part": "aliases:\ntables:\nlanguage: sv\n",
    "windows": "language: sv\r\naliases:\r\n  supplier: [Firma]\r\n",
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_what_is_added_is_read_and_the_rest_stays(content: str) -> None:
    before, after = loads(content), with_additions(content, ADDITIONS)
    settings = loads(after)
    sheet = settings.tables["Order 2026"]
    assert (sheet.kind, sheet.header_row, sheet.columns["Lev.dag"]) == (TableKind.ORDERS, 5, "promised_date")
    assert set(before.aliases.get("supplier", ())) | {"Lev.", "Leverantör 2"} == set(
        settings.aliases["supplier"]
    )
    assert len(set(settings.aliases["supplier"])) == len(settings.aliases["supplier"])
    assert (settings.language, settings.exchange_rates) == (before.language, before.exchange_rates)
    assert set(before.tables) <= set(settings.tables)
    lines = [line for line in content.splitlines() if "receipts" not in line and "[" not in line]
    assert [line for line in after.splitlines() if line in lines] == lines
    assert with_additions(after, ADDITIONS) == after


def test_what_is_written_in_braces_is_refused() -> None:
    with pytest.raises(NotWritableError, match=r"tables\.Order 2026"):
        with_additions("tables:\n  Order 2026: {header_row: 4}\n", ADDITIONS)


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=20), st.sampled_from(sorted(FIELDS)), min_size=1, max_size=4
    ),
    st.text(min_size=1, max_size=30),
)
def test_any_title_and_sheet_is_read_as_it_is(columns: dict[str, str], sheet: str) -> None:
    after = with_additions("language: nl\n", {"tables": {sheet: {"columns": columns}}})
    assert yaml.load(after, Loader=yaml.BaseLoader)["tables"] == {sheet: {"columns": columns}}
