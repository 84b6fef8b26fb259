"""The demo: every step of the story runs on the demo workbook, and says what it should."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

from rich.console import Console
from workbooks import call

from buybook.demo import run_demo
from buybook.run import DONE
from buybook.vocabulary import words

TODAY = dt.date(2026, 11, 20)
STEPS = ("compare", "negotiate", "order", "receive", "claim", "refresh", "confirm", "chase", "match")


def test_the_whole_story_is_told(tmp_path: Path) -> None:
    said = io.StringIO()
    assert run_demo(tmp_path, "en", TODAY, Console(file=said, width=160)) == DONE
    text = said.getvalue()
    places = [text.index(words("en").label(f"command.{verb}") + f"  buybook {verb} ") for verb in STEPS]
    assert places == sorted(places)
    assert "1 waiting for you" in text
    assert len(list((tmp_path / "Purchase orders").glob("Chase *.eml"))) >= 3
    workbook = tmp_path / "Purchasing.xlsx"
    invoices = call("match", workbook, TODAY, _language="en", _dry_run=True).answer["invoices"]
    blocked = [each["reasons"] for each in invoices if each["blocked"]]  # type: ignore[attr-defined]
    assert sorted(blocked) == [["duplicate"], ["price"]]
