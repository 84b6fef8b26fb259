"""Words are the same whether they are read from what they are written in or from where they were kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from buybook.vocabulary import files


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_read", {})


def contents() -> dict[str, object]:
    return {name: files.read(name) for name in files.names("*.yaml")}


def test_what_is_kept_is_what_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = contents()
    kept = tmp_path / "own" / "words.json"
    files.keep_in(kept)
    monkeypatch.setattr(files, "_read", {})
    monkeypatch.setattr(files, "_parsed", None)  # nothing is read from YAML now
    files.keep_in(kept)
    assert contents() == written


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"files": 1}', b'{"stamp": [], "files": {"en.yaml": {}}}', b"\xff"],
)
def test_what_is_no_longer_true_or_not_whole_is_made_anew(content: bytes, tmp_path: Path) -> None:
    kept = tmp_path / "words.json"
    kept.write_bytes(content)
    files.keep_in(kept)
    assert files.read("en.yaml")["language"] == "en"
    assert json.loads(kept.read_bytes())["files"]["en.yaml"]["language"] == "en"
    assert [path.name for path in tmp_path.iterdir()] == ["words.json"]


def test_a_profile_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("in the way")
    files.keep_in(tmp_path / "own" / "words.json")
    assert files.read("sv.yaml")["language"] == "sv"
