"""How well Buybook tells which open lines will come late: a walk forward through real deliveries.

    python benchmarks/at_risk.py scms_dev.csv [--picture calibration.svg]

The data is the USAID SCMS Delivery History (work of the US Government): lines with the day they were ordered,
scheduled, delivered, and the day the delivery was recorded. Each line is judged when it was ordered and 30, 14 and 7
days before its scheduled day, if it was open then, with only what was recorded by that day. The Brier score is the
mean squared difference of probability and outcome: the less the better. The half-life of `core/lateness.py` was
chosen on these very lines; the plain curve beside it has nothing to choose but the prior.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from buybook.core.lateness import PRIOR, Record, chances

HORIZONS = (None, 30, 14, 7)  # days before the promise; None when ordered
ENOUGH = 200  # delivered lines before the first judgement
_NO_FADING = 1e9  # days
_SIDE = 300  # of a panel of the picture
_FEWEST = 10  # lines that a disc stands for


@dataclass(frozen=True)
class Lines:
    """All lines: day of order (NaT where unknown), promise, delivery, the day it was known, supplier's code."""

    ordered: np.ndarray
    promised: np.ndarray
    delivered: np.ndarray
    recorded: np.ndarray
    supplier: np.ndarray

    @property
    def late(self) -> np.ndarray:
        """Which lines came after their promise."""
        return self.delivered > self.promised


def read(path: Path) -> Lines:
    """Read the columns that are needed; text among the dates counts as no date. Months stand before days."""
    data = pd.read_csv(path)

    def days(name: str) -> np.ndarray:
        return pd.to_datetime(data[name], errors="coerce", format="mixed").to_numpy().astype("datetime64[D]")

    def either(first: str, second: str) -> np.ndarray:
        values = days(first)
        return np.where(np.isnat(values), days(second), values)

    ordered = either("PO Sent to Vendor Date", "PQ First Sent to Client Date")
    delivered = days("Delivered to Client Date")
    recorded = np.maximum(days("Delivery Recorded Date"), delivered)
    supplier = pd.factorize(data["Vendor"])[0].astype("int64")
    return Lines(ordered, days("Scheduled Delivery Date"), delivered, recorded, supplier)


def _days(span: np.ndarray) -> np.ndarray:
    days = span.astype("timedelta64[D]")
    return np.where(np.isnat(days), np.nan, days.astype("float64"))


def known_on(lines: Lines, today: np.datetime64) -> tuple[np.ndarray, np.ndarray]:
    """Tell which lines there were on a day, and which of them were known to be delivered."""
    since = np.where(np.isnat(lines.ordered), lines.promised - np.timedelta64(365, "D"), lines.ordered)
    there = since <= today
    return there, there & (lines.recorded <= today)


def record_on(lines: Lines, today: np.datetime64) -> Record:
    """Give the record as it stood on a day."""
    there, done = known_on(lines, today)
    end = np.where(done, lines.delivered, today)
    return Record(
        lines.supplier[there],
        _days(lines.ordered - lines.promised)[there],
        _days(end - lines.promised)[there],
        done[there],
        np.where(done, _days(today - lines.recorded), 0)[there],
    )


def rates_on(lines: Lines, today: np.datetime64) -> tuple[float, np.ndarray, np.ndarray]:
    """Give the share of late lines: of all, of each supplier, and the latter drawn towards the former.

    A line that is open past its promise counts as late.
    """
    there, done = known_on(lines, today)
    counted = done | (there & (lines.promised < today))
    late = counted & (lines.late | ~done)
    suppliers = int(lines.supplier.max()) + 1
    n = np.bincount(lines.supplier[counted], minlength=suppliers)
    bad = np.bincount(lines.supplier[late], minlength=suppliers)
    base = float(bad.sum() / max(n.sum(), 1))
    return base, np.where(n > 0, bad / np.maximum(n, 1), base), (bad + PRIOR * base) / (n + PRIOR)


def judged(lines: Lines, horizon: int | None) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Judge every line at a horizon; give what happened, and what each way of judging said."""
    when = lines.ordered if horizon is None else lines.promised - np.timedelta64(horizon, "D")
    there = ~np.isnat(when) & (when < lines.promised) & (lines.delivered > when)
    there &= np.isnat(lines.ordered) | (lines.ordered <= when)
    rows = np.flatnonzero(there)
    outcomes: list[np.ndarray] = []
    said: dict[str, list[np.ndarray]] = {}
    for today in np.unique(when[rows]):
        now = rows[when[rows] == today]
        record = record_on(lines, today)
        if record.delivered.sum() < ENOUGH:
            continue
        outcomes.append(lines.late[now])
        for name, values in _opinions(lines, record, now, today).items():
            said.setdefault(name, []).append(values)
    return np.concatenate(outcomes), {name: np.concatenate(values) for name, values in said.items()}


def _opinions(lines: Lines, record: Record, now: np.ndarray, today: np.datetime64) -> dict[str, np.ndarray]:
    base, own, drawn = rates_on(lines, today)
    supplier, clock = lines.supplier[now], _days(today - lines.promised[now]).astype("int64")
    return {
        "base rate": np.full(len(now), base),
        "supplier's rate": own[supplier],
        "supplier's rate, drawn": drawn[supplier],
        "Kaplan-Meier, drawn": chances(record, supplier, clock, half_life=_NO_FADING).late,
        "Buybook": chances(record, supplier, clock).late,
    }


def area_under_curve(said: np.ndarray, happened: np.ndarray) -> float:
    """Give how often a line that came late was thought likelier to than one that did not."""
    rank = pd.Series(said).rank().to_numpy()
    late = int(happened.sum())
    return float((rank[happened].sum() - late * (late + 1) / 2) / (late * (len(happened) - late)))


def main() -> None:
    """Print the table, and draw the calibration where a picture is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--picture", type=Path)
    chosen = parser.parse_args()
    lines = read(chosen.data)
    drawn = {}
    for horizon in HORIZONS:
        happened, said = judged(lines, horizon)
        when = "when ordered" if horizon is None else f"{horizon} days before the promise"
        print(f"{when}: {len(happened)} lines, {happened.mean():.1%} came late")
        for name, values in said.items():
            brier = float(np.mean((values - happened) ** 2))
            print(f"  {name:24} Brier {brier:.4f}  AUC {area_under_curve(values, happened):.3f}")
        drawn[when] = (said["Buybook"], happened)
    if chosen.picture is not None:
        draw(drawn, chosen.picture)


def draw(said: dict[str, tuple[np.ndarray, np.ndarray]], path: Path) -> None:
    """Draw how often lines came late against how likely they were thought to, as an SVG picture."""
    panels = [_panel(number, title, *values) for number, (title, values) in enumerate(said.items())]
    width, height = len(said) * _SIDE, _SIDE + 24
    legend = "across: how likely it was thought; up: how often they came late; a disc's area: how many lines"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="11"><rect width="{width}" height="{height}" fill="white"/>{"".join(panels)}'
        f'<text x="46" y="{_SIDE + 14}" fill="#404040">{legend}</text></svg>\n',
        encoding="utf-8",
    )


def _panel(number: int, title: str, chance: np.ndarray, happened: np.ndarray) -> str:
    left, top, size = number * _SIDE + 46, 30, _SIDE - 76
    parts = [
        f'<text x="{left}" y="20" font-weight="bold">{title}</text>',
        f'<rect x="{left}" y="{top}" width="{size}" height="{size}" fill="none" stroke="#808080"/>',
        f'<line x1="{left}" y1="{top + size}" x2="{left + size}" y2="{top}" stroke="#c0c0c0"/>',
    ]
    for tick in (0, 25, 50, 75, 100):
        at = size * tick / 100
        parts.append(
            f'<text x="{left + at:.0f}" y="{top + size + 14}" text-anchor="middle">{tick}%</text>'
            f'<text x="{left - 4}" y="{top + size - at + 4:.0f}" text-anchor="end">{tick}%</text>'
        )
    for low in np.arange(10) / 10:
        inside = (chance >= low) & ((chance < low + 0.1) | (low >= 0.9))
        if inside.sum() >= _FEWEST:
            x, y = left + size * chance[inside].mean(), top + size - size * happened[inside].mean()
            radius = np.sqrt(inside.sum()) / 3
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#2e75b6" fill-opacity="0.6"/>'
            )
    return "".join(parts)


if __name__ == "__main__":
    main()
