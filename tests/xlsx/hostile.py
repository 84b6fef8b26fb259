"""What the tests of hostile files share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import packages
import pytest

from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package
from buybook.xlsx.workbook import Workbook

try:
    import signal

    ALARM = signal.SIGALRM
except (ImportError, AttributeError):  # Windows
    ALARM = None

CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
PLAIN = packages.worksheet(CELL)
SHEET = "xl/worksheets/sheet1.xml"
LARGE = 1 << 20  # bytes; larger sheets and strings are not checked as a whole before they are read


@pytest.fixture(autouse=True)
def ends() -> Iterator[None]:
    """A test that takes minutes would have taken hours: what is searched twice makes the work quadratic."""
    if ALARM is None:
        yield
        return

    def give_up(*_: object) -> None:
        pytest.fail("still at work after two minutes")

    before = signal.signal(ALARM, give_up)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(ALARM, before)


def refusal(action: Callable[[], object]) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        action()
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 200
    return caught.value


def opened(parts: dict[str, str | bytes]) -> Workbook:
    return Workbook(Package.from_bytes(packages.zipped(parts)))
