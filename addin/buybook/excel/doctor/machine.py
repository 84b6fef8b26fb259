"""Checks of folders, the schedule, and other programs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from buybook.excel.doctor.verdict import Surroundings, Verdict, bad, good, in_folder, look, not_here
from buybook.excel.schedule.entry import Entry
from buybook.excel.schedule.records import Records
from buybook.excel.schedule.statuses import RunStatus
from buybook.excel.schedule.verb import scheduler_of

_SYNCED = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def folders(around: Surroundings) -> Verdict:
    """Whether logs, summaries and records can be written."""
    folder = around.places.own
    existing = next(each for each in (folder, *folder.parents) if each.is_dir())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        return bad("unwritable", path=folder, detail=error.strerror or error)
    return good(path=folder)


def libreoffice(around: Surroundings) -> Verdict:
    """Whether there is a LibreOffice to look at results with, where there is no Excel."""
    found = around.find_program("libreoffice")
    return good(path=found) if found else not_here()


def schedule(around: Surroundings) -> Verdict:
    """Whether what is scheduled is known to the scheduler, and how the last runs went."""
    records = Records(around.places.schedules)
    entries = [records.entry(identity) for identity in records.identities()]
    if not entries:
        return not_here("none")
    scheduler = scheduler_of(around.places, around.run)
    lost = [entry for entry in entries if not scheduler.is_registered(entry.identity)]
    if lost:
        return bad("lost", names=_names(lost))
    gone = [entry for entry in entries if not Path(entry.workbook).is_file()]
    if gone:
        return bad("gone", names=_names(gone))
    lasts = [(entry, records.last_run(entry.identity)) for entry in entries]
    failed = [(entry, last) for entry, last in lasts if last is not None and last.status != RunStatus.DONE]
    if failed:
        entry, last = failed[0]
        return look("failed_last", name=entry.name, sentence=last.sentence, log=last.log, count=len(failed))
    return good(count=len(entries), names=_names(entries))


def _names(entries: list[Entry]) -> str:
    return ", ".join(entry.name for entry in entries)


def cloud(around: Surroundings) -> Verdict:
    """Whether a scheduled workbook, or a folder of ours, is one that OneDrive keeps in step."""
    records = Records(around.places.schedules)
    paths = [Path(records.entry(identity).workbook) for identity in records.identities()]
    paths += [path for path in (around.places.own, around.places.addin) if path is not None]
    roots = [Path(root) for name in _SYNCED if (root := around.places.environment.get(name))]
    synced = [path for path in paths if _is_synced(path, roots)]
    return look("synced", paths=", ".join(map(str, synced))) if synced else good()


def _is_synced(path: Path, roots: list[Path]) -> bool:
    on_mac = path.parts[3:6] == ("Library", "CloudStorage", "OneDrive")
    return (
        on_mac
        or any(in_folder(path, root) for root in roots)
        or any(part.startswith("OneDrive") for part in path.parts)
    )
