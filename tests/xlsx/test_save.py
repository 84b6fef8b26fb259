"""Saving: the file is the old one or the new one, and nobody's work is overwritten."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import kill_during_save
import packages
import pytest

from buybook.xlsx import ownerfile
from buybook.xlsx import save as saving
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.workbook import Workbook

SHEET = packages.worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs signals, users and limits of POSIX")


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
    copy = saving._copy_attributes

    def interfere(file, temporary):
        file.write_bytes(theirs)
        copy(file, temporary)

    monkeypatch.setattr(saving, "_copy_attributes", interfere)
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


def test_other_names_of_the_file_keep_the_old_content(path, tmp_path):
    other = tmp_path / "hard link.xlsx"
    os.link(path, other)
    assert edited(path).save()
    assert Workbook.open(other).sheets[0].value(1, 1) == 1
    assert Workbook.open(path).sheets[0].value(1, 1) == 2


# -- attributes


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give a file away")
def test_the_owner_stays_whoever_saves(path):
    os.chown(path, 12345, 23456)
    assert edited(path).save()
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="the system has no extended attributes")
def test_extended_attributes_stay_and_the_time_is_new(path):
    try:
        os.setxattr(path, "user.department", b"purchasing")
    except OSError:
        pytest.skip("the file system has no extended attributes")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert edited(path).save()
    assert os.getxattr(path, "user.department") == b"purchasing"
    assert path.stat().st_mtime > 1_700_000_000


# -- owner files


def test_the_refusal_names_the_file_to_delete_if_nobody_has_the_workbook_open(path):
    owner_file = path.with_name("~$" + path.name)
    owner_file.write_bytes(b"\x03Ann".ljust(55))
    with pytest.raises(WorkbookError, match=r"open by Ann.*delete ~\$order list\.xlsx"):
        edited(path).save()
    owner_file.unlink()
    assert edited(path).save()


def test_on_windows_an_owner_file_that_a_crash_left_is_told_from_one_in_use(path, monkeypatch):
    monkeypatch.setattr(ownerfile, "_HELD_FILES_REFUSE_WRITING", True)
    owner_file = path.with_name("~$" + path.name)
    owner_file.write_bytes(b"\x03Ann".ljust(55))
    assert saving.lock_owner(path) is None
    assert edited(path).save()
    assert owner_file.exists()
    open_file = os.open

    def refuse(file, *arguments, **options):
        if Path(file) == owner_file:
            raise PermissionError(13, "used by another process")
        return open_file(file, *arguments, **options)

    monkeypatch.setattr(ownerfile.os, "open", refuse)
    assert saving.lock_owner(path) == "Ann"
    with pytest.raises(WorkbookError) as caught:
        edited(path, 3).save()
    assert caught.value.code == "locked"


def test_a_folder_or_an_endless_file_by_that_name_is_no_owner_file(path):
    path.with_name("~$" + path.name).mkdir()
    os.mkfifo(path.with_name(f".~lock.{path.name}#"))
    assert saving.lock_owner(path) is None


# -- two at once


def test_who_saves_while_another_process_does_is_told_so(path):
    with saving._alone(path):
        assert refusal(path, edited(path)) == "locked"
    assert edited(path).save()


CONTENDER = """
import sys
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.workbook import Workbook
book = Workbook.open(sys.argv[1])
book.sheets[0].set_value(1, 1, float(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
try:
    print("saved" if book.save() else "nothing to save")
except WorkbookError as error:
    print(error.code)
"""


def started(script: str, *arguments: str) -> subprocess.Popen[str]:
    source = str(Path(saving.__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_of_several_processes_that_save_at_once_one_wins_and_the_others_say_so(path):
    processes = {value: started(CONTENDER, str(path), str(value)) for value in (2, 3, 4, 5)}
    for process in processes.values():
        process.stdin.write("go\n")
        process.stdin.flush()
    results = {value: process.communicate()[0].strip() for value, process in processes.items()}
    [winner] = [value for value, result in results.items() if result == "saved"]
    others = {result for value, result in results.items() if value != winner}
    assert others <= {"locked", "changed_meanwhile"}
    assert Workbook.open(path).sheets[0].value(1, 1) == winner
    assert [file.name for file in path.parent.iterdir()] == [path.name]


HOLDER = """
import sys, time
from pathlib import Path
from buybook.xlsx import save
with save._alone(Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(600)
"""


def test_the_lock_of_a_killed_process_is_gone(path):
    process = started(HOLDER, str(path))
    assert refusal(path, edited(path)) == "locked"
    process.kill()
    process.communicate()
    assert edited(path).save()


# -- disks and folders


def test_an_interrupted_write_leaves_the_old_file(path, monkeypatch):
    book = edited(path)

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    assert refusal(path, book) == "unwritable"


@posix_only
def test_a_limit_on_the_size_of_files_leaves_the_old_file(path):
    import resource

    book = edited(path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        code = refusal(path, book)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert code == "unwritable"
    assert edited(path).save()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a small disk here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tiny_disk):
    path = tiny_disk / "list.xlsx"
    path.write_bytes(packages.zipped(packages.parts(SHEET) | {"xl/media/noise.bin": os.urandom(24 << 10)}))
    (tiny_disk / "other").write_bytes(bytes(16 << 10))
    assert refusal(path, edited(path)) == "unwritable"
    (tiny_disk / "other").unlink()
    assert edited(path).save()
    with pytest.raises(WorkbookError) as caught:  # no room for a copy besides
        edited(path, 3).save(backup=tiny_disk / "backups")
    assert caught.value.code == "unwritable"
    assert not list((tiny_disk / "backups").iterdir())
    assert Workbook.open(path).sheets[0].value(1, 1) == 2


def test_a_disk_that_may_only_be_read_leaves_the_old_file(tiny_disk):
    path = tiny_disk / "list.xlsx"
    path.write_bytes(packages.zipped(packages.parts(SHEET)))
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    assert refusal(path, edited(path)) == "read_only"


def code_as_nobody(action: Callable[[], object]) -> str:
    """The code of the refusal that a user without rights gets; the real user when that is one already."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            action()
            os.write(writing, b"done")
        except WorkbookError as error:
            os.write(writing, error.code.encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode()


@posix_only
def test_a_folder_without_write_permission_leaves_the_old_file():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "list.xlsx"
        path.write_bytes(packages.zipped(packages.parts(SHEET)))
        path.chmod(0o666)
        book = edited(path)
        before = path.read_bytes()
        Path(folder).chmod(0o555)
        assert code_as_nobody(book.save) == "unwritable"
        assert path.read_bytes() == before
        assert [file.name for file in path.parent.iterdir()] == [path.name]
        Path(folder).chmod(0o777)
        path.chmod(0o444)
        assert code_as_nobody(book.save) == "read_only"
        assert path.read_bytes() == before
        path.chmod(0o666)
        assert code_as_nobody(book.save) == "done"
        assert Workbook.open(path).sheets[0].value(1, 1) == 2


def test_a_name_that_the_disk_cannot_hold_is_refused(path, tmp_path):
    with pytest.raises(WorkbookError) as caught:
        edited(path).save(tmp_path / ("x" * 300 + ".xlsx"))
    assert caught.value.code == "unwritable"
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_name_that_the_disk_can_hold_is_saved(path, tmp_path):
    long = path.rename(tmp_path / ("x" * 250 + ".xlsx"))
    assert edited(long).save()
    assert Workbook.open(long).sheets[0].value(1, 1) == 2


def test_a_folder_is_not_replaced(path, tmp_path):
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(WorkbookError) as caught:
        edited(path).save(tmp_path / "folder.xlsx")
    assert caught.value.code == "unwritable"


def test_a_folder_that_is_gone_is_said_to_be_missing(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    path = folder / "list.xlsx"
    path.write_bytes(packages.zipped(packages.parts(SHEET)))
    book = edited(path)
    path.unlink()
    folder.rmdir()
    with pytest.raises(WorkbookError) as caught:
        book.save()
    assert caught.value.code == "missing"


def test_a_backup_that_cannot_be_made_keeps_the_old_file(path, tmp_path):
    before = path.read_bytes()
    (tmp_path / "backups").write_text("a file where the folder should be")
    with pytest.raises(WorkbookError) as caught:
        edited(path).save(backup=tmp_path / "backups")
    assert caught.value.code == "unwritable"
    assert path.read_bytes() == before


def test_a_refused_saving_drops_no_backup(path, tmp_path, monkeypatch):
    folder = tmp_path / "backups"
    for value in (2, 3):
        assert edited(path, value).save(backup=folder, keep=2)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving, "_copy_attributes", fail)
    with pytest.raises(WorkbookError):
        edited(path, 4).save(backup=folder, keep=1)
    assert {file.name for file in folder.iterdir()} == {"order list.1.xlsx", "order list.2.xlsx"}


# -- killed


@posix_only
def test_killed_at_any_time_the_file_is_the_old_one_or_the_new_one(tmp_path):
    outcome = kill_during_save.run(tmp_path / "list.xlsx", rows=2500, kills=25, seed=1)
    assert not outcome.broken
    assert outcome.old + outcome.new == 25
    assert outcome.old and outcome.new


def test_what_a_killed_process_left_goes_with_the_next_saving_of_that_file_only(path):
    own = path.with_name(f"{saving._MARK}{saving._short_name(path)}-x1.xlsx")
    others = path.with_name(f"{saving._MARK}{saving._short_name(Path('other.xlsx'))}-x1.xlsx")
    own.write_bytes(b"half a workbook")
    others.write_bytes(b"of a workbook that somebody may be saving")
    assert edited(path).save()
    assert sorted(path.parent.iterdir()) == sorted([path, others])
