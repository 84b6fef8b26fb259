"""`buybook schedule` and `buybook run-scheduled` in the terminal."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from buybook.excel.places import Places, System, here
from buybook.excel.programs import Runner, run_program
from buybook.excel.schedule.entry import Entry, ScheduleError, Scheduler, identity_of
from buybook.excel.schedule.errand import Errand, Means, errand_of
from buybook.excel.schedule.launchd import Launchd
from buybook.excel.schedule.records import Records
from buybook.excel.schedule.statuses import RunStatus
from buybook.excel.schedule.systemd import Systemd
from buybook.excel.schedule.task_scheduler import TaskScheduler
from buybook.excel.unattended import run_unattended
from buybook.frozen import frozen
from buybook.run import DONE, WRONG_CALL
from buybook.vocabulary import Words, words

_WORKBOOKS = (".xlsx", ".xlsm")
_REFUSED = 3


@frozen
class Desk:
    """What the verb works with: the user's places, their scheduler and records, the time, the words."""

    places: Places
    scheduler: Scheduler
    records: Records
    now: dt.datetime
    words: Words
    console: Console


def schedule(chosen: argparse.Namespace) -> int:
    """Register, list, show or remove scheduled refreshes; give the exit status."""
    said = words(chosen.language or "en")
    places = here()
    try:
        desk = Desk(
            places, scheduler_of(places, run_program), Records(places.schedules), dt.datetime.now(), said,
            Console(soft_wrap=True),
        )  # fmt: skip
        return _act(chosen, desk)
    except ScheduleError as error:
        sentence = error.sentence(said)
        if chosen.json:
            _print_json({"error": {"code": error.code, "text": sentence}})
        print(f"buybook schedule: {sentence}", file=sys.stderr)
        return _REFUSED if error.code == "schedule_refused" else WRONG_CALL


def _act(chosen: argparse.Namespace, desk: Desk) -> int:
    if chosen.list:
        return _list(chosen, desk)
    if chosen.workbook is None:
        raise ScheduleError("schedule_no_workbook")
    if chosen.remove:
        return _remove(chosen, desk)
    entry = _entry(chosen)
    return _print(chosen, entry, desk) if chosen.print else _register(chosen, entry, desk)


def scheduler_of(places: Places, run: Runner) -> Scheduler:
    """Give the scheduler of this system."""
    environment = places.environment
    if places.system is System.WINDOWS:
        domain, user = environment.get("USERDOMAIN", ""), environment.get("USERNAME", "")
        account = f"{domain}\\{user}" if domain else user
        return TaskScheduler(places.schedules, windowless(sys.executable), account, dt.date.today(), run)
    if places.system is System.MACOS:
        output = places.logs / "launchd.log"
        return Launchd(places.launch_agents, sys.executable, _user_number(), output, run)
    return Systemd(places.systemd_units, sys.executable, run)


def windowless(interpreter: str) -> str:
    """Give the interpreter that opens no console window: pythonw beside python, where there is one."""
    beside = Path(interpreter).with_name("pythonw.exe")
    return str(beside) if beside.is_file() else interpreter


def _user_number() -> int:
    return os.getuid() if sys.platform != "win32" else 0


def _entry(chosen: argparse.Namespace) -> Entry:
    if chosen.at is None:
        raise ScheduleError("schedule_no_time")
    workbook = _absolute(chosen.workbook)
    if not chosen.workbook.is_file() or chosen.workbook.suffix.lower() not in _WORKBOOKS:
        raise ScheduleError("schedule_not_a_workbook", name=chosen.workbook.name)
    config, summary = (path and _absolute(path) for path in (chosen.config, chosen.summary))
    return Entry(workbook, chosen.at, chosen.weekdays, config, summary, chosen.language)


def _absolute(path: Path) -> str:
    """The path without what is relative in it; links and mapped drives stay as the buyer named them."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps `..`


def _register(chosen: argparse.Namespace, entry: Entry, desk: Desk) -> int:
    desk.scheduler.register(entry)
    desk.records.add(entry)
    if chosen.json:
        _print_json({"schedule": _plain(entry, desk)})
        return DONE
    label = desk.words.label
    days = label("schedule.days.weekdays" if entry.weekdays else "schedule.days.every")
    next_run = f"{entry.next_run(desk.now):%Y-%m-%d %H:%M}"
    for line in (
        label("schedule.registered").format(
            name=entry.name, days=days, at=f"{entry.at:%H:%M}", next=next_run
        ),
        label("schedule.kept").format(logs=desk.places.logs, summary=_summary(entry, desk)),
        label(f"schedule.when.{desk.places.system.value}"),
    ):
        desk.console.print(escape(line), highlight=False)
    return DONE


def _remove(chosen: argparse.Namespace, desk: Desk) -> int:
    identity = identity_of(_absolute(chosen.workbook))
    known = identity in desk.records.identities()
    desk.scheduler.remove(identity)
    desk.records.remove(identity)
    if chosen.json:
        _print_json({"removed": known})
    else:
        key = "schedule.removed" if known else "schedule.none_to_remove"
        print(desk.words.label(key).format(name=chosen.workbook.name))
    return DONE


def _print(chosen: argparse.Namespace, entry: Entry, desk: Desk) -> int:
    shown = desk.scheduler.shown(entry)
    if chosen.json:
        _print_json({"schedule": _plain(entry, desk), "files": dict(shown)})
        return DONE
    for name, text in shown.items():
        print(f"# {name}\n{text}")
    return DONE


def _list(chosen: argparse.Namespace, desk: Desk) -> int:
    entries = [desk.records.entry(identity) for identity in desk.records.identities()]
    plain = [_plain(entry, desk) for entry in sorted(entries, key=lambda each: each.workbook)]
    if chosen.json:
        _print_json({"schedules": plain})
    elif not plain:
        print(desk.words.label("schedule.none"))
    else:
        desk.console.print(_table(plain, desk.words))
    return DONE


def _table(entries: list[dict[str, object]], said: Words) -> Table:
    table = Table(header_style="bold")
    for name in ("workbook", "time", "next", "last"):
        table.add_column(said.label(f"schedule.column.{name}"), overflow="fold")
    for entry in entries:
        days = said.label("schedule.days.weekdays" if entry["weekdays"] else "schedule.days.every")
        missing = "" if entry["registered"] else said.label("schedule.not_registered")
        cells = (entry["workbook"], f"{days} {entry['at']}", missing or entry["next"])
        table.add_row(*(escape(str(cell)) for cell in cells), escape(_last(entry["last"], said)))
    return table


def _last(last: object, said: Words) -> str:
    if not isinstance(last, dict):
        return said.label("schedule.never")
    state = said.label(f"schedule.status.{RunStatus(last['status']).name.lower()}")
    return f"{last['finished']}: {state}. {last['text']}"


def _plain(entry: Entry, desk: Desk) -> dict[str, object]:
    last = desk.records.last_run(entry.identity)
    return {
        "workbook": entry.workbook,
        "at": f"{entry.at:%H:%M}",
        "weekdays": entry.weekdays,
        "next": f"{entry.next_run(desk.now):%Y-%m-%d %H:%M}",
        "registered": desk.scheduler.is_registered(entry.identity),
        "summary": _summary(entry, desk),
        "last": None
        if last is None
        else {
            "finished": f"{last.finished:%Y-%m-%d %H:%M}",
            "status": last.status,
            "text": last.sentence,
            "tries": last.tries,
            "log": last.log,
        },
    }


def _summary(entry: Entry, desk: Desk) -> str:
    return entry.summary or str(desk.records.summary_file(entry.identity))


def _print_json(answer: dict[str, object]) -> None:
    print(json.dumps(answer | {"findings": []}, ensure_ascii=False))


def run_scheduled(chosen: argparse.Namespace) -> int:
    """Do a scheduled refresh, without a word on the screen; give the exit status for the scheduler."""
    places = here()
    records = Records(places.schedules)
    try:
        errand = _errand(chosen, records, places)
    except ScheduleError as error:
        said = words(chosen.language or "en")
        print(error.sentence(said), file=sys.stderr)
        return RunStatus.WRONG
    try:
        return errand.run(Means(dt.datetime.now, time.sleep, run_unattended))
    except OSError as error:  # no log can be kept: nobody would learn what was done
        said = words(errand.language or "en")
        print(said.label("schedule.no_log").format(path=places.logs, detail=error.strerror), file=sys.stderr)
        return RunStatus.FAULT


def _errand(chosen: argparse.Namespace, records: Records, places: Places) -> Errand:
    if chosen.entry is not None:
        return errand_of(records.entry(chosen.entry), records, places.logs)
    if chosen.workbook is None:
        raise ScheduleError("schedule_no_workbook")
    workbook = Path(_absolute(chosen.workbook))
    return Errand(workbook, records, places.logs, chosen.config, chosen.summary, chosen.language)
