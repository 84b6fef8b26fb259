"""Where things of a user lie on their machine: ours, Excel's and the scheduler's.

Nothing here looks at the machine but `here`; all paths follow from the system, the home folder and the environment,
so that those of Windows and macOS can be told anywhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class System(StrEnum):
    """The operating systems that differ for us; whatever is neither Windows nor macOS is like Linux."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"


@dataclass(frozen=True)
class Places:
    """The places of one user."""

    system: System
    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def own(self) -> Path:
        """The folder for all that Buybook keeps of this user, in one fixed place."""
        return self.home / ".buybook"

    @property
    def logs(self) -> Path:
        """The folder of the dated logs of scheduled runs."""
        return self.own / "logs"

    @property
    def schedules(self) -> Path:
        """The folder of what is scheduled, and of how the last runs went."""
        return self.own / "schedule"

    @property
    def systemd_units(self) -> Path:
        """The folder of the user's own systemd units."""
        base = self.environment.get("XDG_CONFIG_HOME") or ""
        return (Path(base) if Path(base).is_absolute() else self.home / ".config") / "systemd" / "user"

    @property
    def launch_agents(self) -> Path:
        """The folder of the user's own launchd jobs."""
        return self.home / "Library" / "LaunchAgents"


def here() -> Places:
    """Give the places of the user who runs this."""
    systems = {"win32": System.WINDOWS, "darwin": System.MACOS}
    return Places(systems.get(sys.platform, System.LINUX), Path.home(), os.environ)
