"""The terminal: every command of the ribbon is a verb here. People read its text, programs read `--json`."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from buybook import __version__
from buybook.excel.places import here
from buybook.excel.verbs import add_verbs
from buybook.options import read_option
from buybook.registry import Command, Option, OptionKind, command_named, commands
from buybook.run import UNREADABLE, WRONG_CALL, Request, Result, run
from buybook.terminal import show
from buybook.vocabulary import LANGUAGES, words
from buybook.vocabulary.files import keep_in

_WORDS = words("en")
_PIPE_WIDTH = 140


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the terminal's program; give its exit status."""
    _keep_words()
    given = sys.argv[1:] if arguments is None else arguments
    parser = build_parser(given[0] if given else "")
    chosen = parser.parse_args(given)
    if chosen.verb is None:
        parser.print_help()
        return WRONG_CALL
    if chosen.verb == "demo":
        return _demo(chosen)
    if "act" in chosen:
        return int(chosen.act(chosen))
    try:
        request = _request(chosen)
    except ValueError as error:
        print(f"buybook {chosen.verb}: {error}", file=sys.stderr)
        return WRONG_CALL
    try:
        result = _run(request, quiet=chosen.json)
    except Exception:
        # A fault of ours: the buyer gets a sentence, support gets the trace.
        traceback.print_exc()
        answer = {"error": {"code": "internal", "text": _WORDS.label("internal")}, "findings": []}
        print(json.dumps(answer) if chosen.json else _WORDS.label("internal"))
        return UNREADABLE
    _print(result, request, as_json=chosen.json)
    return result.status


def _keep_words() -> None:
    """Let what is made of the words be kept for the next start: it takes longer than to recognise many a workbook."""
    try:
        keep_in(here().words)
    except RuntimeError:  # a user without a home folder: nothing is kept
        return


def _run(request: Request, *, quiet: bool) -> Result:
    progress = Console(stderr=True)
    if quiet or not progress.is_terminal:
        return run(request)
    with progress.status(_WORDS.label("progress").format(name=request.workbook.name)):
        return run(request)


def _print(result: Result, request: Request, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result.answer, ensure_ascii=False, allow_nan=False))
        if result.failure is not None:
            print(result.failure, file=sys.stderr)
    elif result.failure is not None:
        Console(stderr=True).print(f"[bold red]{request.workbook.name}[/]: {result.failure}", highlight=False)
    else:
        show(result, request, _console())


def _console() -> Console:
    """A console that is wide enough for a table where the output goes to a file or a pipe."""
    console = Console()
    return console if console.is_terminal else Console(width=_PIPE_WIDTH)


def build_parser(verb: str = "") -> argparse.ArgumentParser:
    """Give the parser of the terminal's arguments: a verb for each command, and the demo.

    Where a verb is given that is a command's, no other command is loaded, nor known to the parser.
    """
    parser = argparse.ArgumentParser(prog="buybook", description=_WORDS.label("program"))
    parser.add_argument("--version", action="version", version=f"buybook {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    for command in _commands(verb):
        _add_verb(verbs, command)
    demo = verbs.add_parser("demo", help=_WORDS.label("help.demo"), description=_WORDS.label("help.demo"))
    demo.add_argument("folder", nargs="?", type=Path, default=Path("Buybook demo"), metavar="FOLDER")
    demo.add_argument("--language", choices=LANGUAGES, default="en", help=_WORDS.label("option.language"))
    demo.add_argument("--today", type=_date, metavar="YYYY-MM-DD", help=_WORDS.label("option.today"))
    add_verbs(verbs)
    return parser


def _commands(verb: str) -> Iterable[Command]:
    try:
        return [command_named(verb)] if verb.isidentifier() else commands().values()
    except KeyError:
        return commands().values()


def _add_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser], command: Command) -> None:
    text = _WORDS.label(f"help.{command.name}")
    verb = verbs.add_parser(command.name, help=text, description=text)
    verb.add_argument("workbook", type=Path, metavar="WORKBOOK", help=_WORDS.label("option.workbook"))
    for option in command.options:
        if option.kind is OptionKind.FLAG:
            verb.add_argument(
                "--" + option.name.replace("_", "-"),
                dest=f"option_{option.name}",
                action="store_true",
                help=_WORDS.label(f"option.{command.name}.{option.name}"),
            )
            continue
        verb.add_argument(
            "--" + option.name.replace("_", "-"),
            dest=f"option_{option.name}",
            required=option.required,
            metavar=_metavar(option),
            help=_WORDS.label(f"option.{command.name}.{option.name}"),
        )
    verb.add_argument("--today", type=_date, metavar="YYYY-MM-DD", help=_WORDS.label("option.today"))
    verb.add_argument("--config", type=Path, metavar="FILE", help=_WORDS.label("option.config"))
    verb.add_argument("--output", type=Path, metavar="FILE", help=_WORDS.label("option.output"))
    verb.add_argument("--dry-run", action="store_true", help=_WORDS.label("option.dry_run"))
    verb.add_argument("--language", choices=LANGUAGES, help=_WORDS.label("option.language"))
    verb.add_argument("--json", action="store_true", help=_WORDS.label("option.json"))


def _metavar(option: Option) -> str:
    return {
        OptionKind.NUMBER: "N",
        OptionKind.DATE: "YYYY-MM-DD",
        OptionKind.ROWS: "5:9,12",
        OptionKind.FILE: "FILE",
    }.get(option.kind, option.name.upper())


def _request(chosen: argparse.Namespace) -> Request:
    command = command_named(chosen.verb)
    given = {option.name: getattr(chosen, f"option_{option.name}") for option in command.options}
    options = {
        option.name: _value(option, given[option.name]) for option in command.options if given[option.name]
    }
    return Request(
        chosen.verb,
        chosen.workbook,
        options,
        today=chosen.today or dt.date.today(),
        config=chosen.config,
        output=chosen.output,
        dry_run=chosen.dry_run,
        language=chosen.language,
    )


def _value(option: Option, text: str) -> object:
    try:
        return read_option(option, text)
    except ValueError:
        raise ValueError(
            _WORDS.label(f"wrong.{option.kind.value}").format(option="--" + option.name, value=text)
        ) from None


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _WORDS.label("wrong.date").format(option="", value=text).strip()
        ) from None


def _demo(chosen: argparse.Namespace) -> int:
    from buybook.demo import run_demo

    return run_demo(chosen.folder, chosen.language, chosen.today or dt.date.today(), _console())
