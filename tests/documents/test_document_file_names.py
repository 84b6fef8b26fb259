from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.documents import file_names
from buybook.documents.file_names import MAX_STEM, publish, safe_stem


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("PO-2026-0148", "PO-2026-0148"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\..\\boot.ini", "_.._boot.ini"),
        ("C:\\temp\\x", "C__temp_x"),
        ("B26/0412", "B26_0412"),
        ("a\x00b\nc\u202egnp", "a_b c_gnp"),
        ("con", "_con"),
        ("CON.txt", "_CON.txt"),
        ("lpt9", "_lpt9"),
        ("COM¹", "_COM¹"),
        ("console", "console"),
        ("order.", "order"),
        (" .hidden ", "hidden"),
        ("", "order"),
        ("...", "order"),
        ("???", "order"),
        ("Beställning 12", "Beställning 12"),
    ],
)
def test_a_name_becomes_valid_everywhere(text, stem):
    assert safe_stem(text, "order") == stem


def test_long_names_are_shortened_and_stay_different():
    one, other = (safe_stem("ä" * 300 + end, "order") for end in ("1", "2"))
    assert one != other
    assert max(len(one), len(other)) <= MAX_STEM
    assert len(safe_stem("漢" * 300, "order").encode()) <= 200


@given(st.text(max_size=300))
def test_no_text_escapes_the_folder_or_breaks_a_rule(text):
    stem = safe_stem(text, "order")
    assert stem
    assert not set(stem) & set('<>:"/\\|?*')
    assert stem not in (".", "..")
    assert stem[-1] not in ". "
    assert all(char.isprintable() for char in stem if char != " ")
    assert len(stem) <= MAX_STEM


def test_a_file_of_the_same_content_is_the_answer(tmp_path):
    first = publish(b"one", tmp_path / "new", "PO-1", ".xlsx")
    stamp = first.stat().st_mtime_ns
    assert publish(b"one", tmp_path / "new", "PO-1", ".xlsx") == first
    assert first.stat().st_mtime_ns == stamp
    assert [path.name for path in first.parent.iterdir()] == ["PO-1.xlsx"]


def test_a_file_of_other_content_is_left_alone(tmp_path):
    (tmp_path / "PO-1.xlsx").write_bytes(b"theirs")
    (tmp_path / "PO-1 (2).xlsx").mkdir()
    path = publish(b"ours", tmp_path, "PO-1", ".xlsx")
    assert (path.name, path.read_bytes()) == ("PO-1 (3).xlsx", b"ours")
    assert (tmp_path / "PO-1.xlsx").read_bytes() == b"theirs"
    assert publish(b"ours", tmp_path, "PO-1", ".xlsx") == path


def test_a_file_that_appears_while_we_write_is_left_alone(tmp_path, monkeypatch):
    rename = file_names._rename_without_overwriting

    def faster_neighbour(source, target):
        if target.name == "PO-1.xlsx":
            target.write_bytes(b"theirs")
        rename(source, target)

    monkeypatch.setattr(file_names, "_rename_without_overwriting", faster_neighbour)
    assert publish(b"ours", tmp_path, "PO-1", ".xlsx").name == "PO-1 (2).xlsx"
    assert (tmp_path / "PO-1.xlsx").read_bytes() == b"theirs"
    assert len(list(tmp_path.iterdir())) == 2


def test_nothing_is_left_behind_when_writing_fails(tmp_path, monkeypatch):
    def disk_full(source, target):
        raise OSError("No space left on device")

    monkeypatch.setattr(file_names, "_rename_without_overwriting", disk_full)
    with pytest.raises(OSError, match="No space"):
        publish(b"ours", tmp_path, "PO-1", ".xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_hard_links_is_served_too(tmp_path, monkeypatch):
    def no_links(source, target):
        raise OSError("Operation not supported")

    monkeypatch.setattr(file_names.os, "link", no_links)
    path = publish(b"ours", tmp_path, "PO-1", ".xlsx")
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"ours"]
    assert publish(b"other", tmp_path, "PO-1", ".xlsx").name == "PO-1 (2).xlsx"
    assert path.read_bytes() == b"ours"
