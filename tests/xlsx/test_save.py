"""Saving: the file is the old one or the new one, and nobody's work is overwritten."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import packages
import pytest

from buybook.xlsx import save as saving
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.workbook import Workbook

SHEET = packages.worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "order list.xlsx"
    file.write_bytes(packages.zipped(packages.parts(SHEET)))
    return file


def edited(path: Path, value: float = 2) -> Workbook:
    book = Workbook.open(path)
    book.sheets[0].set_value(1, 1, value)
    return book


def refusal(path: Path, book: Workbook) -> str:
    before = path.read_bytes()
    names = sorted(path.parent.iterdir())
    with pytest.raises(WorkbookError) as caught:
        book.save()
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == names
    return caught.value.code


def test_what_is_saved_is_read_again_and_permissions_stay(path):
    path.chmod(0o640)
    assert edited(path).save()
    assert Workbook.open(path).sheets[0].value(1, 1) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_nothing_changed_nothing_written(path):
    before = path.stat()
    book = Workbook.open(path)
    book.sheets[0].set_value(1, 1, 1)
    assert not book.save()
    assert path.stat().st_mtime_ns == before.st_mtime_ns and path.stat().st_ino == before.st_ino


def test_saving_twice_keeps_working(path):
    book = edited(path)
    assert book.save()
    assert not book.save()
    book.sheets[0].set_value(1, 2, "more")
    assert book.save()
    assert Workbook.open(path).sheets[0].values(1, 1, 1, 2) == [[2.0, "more"]]


def test_excels_lock_file_names_its_user(path):
    name = "Åsa Öberg"
    owner = bytes([len(name)]) + name.encode("latin-1").ljust(53) + bytes([len(name), 0])
    owner += name.ljust(54).encode("utf-16-le")
    path.with_name("~$" + path.name).write_bytes(owner)
    assert saving.lock_owner(path) == name
    assert refusal(path, edited(path)) == "locked"


def test_libreoffices_lock_file_names_its_user(path):
    path.with_name(f".~lock.{path.name}#").write_text(",Åsa Öberg,desk,21.11.2026 10:00,file:///x;", "utf-8")
    assert saving.lock_owner(path) == "Åsa Öberg"
    assert refusal(path, edited(path)) == "locked"


def test_no_lock_file_no_owner(path):
    assert saving.lock_owner(path) is None
    path.with_name("~$other.xlsx").write_bytes(b"\x03abc")
    assert saving.lock_owner(path) is None


def test_a_read_only_file_is_refused_even_to_root(path):
    path.chmod(0o444)
    assert refusal(path, edited(path)) == "read_only"


def test_a_file_that_changed_meanwhile_is_refused(path):
    book = edited(path)
    path.write_bytes(packages.zipped(packages.parts(SHEET.replace("<v>1<", "<v>9<"))))
    assert refusal(path, book) == "changed_meanwhile"


def test_a_change_during_saving_is_refused(path, monkeypatch):
    book = edited(path)
    theirs = packages.zipped(packages.parts(SHEET.replace("<v>1<", "<v>9<")))
    copy = saving._copy_permissions

    def interfere(file, temporary):
        file.write_bytes(theirs)
        copy(file, temporary)

    monkeypatch.setattr(saving, "_copy_permissions", interfere)
    with pytest.raises(WorkbookError) as caught:
        book.save()
    assert caught.value.code == "changed_meanwhile"
    assert path.read_bytes() == theirs


def test_a_file_that_is_gone_is_refused(path):
    book = edited(path)
    path.unlink()
    with pytest.raises(WorkbookError) as caught:
        book.save()
    assert caught.value.code == "changed_meanwhile"


def test_saving_elsewhere_leaves_the_original_alone(path, tmp_path):
    before = path.read_bytes()
    assert edited(path).save(tmp_path / "copy.xlsx")
    assert path.read_bytes() == before
    assert Workbook.open(tmp_path / "copy.xlsx").sheets[0].value(1, 1) == 2


def test_a_folder_that_is_not_there_is_said_to_be_missing(path, tmp_path):
    with pytest.raises(WorkbookError) as caught:
        edited(path).save(tmp_path / "none" / "copy.xlsx")
    assert caught.value.code == "missing"


def test_an_unchanged_workbook_can_be_saved_elsewhere(path, tmp_path):
    assert Workbook.open(path).save(tmp_path / "copy.xlsx")
    assert Workbook.open(tmp_path / "copy.xlsx").sheets[0].value(1, 1) == 1


def test_backups_are_numbered_and_the_oldest_go(path, tmp_path):
    folder = tmp_path / "backups"
    for value in range(2, 7):
        assert edited(path, value).save(backup=folder, keep=3)
    kept = sorted(file.name for file in folder.iterdir())
    assert kept == ["order list.3.xlsx", "order list.4.xlsx", "order list.5.xlsx"]
    assert Workbook.open(folder / "order list.5.xlsx").sheets[0].value(1, 1) == 5


def test_a_link_stays_a_link(path, tmp_path):
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    assert edited(link).save()
    assert link.is_symlink()
    assert Workbook.open(path).sheets[0].value(1, 1) == 2


def test_an_interrupted_write_leaves_the_old_file(path, monkeypatch):
    before = path.read_bytes()
    book = edited(path)

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WorkbookError) as caught:
        book.save()
    assert caught.value.code == "unreadable"
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


KILLED = """

# ruff: noqa: E501  (XML is easier to compare in one line)
import sys
from buybook.xlsx.workbook import Workbook
path = sys.argv[1]
print("ready", flush=True)
value = 0
while True:
    value += 1
    book = Workbook.open(path)
    book.sheets[0].set_value(1, 1, value)
    book.sheets[0].set_values(2, 1, [[float(value)] * 20] * 200)
    book.save()
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process by signal")
def test_killed_at_any_time_the_file_is_whole(path):
    source = str(Path(saving.__file__).parents[2])
    for round_ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": source},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.02 + 0.013 * round_)
        process.kill()
        process.wait()
        process.stdout.close()
        sheet = Workbook.open(path).sheets[0]
        rows = sheet.values(2, 1, 201, 20)
        assert all(value in {None, sheet.value(1, 1)} for row in rows for value in row)
