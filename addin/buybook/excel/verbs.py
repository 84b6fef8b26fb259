"""The terminal's verbs that are about this machine rather than about a workbook's content.

Only the words are read here; what a verb does is imported when it is called.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from buybook.vocabulary import LANGUAGES, words

_WORDS = words("en")


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs; each sets `act`, which takes the arguments and gives the exit status."""
    _add_installing(verbs)
    _add_doctor(verbs)
    _add_functions(verbs)
    _add_schedule(verbs)
    _add_run_scheduled(verbs)


def _add_installing(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, act in (("install", _install), ("uninstall", _uninstall)):
        verb = _verb(verbs, name)
        verb.add_argument("--dry-run", action="store_true", help=_WORDS.label("option.dry_run"))
        verb.add_argument("--language", choices=LANGUAGES, help=_WORDS.label("option.language"))
        verb.add_argument("--json", action="store_true", help=_WORDS.label("option.json"))
        verb.set_defaults(act=act)


def _add_doctor(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _verb(verbs, "doctor")
    verb.add_argument("--language", choices=LANGUAGES, help=_WORDS.label("option.language"))
    verb.add_argument("--json", action="store_true", help=_WORDS.label("option.json"))
    verb.add_argument("--quick", action="store_true", help=_help("doctor.quick"))
    verb.set_defaults(act=_doctor)


def _add_functions(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _verb(verbs, "functions")
    verb.add_argument("name", nargs="?", metavar="NAME", help=_help("functions.name"))
    verb.add_argument("--libreoffice", type=Path, metavar="FILE", help=_help("functions.libreoffice"))
    verb.add_argument("--language", choices=LANGUAGES, default="en", help=_WORDS.label("option.language"))
    verb.add_argument("--json", action="store_true", help=_WORDS.label("option.json"))
    verb.set_defaults(act=_functions)


def _add_schedule(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _verb(verbs, "schedule")
    verb.add_argument(
        "workbook", nargs="?", type=Path, metavar="WORKBOOK", help=_WORDS.label("option.workbook")
    )
    verb.add_argument("--at", type=_time, metavar="HH:MM", help=_help("schedule.at"))
    verb.add_argument("--weekdays", action="store_true", help=_help("schedule.weekdays"))
    _add_run_options(verb)
    acts = verb.add_mutually_exclusive_group()
    acts.add_argument("--list", action="store_true", help=_help("schedule.list"))
    acts.add_argument("--remove", action="store_true", help=_help("schedule.remove"))
    acts.add_argument("--print", action="store_true", help=_help("schedule.print"))
    verb.add_argument("--json", action="store_true", help=_WORDS.label("option.json"))
    verb.set_defaults(act=_schedule)


def _add_run_scheduled(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _verb(verbs, "run-scheduled")
    verb.add_argument(
        "workbook", nargs="?", type=Path, metavar="WORKBOOK", help=_WORDS.label("option.workbook")
    )
    verb.add_argument("--entry", metavar="ID", help=_help("run-scheduled.entry"))
    _add_run_options(verb)
    verb.set_defaults(act=_run_scheduled)


def _add_run_options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--config", type=Path, metavar="FILE", help=_WORDS.label("option.config"))
    verb.add_argument("--summary", type=Path, metavar="FILE", help=_help("schedule.summary"))
    verb.add_argument("--language", choices=LANGUAGES, help=_WORDS.label("option.language"))


def _verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str) -> argparse.ArgumentParser:
    text = _WORDS.label(f"help.{name}")
    return verbs.add_parser(name, help=text, description=text)


def _help(option: str) -> str:
    return _WORDS.label(f"option.{option}")


def _time(text: str) -> dt.time:
    try:
        return dt.datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise argparse.ArgumentTypeError(_WORDS.label("wrong.time").format(value=text)) from None


def _install(chosen: argparse.Namespace) -> int:
    from buybook.excel.install_verb import run_install

    return run_install(chosen)


def _uninstall(chosen: argparse.Namespace) -> int:
    from buybook.excel.install_verb import run_uninstall

    return run_uninstall(chosen)


def _functions(chosen: argparse.Namespace) -> int:
    from buybook.excel.functions_verb import run_functions

    return run_functions(chosen)


def _doctor(chosen: argparse.Namespace) -> int:
    from buybook.excel.doctor.verb import doctor

    return doctor(chosen)


def _schedule(chosen: argparse.Namespace) -> int:
    from buybook.excel.schedule.verb import schedule

    return schedule(chosen)


def _run_scheduled(chosen: argparse.Namespace) -> int:
    from buybook.excel.schedule.verb import run_scheduled

    return run_scheduled(chosen)
