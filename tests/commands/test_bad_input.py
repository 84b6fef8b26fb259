"""Bad input is normal input: a sentence, the contract's exit status, and the file's bytes as before."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from workbooks import STANDARD, call, codes, line, write_lists, write_orders

from buybook.documents.outgoing import OutgoingFile
from buybook.run import FINDINGS_REMAIN, UNREADABLE, WRONG_CALL
from buybook.workbook.steps import PutCells

VERBS = [
    ("refresh", {}),
    ("compare", {}),
    ("order", {}),
    ("receive", {"po": "PO-2026-0101", "line": "2", "quantity": 4.0}),
    ("undo", {}),
    ("map", {}),
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2040


def truncated(path: Path) -> bytes:
    content = write_orders(path).read_bytes()
    return content[: len(content) // 2]


def bomb(path: Path) -> bytes:
    content = write_orders(path)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("xl/media/zeros.bin", b"\0" * 400_000_000)
    return content.read_bytes()


@pytest.mark.parametrize(("verb", "options"), VERBS)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PO number;Item\r\n4711;Bolt\r\n", "not_a_workbook"),
        (b"", "not_a_workbook"),
        (OLE, "old_format"),
    ],
)
def test_what_is_no_workbook(
    tmp_path: Path, verb: str, options: dict[str, object], content: bytes, code: str
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    result = call(verb, path, **options)
    assert result.status == UNREADABLE
    assert result.answer["error"]["code"] == code
    assert result.failure
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("make", "code"), [(truncated, "damaged"), (bomb, "too_large")])
def test_damaged_and_hostile_packages(tmp_path: Path, make: object, code: str) -> None:
    path = tmp_path / "list.xlsx"
    content = make(path)  # type: ignore[operator]
    path.write_bytes(content)
    result = call("refresh", path)
    assert (result.status, result.answer["error"]["code"]) == (UNREADABLE, code)
    assert path.read_bytes() == content


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = call("refresh", tmp_path / "nothing.xlsx")
    assert (result.status, result.answer["error"]["code"]) == (UNREADABLE, "missing")


@pytest.mark.parametrize("lock", ["~$list.xlsx", ".~lock.list.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_can_be_read_and_not_written(tmp_path: Path, lock: str) -> None:
    path = write_orders(tmp_path / "list.xlsx")
    (tmp_path / lock).write_bytes(b"\x05Joost" + b" " * 49)
    content = path.read_bytes()
    for verb, options in VERBS[:-1]:
        result = call(verb, path, **options)
        assert (result.status, result.answer["error"]["code"]) == (UNREADABLE, "locked")
    assert path.read_bytes() == content
    assert call("map", path).status == 0
    assert call("refresh", path, _dry_run=True).status == 0


def test_a_read_only_file(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "list.xlsx")
    path.chmod(0o444)
    content = path.read_bytes()
    result = call("refresh", path)
    assert (result.status, result.answer["error"]["code"]) == (UNREADABLE, "read_only")
    assert path.read_bytes() == content


def test_a_workbook_that_changes_while_we_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_orders(tmp_path / "list.xlsx")
    theirs = write_orders(tmp_path / "other.xlsx", STANDARD[:2]).read_bytes()
    apply = PutCells.apply

    def apply_while_somebody_saves(self: PutCells, book: object) -> None:
        path.write_bytes(theirs)
        apply(self, book)  # type: ignore[arg-type]

    monkeypatch.setattr(PutCells, "apply", apply_while_somebody_saves)
    result = call("refresh", path)
    assert (result.status, result.answer["error"]["code"]) == (UNREADABLE, "changed_meanwhile")
    assert path.read_bytes() == theirs


def test_a_full_disk_leaves_the_workbook_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_orders(tmp_path / "list.xlsx")
    content = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = call("refresh", path)
    assert (result.status, result.answer["error"]["code"]) == (UNREADABLE, "unwritable")
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["list.xlsx"]


def test_an_output_folder_that_is_not_there(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "list.xlsx")
    result = call("refresh", path, _output=tmp_path / "nowhere" / "list.xlsx")
    assert (result.status, result.answer["error"]["code"]) == (UNREADABLE, "unwritable")
    assert list(tmp_path.iterdir()) == [path]


def test_documents_go_when_the_workbook_cannot_be_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["PR-1", "B-1", 10, "Nordbolt AB", 2.5, "EUR", "Approved"]]
    headers = ["PR No.", "Item no.", "Qty", "Supplier", "Unit price", "Currency", "Status"]
    path = write_lists(tmp_path / "list.xlsx", {"Requests": (headers, rows)})
    content = path.read_bytes()
    write = OutgoingFile.write

    def write_while_somebody_opens(file: OutgoingFile, folder: Path) -> Path:
        (tmp_path / "~$list.xlsx").write_bytes(b"")
        return write(file, folder)

    monkeypatch.setattr(OutgoingFile, "write", write_while_somebody_opens)
    assert call("order", path).status == UNREADABLE
    assert path.read_bytes() == content
    assert list((tmp_path / "Purchase orders").iterdir()) == []


def test_no_list_that_can_be_recognised(tmp_path: Path) -> None:
    path = write_lists(tmp_path / "list.xlsx", {"Menu": (["Monday", "Tuesday"], [["Soup", "Fish"]])})
    content = path.read_bytes()
    for verb, options in VERBS[:4]:
        result = call(verb, path, **options)
        assert result.status == FINDINGS_REMAIN
        assert "no_list" in codes(result)
    assert path.read_bytes() == content


def test_duplicate_headers_are_asked_about_and_nothing_is_lost(tmp_path: Path) -> None:
    headers = ["PO number", "Item no.", "Ordered qty", "Promised date", "Promised date"]
    rows = [["PO-1", "A-1", 5, "2026-03-02", "2026-05-01"], ["PO-2", "A-2", 5, "2026-03-03", "2026-05-02"]]
    path = write_lists(tmp_path / "list.xlsx", {"Orders": (headers, rows)})
    result = call("refresh", path)
    assert len(result.answer["orders"]) == 2
    assert {"duplicate_header", "ambiguous_column"} & set(codes(result))


def test_a_thousand_unreadable_cells_are_all_told_and_the_rest_is_done(tmp_path: Path) -> None:
    headers = ["PO number", "Line", "Item no.", "Ordered qty", "Promised date"]
    good = [[f"PO-{number}", 1, f"A-{number}", 5, "2026-03-02"] for number in range(1500)]
    bad = [[f"PO-{number}", 1, f"A-{number}", 5, "31.02.2026"] for number in range(1500, 2500)]
    path = write_lists(tmp_path / "list.xlsx", {"Orders": (headers, good + bad)})
    result = call("refresh", path)
    assert result.status == FINDINGS_REMAIN
    (unread,) = [finding for finding in result.findings if finding.code == "not_a_date"]
    assert unread.count == 1000
    assert unread.cells == ("E1502", "E1503", "E1504", "E1505", "E1506")
    assert line(result, "PO-7", "1")["days_late"] == 14
    assert line(result, "PO-2000", "1")["due_date"] is None


def test_settings_that_are_wrong_name_the_line(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "list.xlsx")
    (tmp_path / "buybook.yaml").write_text(
        "language: en\norders:\n  late_tolerance_day: 3\n", encoding="utf-8"
    )
    result = call("refresh", path)
    assert result.status == WRONG_CALL
    assert "3" in str(result.failure)
    assert "late_tolerance_days" in str(result.failure)


def test_the_terminal_answers_with_one_json_object(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "list.xlsx")
    arguments = [sys.executable, "-m", "buybook", "refresh", str(path), "--today", "2026-03-16", "--json"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == {"orders", "summary", "findings", "changes"}
    wrong = subprocess.run([*arguments[:-3], "--today", "soon"], capture_output=True, text=True, check=False)
    assert wrong.returncode == WRONG_CALL


def test_killed_while_it_saves_the_workbook_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "list.xlsx")
    old = path.read_bytes()
    new_file = tmp_path / "new" / "list.xlsx"
    new_file.parent.mkdir()
    new_file.write_bytes(old)
    environment = os.environ | {"USER": "tester", "LOGNAME": "tester"}
    arguments = [sys.executable, "-m", "buybook", "refresh", "--today", "2026-03-16", "--json"]
    subprocess.run([*arguments, str(new_file)], env=environment, capture_output=True, check=True)
    new = new_file.read_bytes()
    seen = set()
    for step in range(12):
        path.write_bytes(old)
        process = subprocess.Popen([*arguments, str(path)], env=environment, stdout=subprocess.DEVNULL)
        time.sleep(0.6 + step * 0.06)
        process.send_signal(signal.SIGKILL)
        process.wait()
        content = path.read_bytes()
        assert content in (old, new)
        seen.add(content == new)
    assert openpyxl.load_workbook(path)
