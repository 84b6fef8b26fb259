"""`buybook install` and `buybook uninstall` in the terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial

from rich.console import Console
from rich.markup import escape

from buybook.excel.addin import AddinSettings, build_addin
from buybook.excel.installed_addin import addin_rows
from buybook.excel.installing import Act, Done, install, items, uninstall
from buybook.excel.macros import MAC_SCRIPT, macro
from buybook.excel.places import Places, here
from buybook.excel.refusals import RefusedError
from buybook.excel.xlwings_vba import XlwingsChangedError
from buybook.vocabulary import LANGUAGES, Words, words

_DONE, _WRONG, _REFUSED = 0, 2, 3


def run_install(chosen: argparse.Namespace) -> int:
    """Install the add-in for this user; give the exit status."""
    return _told(chosen, "install", lambda places: _install(places, chosen))


def run_uninstall(chosen: argparse.Namespace) -> int:
    """Take away what was installed; give the exit status."""
    return _told(chosen, "uninstall", lambda places: uninstall(places.installed, dry_run=chosen.dry_run))


def _install(places: Places, chosen: argparse.Namespace) -> list[Done]:
    language = chosen.language or _language(places)
    try:
        wanted = items(places, sys.executable, partial(_build, language), macro(MAC_SCRIPT))
    except (XlwingsChangedError, ValueError) as error:
        raise RefusedError("install_not_built", detail=error) from error
    return install(wanted, places.installed, dry_run=chosen.dry_run)


def _build(language: str, interpreter: str) -> bytes:
    return build_addin(AddinSettings(interpreter, language))


def _language(places: Places) -> str:
    """Give the language of the functions' help where none is asked for: that of the add-in that is there."""
    path = places.addin
    rows = addin_rows(path.read_bytes()) if path is not None and path.is_file() else None
    kept = (rows or {}).get("LANGUAGE", "")
    return kept if kept in LANGUAGES else LANGUAGES[0]


def _told(chosen: argparse.Namespace, verb: str, act: Callable[[Places], list[Done]]) -> int:
    said = words(chosen.language or "en")
    places = here()
    try:
        done = act(places)
    except RefusedError as error:
        if chosen.json:
            told = {"code": error.code, "text": error.sentence(said)}
            print(json.dumps({"error": told, "findings": []}, ensure_ascii=False))
        print(f"buybook {verb}: {error.sentence(said)}", file=sys.stderr)
        return _WRONG if error.code == "install_no_excel" else _REFUSED
    if chosen.json:
        files = [{"kind": each.kind, "path": str(each.path), "act": each.act.value} for each in done]
        print(json.dumps({"files": files, "dry_run": chosen.dry_run, "findings": []}, ensure_ascii=False))
    else:
        _show(done, verb, said, dry_run=chosen.dry_run)
    return _DONE


def _show(done: Sequence[Done], verb: str, said: Words, *, dry_run: bool) -> None:
    console = Console(soft_wrap=True)
    if not done:
        console.print(said.label("uninstall.nothing"), highlight=False)
        return
    for each in done:
        line = said.label(f"install.act.{each.act.value}").format(
            what=said.label(f"install.{each.kind}"), path=each.path
        )
        console.print(escape(line), highlight=False)
    if dry_run:
        console.print(said.label("install.dry_run"), highlight=False)
    elif any(each.act in (Act.WRITTEN, Act.REMOVED) for each in done):
        console.print(said.label(f"{verb}.next"), highlight=False)
