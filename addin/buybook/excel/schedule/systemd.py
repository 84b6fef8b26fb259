"""A timer and a service of the user's own systemd, on Linux."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from buybook.excel.programs import Finished, Runner
from buybook.excel.schedule.entry import Entry, ScheduleError

# In `ExecStart=`: systemd expands `%`, undoes C escapes, and, but for the colon in front, would expand `$`.
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "%": "%%"})
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=+,@:")

_NOT_IN_A_PROGRAM = frozenset("\\\"'")  # systemd takes them in arguments, but not in a program's path


class Systemd:
    """The scheduler of a Linux desktop or server."""

    def __init__(self, folder: Path, interpreter: str, run: Runner) -> None:
        if set(interpreter) & _NOT_IN_A_PROGRAM:
            raise ScheduleError("schedule_odd_name", name=interpreter)
        self._folder = folder
        self._interpreter = interpreter
        self._run = run

    def shown(self, entry: Entry) -> Mapping[str, str]:
        """Give the text of both units."""
        name = _name(entry.identity)
        return {f"{name}.service": self._service(entry), f"{name}.timer": _timer(entry)}

    def register(self, entry: Entry) -> None:
        """Write both units and start the timer."""
        units = self.shown(entry)
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, text in units.items():
            (self._folder / name).write_text(text, encoding="utf-8")
        try:
            self._call("daemon-reload")
            self._call("enable", f"{_name(entry.identity)}.timer")
            # A timer that runs already keeps its old time until it is started anew.
            self._call("restart", f"{_name(entry.identity)}.timer")
        except ScheduleError:
            self._delete(entry.identity)
            raise

    def remove(self, identity: str) -> None:
        """Stop the timer and delete both units."""
        if not any(path.exists() for path in self._files(identity)):
            return
        self._call("disable", "--now", f"{_name(identity)}.timer")
        self._delete(identity)
        self._call("daemon-reload")

    def is_registered(self, identity: str) -> bool:
        """Tell whether systemd starts the timer at log-in."""
        return self._systemctl("is-enabled", f"{_name(identity)}.timer").status == 0

    def _service(self, entry: Entry) -> str:
        words = [f":{self._interpreter}", *entry.arguments()]
        return (
            "[Unit]\n"
            f"Description=Buybook: {_escaped(entry.name)}\n"
            "\n"
            "[Service]\n"
            "Type=oneshot\n"
            f"ExecStart={' '.join(quoted(word) for word in words)}\n"
            "Nice=5\n"
        )

    def _call(self, *arguments: str) -> None:
        done = self._systemctl(*arguments)
        if done.status:
            raise ScheduleError("schedule_refused", scheduler="systemd", detail=done.output or done.status)

    def _systemctl(self, *arguments: str) -> Finished:
        return self._run(["systemctl", "--user", *arguments])

    def _files(self, identity: str) -> list[Path]:
        return [self._folder / f"{_name(identity)}.{kind}" for kind in ("timer", "service")]

    def _delete(self, identity: str) -> None:
        for path in self._files(identity):
            path.unlink(missing_ok=True)


def quoted(word: str) -> str:
    """Write one word of a command line so that systemd reads it back as it is."""
    return word if set(word) <= _PLAIN else f'"{_escaped(word)}"'


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _timer(entry: Entry) -> str:
    days = "Mon..Fri " if entry.weekdays else ""
    return (
        "[Unit]\n"
        f"Description=Buybook: {_escaped(entry.name)}\n"
        "\n"
        "[Timer]\n"
        f"OnCalendar={days}*-*-* {entry.at:%H:%M}:00\n"
        "Persistent=true\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def _name(identity: str) -> str:
    return f"buybook-refresh-{identity}"
