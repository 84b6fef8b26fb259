"""What can be wrong in a file of settings, and where in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.vocabulary import words


@frozen
class SettingProblem:
    """One thing that is wrong in a file of settings.

    `code` names a message of the vocabulary and `values` fill it; `file`, `line` (from 1) and `path` (the
    keys down to the value, with dots) say where.
    """

    code: str
    file: str
    line: int
    path: str
    values: Mapping[str, object]

    def finding(self) -> Finding:
        """Give the problem as a finding."""
        return Finding(self.code, Severity.ERROR, self._values())

    def sentence(self, language: str = "en") -> str:
        """Give the place, what is wrong there, and what to write instead."""
        text = words(language).text(self.code, self._values())
        remedy = words(language).remedy(self.code, self._values())
        place = f"{self.file}:{self.line}" + (f" ({self.path})" if self.path else "")
        return f"{place}: {text} {remedy}".rstrip()

    def _values(self) -> dict[str, object]:
        return {"file": self.file, "line": self.line, "path": self.path, **self.values}


class SettingsError(Exception):
    """A file of settings cannot be used; `problems` holds everything that is wrong in it, in its order."""

    def __init__(self, problems: Sequence[SettingProblem]) -> None:
        self.problems: tuple[SettingProblem, ...] = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__(self.text())

    def text(self, language: str = "en") -> str:
        """Give all problems in a language of the vocabulary, one a line."""
        return "\n".join(problem.sentence(language) for problem in self.problems)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The problems as findings."""
        return tuple(problem.finding() for problem in self.problems)
