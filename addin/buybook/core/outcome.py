"""What a rule answers: the changes it proposes and what the buyer should know. Errors are data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from buybook.findings import Finding, Severity

Change = TypeVar("Change")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Change]):
    """The answer of a rule: changes to make, in order, and findings; either may be empty."""

    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Tell whether something is wrong or missing until somebody mends it."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)
