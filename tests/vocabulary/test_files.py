"""Words are the same whether they are read from what they are written in or from where they were kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from buybook.vocabulary import files


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_read", {})
    monkeypatch.setattr(files, "_kept_in", [])


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


@pytest.fixture
def two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two of the files be all there are."""
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    for name in ("en.yaml", "sv.yaml"):
        shutil.copy(files.FOLDER / name, folder)
    monkeypatch.setattr(files, "FOLDER", folder)


@pytest.mark.usefixtures("two_files")
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"content": {}}', b'{"stamp": [], "content": {"en.yaml": {}}}', b"\xff"],
)
def test_what_is_no_longer_true_or_not_whole_is_made_anew(content: bytes, tmp_path: Path) -> None:
    words = tmp_path / "own" / "words.json"
    files.keep_in(words)
    (kept,) = words.parent.iterdir()
    kept.write_bytes(content)
    files.keep_in(words)
    assert files.read("en.yaml")["language"] == "en"
    assert json.loads(kept.read_bytes())["content"]["en.yaml"]["language"] == "en"
    assert [*words.parent.iterdir()] == [kept]


def test_a_profile_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("in the way")
    files.keep_in(tmp_path / "own" / "words.json")
    assert files.read("sv.yaml")["language"] == "sv"


def test_what_is_made_of_the_words_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"times": len(made)}

    maker = tmp_path / "maker.py"
    maker.write_text("one way")
    without = [files.derived("counts", [maker], make)["times"] for _ in range(2)]
    assert without == [1, 2]
    files.keep_in(tmp_path / "words.json")
    assert [files.derived("counts", [maker], make)["times"] for _ in range(2)] == [3, 3]
    maker.write_text("another way")
    assert files.derived("counts", [maker], make) == {"times": 4}
    monkeypatch.setattr(files, "_stamp", lambda: [["other words"]])
    assert files.derived("counts", [maker], make) == {"times": 5}


def test_two_installations_keep_their_words_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "en.yaml").write_text(f"language: {folder}\n", encoding="utf-8")
    for folder in ("one", "other", "one"):
        monkeypatch.setattr(files, "FOLDER", tmp_path / folder)
        files.keep_in(tmp_path / "words.json")
        assert files.read("en.yaml") == {"language": folder}
    assert len([*tmp_path.glob("words*.json")]) == 2
