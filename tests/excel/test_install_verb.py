"""`buybook install` and `uninstall` in the terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from buybook.cli import main
from buybook.excel import install_verb
from buybook.excel.installed_addin import addin_rows
from buybook.excel.places import Places, System


def on(system: System, home: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    places = Places(system, home, {})
    monkeypatch.setattr(install_verb, "here", lambda: places)
    return places


@pytest.mark.parametrize("language", ["en", "sv", "nl"])
@pytest.mark.parametrize("system", [System.WINDOWS, System.MACOS])
def test_install_and_uninstall(
    system: System,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places = on(system, tmp_path, monkeypatch)
    assert main(["install", "--dry-run", "--language", language]) == 0
    assert not places.addin.exists()
    assert main(["install", "--language", language]) == 0
    assert str(places.addin) in capsys.readouterr().out
    assert addin_rows(places.addin.read_bytes())["INTERPRETER_WIN"] == sys.executable
    assert addin_rows(places.addin.read_bytes())["LANGUAGE"] == language
    assert main(["install", "--json"]) == 0  # the language stays that of the add-in
    files = json.loads(capsys.readouterr().out)["files"]
    assert {each["act"] for each in files} == {"same"}
    assert main(["uninstall", "--language", language]) == 0
    assert not places.addin.exists()
    assert main(["uninstall"]) == 0
    assert "Nothing is installed." in capsys.readouterr().out


@pytest.mark.parametrize(("language", "word"), [("en", "terminal"), ("sv", "terminalen"), ("nl", "terminal")])
def test_linux_is_told_what_works_there(
    language: str,
    word: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    on(System.LINUX, tmp_path, monkeypatch)
    assert main(["install", "--language", language]) == 2
    said = capsys.readouterr().err
    assert word in said and "LibreOffice" in said and "buybook schedule" in said
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_one_sentence_and_a_json_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places = on(System.WINDOWS, tmp_path, monkeypatch)
    places.addin.parent.mkdir(parents=True)
    places.addin.write_bytes(b"mine")
    assert main(["install", "--json"]) == 3
    told = capsys.readouterr()
    assert json.loads(told.out)["error"]["code"] == "install_not_ours"
    assert str(places.addin) in told.err


def test_another_xlwings_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on(System.WINDOWS, tmp_path, monkeypatch)
    monkeypatch.setattr("xlwings.__version__", "0.99.0")
    assert main(["install"]) == 3
    assert "The add-in could not be made: The add-in is made for xlwings" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
