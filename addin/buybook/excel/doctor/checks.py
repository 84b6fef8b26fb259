"""The checks, in the order in which one would mend things."""

from __future__ import annotations

from buybook.excel.doctor import addin, machine, python
from buybook.excel.doctor.verdict import Check

CHECKS = (
    Check("python", python.python),
    Check("environment", python.environment),
    Check("packages", python.packages),
    Check("xlwings", python.xlwings),
    Check("excel", addin.excel),
    Check("addin", addin.addin),
    Check("interpreter", addin.interpreter),
    Check("settings", addin.settings),
    Check("trust", addin.trust),
    Check("library", addin.library),
    Check("script", addin.script),
    Check("folders", machine.folders),
    Check("schedule", machine.schedule),
    Check("cloud", machine.cloud),
    Check("libreoffice", machine.libreoffice),
)
