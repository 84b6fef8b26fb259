"""Whatever is done to a workbook's titles and cells, looking at it raises nothing and writes nothing."""

from __future__ import annotations

from pathlib import Path

import mutated_workbooks
import pytest
from workbooks import write_orders

from buybook.documents.demo import build_demo
from buybook.vocabulary import LANGUAGES


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, mutated_workbooks.Book]:
    folder = tmp_path_factory.mktemp("books")
    paths = [write_orders(folder / "orders.xlsx")]
    paths += [
        build_demo(folder / f"demo.{language}.xlsx", language, mutated_workbooks.TODAY)
        for language in LANGUAGES
    ]
    return {path.name: mutated_workbooks.read_book(path) for path in paths}


@pytest.mark.parametrize("verb", mutated_workbooks.VERBS)
def test_previews_raise_nothing_and_write_nothing(
    books: dict[str, mutated_workbooks.Book], verb: str
) -> None:
    assert mutated_workbooks.run_many(books, 12, seed=1, verbs=(verb,)) == []


def test_what_is_written_would_be_noticed(books: dict[str, mutated_workbooks.Book], tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    books["orders.xlsx"].save(path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(AssertionError, match=r"orders\.xlsx"):
        mutated_workbooks.check(path, "map")
