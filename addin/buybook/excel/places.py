"""Where things of a user lie on their machine: ours, Excel's and the scheduler's.

Nothing here looks at the machine but `here`; all paths follow from the system, the home folder and the environment,
so that those of Windows and macOS can be told anywhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from pathlib import Path

from buybook.frozen import frozen

ADDIN, SETTINGS, MAC_SCRIPT = "Buybook.xlam", "buybook.conf", "Buybook.applescript"


class System(StrEnum):
    """The operating systems that differ for us; whatever is neither Windows nor macOS is like Linux."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"


@frozen
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
    def words(self) -> Path:
        """The file that Buybook's words are kept in, so that a click need not read them from what they are written in."""
        return self.own / "words.json"

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

    @property
    def addin(self) -> Path | None:
        """The add-in's one fixed place: the folder that Excel starts with and trusts. None where there is no Excel.

        One place for good, since formulas that call our functions remember where the add-in was.
        """
        if self.system is System.WINDOWS:
            return self._roaming / "Microsoft" / "Excel" / "XLSTART" / ADDIN
        if self.system is System.MACOS:
            office = self.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
            return office / "User Content.localized" / "Startup.localized" / "Excel" / ADDIN
        return None

    @property
    def settings_file(self) -> Path:
        """The user's settings of the add-in. On macOS they lie in the one folder that Excel may read unasked."""
        if self.system is System.MACOS:
            return self.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / SETTINGS
        return self.own / SETTINGS

    @property
    def mac_script(self) -> Path:
        """The script through which Excel for Mac may start Python."""
        return self.home / "Library" / "Application Scripts" / "com.microsoft.Excel" / MAC_SCRIPT

    @property
    def installed(self) -> Path:
        """The list of what `buybook install` put where."""
        return self.own / "installed.json"

    @property
    def _roaming(self) -> Path:
        told = self.environment.get("APPDATA")
        return Path(told) if told else self.home / "AppData" / "Roaming"


def here() -> Places:
    """Give the places of the user who runs this."""
    systems = {"win32": System.WINDOWS, "darwin": System.MACOS}
    return Places(systems.get(sys.platform, System.LINUX), Path.home(), os.environ)
