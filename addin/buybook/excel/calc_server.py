"""Answers the functions that LibreOffice Calc asks for: a line of JSON in, a line of JSON out, until the input ends.

A request names a function and gives its cells; null is an argument that was left out.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping
from typing import IO, Any

from buybook.excel.user_settings import log_failure, user_settings
from buybook.functions.calling import MISSING, call, sentence
from buybook.functions.surroundings import Surroundings
from buybook.registry import Function, functions
from buybook.vocabulary import LANGUAGES

_EPOCH = dt.datetime(1899, 12, 30)


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer every request of a stream."""
    declared = functions()
    for line in requests:
        request = json.loads(line)
        answer = _answer(declared[request["name"]], request)
        answers.write(json.dumps({"answer": answer}).encode("utf-8") + b"\n")
        answers.flush()


def _answer(function: Function, request: Mapping[str, Any]) -> object:
    settings = user_settings()
    asked = request["language"] if request["language"] in LANGUAGES else "en"
    around = Surroundings(
        asked if settings.language == "auto" else settings.language, dt.date.today(), settings
    )
    cells = [MISSING if each is None else each for each in request["cells"]]
    try:
        answer = call(function, cells, around)
    except Exception as error:
        # A fault of ours: the buyer gets a sentence, support gets the trace.
        log_failure(error, function.name)
        return sentence("internal", "", {}, around)
    return [list(map(_plain, row)) for row in answer] if isinstance(answer, list) else _plain(answer)


def _plain(value: object) -> object:
    """Give a value as Calc has it: a date is the number of its day, and rows take no whole numbers."""
    if isinstance(value, dt.datetime):
        return (value - _EPOCH) / dt.timedelta(days=1)
    return float(value) if type(value) is int else value


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
