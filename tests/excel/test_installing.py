"""Installing and removing the add-in, for the folders of Windows and macOS."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from buybook.excel.addin import AddinSettings, build_addin
from buybook.excel.installed_addin import addin_rows
from buybook.excel.installing import Act, install, items, uninstall
from buybook.excel.places import Places, System
from buybook.excel.refusals import RefusedError

PYTHON = "C:\\Users\\x, y\\venv\\Scripts\\python.exe"
SCRIPT = "-- Ours\non run\nend run\n"
EXCEL = [System.WINDOWS, System.MACOS]


def build(interpreter: str) -> bytes:
    return build_addin(AddinSettings(interpreter))


@pytest.fixture(params=EXCEL)
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Places:
    home = tmp_path / "home"
    home.mkdir()
    return Places(request.param, home, {})


def wanted(places: Places, interpreter: str = PYTHON):
    return items(places, interpreter, build, SCRIPT)


def put(places: Places, interpreter: str = PYTHON, **more: bool) -> dict[str, Act]:
    return {each.kind: each.act for each in install(wanted(places, interpreter), places.installed, **more)}


def take(places: Places, **more: bool) -> dict[str, Act]:
    return {each.kind: each.act for each in uninstall(places.installed, **more)}


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


FILES = {
    System.WINDOWS: {"AppData/Roaming/Microsoft/Excel/XLSTART/Buybook.xlam", ".buybook/buybook.conf"},
    System.MACOS: {
        "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel/Buybook.xlam",
        "Library/Containers/com.microsoft.Excel/Data/buybook.conf",
        "Library/Application Scripts/com.microsoft.Excel/Buybook.applescript",
    },
}


def test_everything_is_put_in_its_fixed_place(places: Places) -> None:
    assert set(put(places).values()) == {Act.WRITTEN}
    files = {name for name, content in tree(places.home).items() if content is not None}
    assert files == FILES[places.system] | {".buybook/installed.json"}
    rows = addin_rows(places.addin.read_bytes())
    assert (rows["INTERPRETER_WIN"], rows["INTERPRETER_MAC"]) == (PYTHON, PYTHON)
    name = "INTERPRETER_MAC" if places.system is System.MACOS else "INTERPRETER_WIN"
    assert places.settings_file.read_text(encoding="ascii") == f'"{name}","{PYTHON}"\n'


def test_a_second_time_changes_nothing_and_removing_leaves_nothing(places: Places) -> None:
    before = tree(places.home)
    put(places)
    once = tree(places.home)
    assert set(put(places).values()) == {Act.SAME}
    assert tree(places.home) == once
    assert set(take(places).values()) == {Act.REMOVED}
    left = tree(places.home)
    left.pop(".buybook", None)  # the user's folder of ours may hold logs
    assert left == before
    assert take(places) == {}


def test_a_new_interpreter_takes_the_place_of_the_old_one(places: Places) -> None:
    put(places)
    other = PYTHON.replace("venv", "other")
    assert {act for kind, act in put(places, other).items() if kind != "script"} == {Act.WRITTEN}
    assert addin_rows(places.addin.read_bytes())["INTERPRETER_WIN"] == other


def test_a_preview_writes_nothing(places: Places) -> None:
    assert set(put(places, dry_run=True).values()) == {Act.WRITTEN}
    assert tree(places.home) == {}
    put(places)
    before = tree(places.home)
    assert set(take(places, dry_run=True).values()) == {Act.REMOVED}
    assert tree(places.home) == before


@pytest.mark.parametrize("content", [b"", b"PK not a package", b"mine"])
def test_a_file_that_is_not_ours_is_never_overwritten(content: bytes, places: Places) -> None:
    places.addin.parent.mkdir(parents=True)
    places.addin.write_bytes(content)
    before = tree(places.home)
    with pytest.raises(RefusedError) as refused:
        put(places)
    assert refused.value.code == "install_not_ours"
    assert tree(places.home) == before


def test_an_add_in_of_ours_is_known_without_the_list(places: Places) -> None:
    put(places, PYTHON.replace("venv", "old"))
    places.installed.unlink()
    places.settings_file.unlink()
    assert put(places)["addin"] is Act.WRITTEN
    assert take(places)["addin"] is Act.REMOVED


def test_settings_that_somebody_chose_are_left_alone(places: Places) -> None:
    places.settings_file.parent.mkdir(parents=True)
    places.settings_file.write_text('"USE UDF SERVER","true"\n', encoding="ascii")
    assert put(places)["settings"] is Act.KEPT
    take(places)
    assert places.settings_file.read_text(encoding="ascii") == '"USE UDF SERVER","true"\n'


def test_what_was_changed_since_is_not_removed(places: Places) -> None:
    put(places)
    places.settings_file.write_text("changed", encoding="ascii")
    acts = take(places)
    assert (acts["settings"], acts["addin"]) == (Act.KEPT, Act.REMOVED)
    assert places.settings_file.read_text(encoding="ascii") == "changed"


def test_what_is_gone_already_is_told(places: Places) -> None:
    put(places)
    places.addin.unlink()
    assert take(places)["addin"] is Act.GONE


def hold(path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a file one that Excel has open: by its owner file, or as Windows refuses to replace and delete it."""
    if how == "owner file":
        path.with_name("~$" + path.name).write_bytes(b"\x03Eva")
        return
    replace, unlink = Path.replace, Path.unlink

    def refusing(self: Path, target: Path) -> Path:
        if target == path:
            raise PermissionError(13, "The process cannot access the file")
        return replace(self, target)

    def keeping(self: Path, missing_ok: bool = False) -> None:
        if self == path:
            raise PermissionError(13, "The process cannot access the file")
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", refusing)
    monkeypatch.setattr(Path, "unlink", keeping)


@pytest.mark.parametrize("how", ["owner file", "held"])
@pytest.mark.parametrize(
    "act", [lambda places: put(places, PYTHON + "x"), take], ids=["install", "uninstall"]
)
def test_an_add_in_that_excel_holds_is_refused(
    how: str, act, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(places)
    before = places.addin.read_bytes()
    hold(places.addin, how, monkeypatch)
    with pytest.raises(RefusedError) as refused:
        act(places)
    assert refused.value.code == "install_open"
    assert places.addin.read_bytes() == before
    assert [path.name for path in places.addin.parent.parent.iterdir() if path.name.startswith(".~")] == []


def test_nothing_is_left_in_the_folder_that_excel_starts_with(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    replace = Path.replace

    def noting(self: Path, target: Path) -> Path:
        seen.append(self)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noting)
    put(places)
    assert seen and not any(path.parent == places.addin.parent for path in seen)


def test_an_interpreter_that_excel_could_not_read_stands_in_the_add_in_alone(places: Places) -> None:
    assert "settings" not in put(places, "/Users/åsa/venv/bin/python")
    assert addin_rows(places.addin.read_bytes())["INTERPRETER_MAC"] == "/Users/åsa/venv/bin/python"


def test_a_damaged_list_is_told(places: Places) -> None:
    put(places)
    places.installed.write_text('{"files": 7}', encoding="utf-8")
    for act in (put, take):
        with pytest.raises(RefusedError) as refused:
            act(places)
        assert refused.value.code == "install_list_damaged"
    places.installed.unlink()
    assert set(put(places).values()) == {Act.SAME}


def test_the_list_says_what_was_put_where(places: Places) -> None:
    put(places)
    kept = json.loads(places.installed.read_text(encoding="utf-8"))
    assert {each["path"] for each in kept["files"]} == {
        str(places.home / name) for name in FILES[places.system]
    }


def test_windows_roaming_folder_may_be_elsewhere(tmp_path: Path) -> None:
    moved = Places(System.WINDOWS, tmp_path, {"APPDATA": str(tmp_path / "redirected")})
    assert moved.addin == tmp_path / "redirected" / "Microsoft" / "Excel" / "XLSTART" / "Buybook.xlam"


def test_linux_has_no_excel(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        items(Places(System.LINUX, tmp_path, {}), PYTHON, build, SCRIPT)
    assert refused.value.code == "install_no_excel"
