"""The reference page's part on the verbs that are about this machine."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from buybook.excel.verbs import add_verbs


def verb_lines() -> Iterator[str]:
    """Give the part as lines of Markdown, from the verbs' own declarations."""
    yield ""
    yield "## On this machine"
    verbs = argparse.ArgumentParser(prog="buybook").add_subparsers()
    add_verbs(verbs)
    for name, verb in verbs.choices.items():
        yield from _verb(name, verb)


def _verb(name: str, verb: argparse.ArgumentParser) -> Iterator[str]:
    actions = [action for action in verb._actions if action.dest != "help"]
    places = [f"[{action.metavar}]" for action in actions if not action.option_strings]
    yield ""
    yield f"### `{' '.join(['buybook', name, *places])}`"
    yield ""
    yield verb.description or ""
    yield ""
    yield "| option | |"
    yield "|---|---|"
    for action in actions:
        if action.option_strings:
            value = f" {action.metavar}" if action.metavar else ""
            yield f"| `{action.option_strings[0]}{value}` | {action.help} |"
