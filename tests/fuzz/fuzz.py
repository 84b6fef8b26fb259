"""Fuzz the package layer with atheris: `python tests/fuzz/fuzz.py sheet --seconds 900 --findings found`.

The targets are `zip`, `sheet`, `parts` and `formula` (see `targets.py`). atheris is not among the dependencies:
`pip install atheris`. A run ends at the first finding unless `--findings` names a folder: then one input of each
kind of failure is kept there and the run goes on. An input that takes more than five seconds or a gigabyte ends
the run in either case; libFuzzer then writes it to the working folder. What was found becomes a test with its
bytes in it (`test_fuzz.py`).
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "xlsx"), str(HERE.parents[1] / "addin")]

import atheris  # noqa: E402

with atheris.instrument_imports(include=["buybook.xlsx"]):
    from targets import TARGETS, Target


def _kind(error: BaseException) -> str:
    """What tells one finding from another: the exception, and where in our code it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "buybook" in frame.filename] or list(frames)
    place = f"{Path(ours[-1].filename).stem}-{ours[-1].name}-{ours[-1].lineno}"
    return f"{type(error).__name__}-{place}"


class Run:
    """One target, with what it has found."""

    def __init__(self, target: Target, findings: Path | None, seconds: float) -> None:
        self._target = target
        self._findings = findings
        self._end = time.monotonic() + seconds
        self._known: set[str] = set()
        self.executions = 0

    def __call__(self, data: bytes) -> None:
        """One input."""
        self.executions += 1
        try:
            self._target.run(data)
        except Exception as error:
            if self._findings is None:
                raise
            self._keep(_kind(error), data, error)

    def _keep(self, kind: str, data: bytes, error: Exception) -> None:
        if kind in self._known or self._findings is None:
            return
        self._known.add(kind)
        self._findings.mkdir(parents=True, exist_ok=True)
        (self._findings / f"{kind}.input").write_bytes(data)
        story = "".join(traceback.format_exception(error))
        (self._findings / f"{kind}.txt").write_text(story, "utf-8", "replace")


def main() -> None:
    """Read the arguments and start libFuzzer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=900)
    parser.add_argument("--runs", type=int, default=-1, help="so many inputs at most")
    parser.add_argument("--findings", type=Path, help="a folder for what is found; the run then goes on")
    parser.add_argument("--corpus", type=Path, help="a folder that keeps the interesting inputs")
    arguments = parser.parse_args()
    target = TARGETS[arguments.target]
    run = Run(target, arguments.findings, arguments.seconds)
    corpus = arguments.corpus or Path(f"fuzz-corpus-{arguments.target}")
    corpus.mkdir(parents=True, exist_ok=True)
    for place, seed in enumerate(target.seeds):
        (corpus / f"seed-{place}").write_bytes(seed)
    options = [
        sys.argv[0], str(corpus), f"-max_total_time={arguments.seconds}", f"-runs={arguments.runs}",
        "-timeout=5", "-rss_limit_mb=1024", "-max_len=65536", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup(options, run, custom_mutator=target.mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
