"""Running another program: without a shell, without a window, with its answer."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from typing import TypeAlias

from buybook.frozen import frozen

_LONGEST = 60  # seconds: schedulers answer at once
_NOT_THERE, _TOO_SLOW = 127, 124  # as shells have it


@frozen
class Finished:
    """How a program ended, and what it said."""

    status: int
    output: str = ""


Runner: TypeAlias = "Callable[[Sequence[str]], Finished]"


def run_program(arguments: Sequence[str]) -> Finished:
    """Run a program to its end; one that is not there or hangs ends with 127 or 124, as in a shell."""
    try:
        done = subprocess.run(
            list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_LONGEST,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return Finished(_TOO_SLOW, f"{arguments[0]}: no answer in {_LONGEST} s")
    except OSError as error:
        return Finished(_NOT_THERE, f"{arguments[0]}: {error.strerror or error}")
    return Finished(done.returncode, done.stdout.strip())
