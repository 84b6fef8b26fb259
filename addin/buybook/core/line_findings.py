"""What there is to tell of order lines beside their flags."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from buybook.core.deliveries import Deliveries
from buybook.core.frames import (
    Ints,
    Mask,
    Tables,
    column,
    day,
    given,
    places,
    plain,
    positions,
    sheet_order,
    texts,
)
from buybook.core.line_quantities import LineQuantities
from buybook.core.list_findings import lacking_everywhere, list_findings
from buybook.core.matching import LineIndex, leading_rows
from buybook.core.outlook import Outlook
from buybook.core.promises import Followed
from buybook.core.states import is_typed
from buybook.findings import Finding, Severity


def order_of_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put findings in the order of the workbook, so that it does not matter how they were found."""
    return tuple(
        sorted(
            findings,
            key=lambda found: (
                found.table or 0,
                found.row or 0,
                found.code,
                str(sorted(found.values.items())),
            ),
        )
    )


class _OrderRows:
    """The order rows as findings name them."""

    def __init__(self, orders: pd.DataFrame, index: LineIndex) -> None:
        self.order = texts(orders, "po_number", "purchase_order")
        self.label = index.label
        table_, row = places(orders)
        self.tables, self.sheet_rows = table_.tolist(), row.tolist()

    def name(self, row: int) -> dict[str, object]:
        return {"po": self.order[row] or "–", "line": self.label[row] or "–"}

    def finding(self, code: str, severity: Severity, row: int, field: str, **values: object) -> Finding:
        return Finding(code, severity, self.name(row) | values, self.tables[row], self.sheet_rows[row], field)


def line_findings(
    tables: Tables,
    orders: pd.DataFrame,
    index: LineIndex,
    *,
    quantities: LineQuantities,
    frame: pd.DataFrame,
    outlook: Outlook,
    promises: Followed,
    today: np.datetime64,
) -> list[Finding]:
    """Tell of order rows that lack something, contradict themselves or will probably be late."""
    rows = _OrderRows(orders, index)
    return [
        *_missing(rows, tables, orders, quantities, frame),
        *_repeated(rows, orders, index, quantities, frame),
        *_contradictions(rows, quantities, frame),
        *_received_differs(rows, orders, index, quantities),
        *_slow_suppliers(rows, outlook, frame, today),
        *_late_by_record(rows, outlook, frame, today),
        *_moved_dates(rows, promises, quantities),
    ]


def _missing(
    rows: _OrderRows,
    tables: Tables,
    orders: pd.DataFrame,
    quantities: LineQuantities,
    frame: pd.DataFrame,
) -> list[Finding]:
    field = "quantity_ordered" if "quantity_ordered" in orders else "quantity"
    nowhere = lacking_everywhere(orders, np.isnan(quantities.ordered))
    never = lacking_everywhere(orders, frame["due_date"].isna().to_numpy())
    unknown = positions(np.isnan(quantities.ordered) & ~quantities.closed_by_word & ~nowhere)
    negative = positions(quantities.ordered < 0)
    undated = positions(quantities.is_open & frame["due_date"].isna().to_numpy() & ~never)
    return [
        *list_findings(
            tables,
            orders,
            without_quantity=nowhere & ~quantities.closed_by_word,
            without_due=never & quantities.is_open,
        ),
        *(rows.finding("quantity_missing", Severity.WARNING, row, field) for row in unknown),
        *(
            rows.finding(
                "quantity_negative", Severity.WARNING, row, field, ordered=plain(quantities.ordered[row])
            )
            for row in negative
        ),
        *(rows.finding("due_date_missing", Severity.WARNING, row, "promised_date") for row in undated),
    ]


def _repeated(
    rows: _OrderRows,
    orders: pd.DataFrame,
    index: LineIndex,
    quantities: LineQuantities,
    frame: pd.DataFrame,
) -> list[Finding]:
    """Tell of typed lines that stand in the list twice with the same quantity and date."""
    same = pd.DataFrame(
        {"line": index.line, "ordered": quantities.ordered, "due": frame["due_date"].to_numpy()}
    )
    sequence = sheet_order(orders)
    twice = np.zeros(len(orders), dtype=bool)
    twice[sequence] = same.iloc[sequence].duplicated().to_numpy()
    return [
        rows.finding("order_line_repeated", Severity.WARNING, row, "po_line")
        for row in positions(twice & index.typed & given(index.references.order))
    ]


def _contradictions(rows: _OrderRows, quantities: LineQuantities, frame: pd.DataFrame) -> list[Finding]:
    typed = frame["typed_status"].to_numpy(dtype=object)
    not_received = is_typed(typed, "received") & quantities.is_open & (quantities.outstanding > 0)
    bad_by_word = is_typed(typed, "damaged") & ~(quantities.damaged > 0)
    bad_by_word |= is_typed(typed, "rejected_goods") & ~(quantities.rejected > 0)
    return [
        *(
            rows.finding(
                "typed_received_but_open",
                Severity.WARNING,
                row,
                "status",
                open=plain(quantities.outstanding[row]),
                ordered=plain(quantities.ordered[row]),
            )
            for row in positions(not_received)
        ),
        *(
            rows.finding("bad_goods_without_quantity", Severity.WARNING, row, "status")
            for row in positions(bad_by_word)
        ),
        *(
            rows.finding(
                "received_does_not_add_up",
                Severity.WARNING,
                row,
                "quantity_received",
                received=plain(quantities.received[row]),
                accepted=plain(quantities.accepted[row]),
                rejected=plain(quantities.rejected[row]),
                damaged=plain(quantities.damaged[row]),
            )
            for row in positions(quantities.misfit)
        ),
    ]


def _received_differs(
    rows: _OrderRows, orders: pd.DataFrame, index: LineIndex, quantities: LineQuantities
) -> list[Finding]:
    """Tell of lines for which the order list says that more came than the receipts do."""
    counted = quantities.source == "receipts"
    typed = np.bincount(index.line, np.nan_to_num(quantities.typed_received), minlength=index.count)
    booked = np.bincount(index.line, np.where(counted, quantities.received, 0), minlength=index.count)
    differs = np.round(typed - booked, 9) > 0
    concerned = counted & differs[index.line] & ~np.isnan(quantities.typed_received)
    sequence = sheet_order(orders)
    sequence = sequence[concerned[sequence]]
    _, first = np.unique(index.line[sequence], return_index=True)
    return [
        rows.finding(
            "received_differs",
            Severity.WARNING,
            int(row),
            "quantity_received",
            typed=plain(typed[index.line[row]]),
            booked=plain(booked[index.line[row]]),
        )
        for row in sequence[first]
    ]


def _slow_suppliers(
    rows: _OrderRows, outlook: Outlook, frame: pd.DataFrame, today: np.datetime64
) -> list[Finding]:
    slow = outlook.slow & ~outlook.likely  # the record against promises says more
    remaining = outlook.lead_times.remaining[slow].astype("int64")
    expected = (today + remaining.astype("timedelta64[D]")).tolist()
    due = frame["due_date"].to_numpy()[slow].astype("datetime64[D]").tolist()
    experience, supplier = (
        outlook.lead_times.experience[slow].tolist(),
        frame["supplier"].to_numpy(dtype=object)[slow],
    )
    return [
        rows.finding(
            "at_risk_by_lead_time",
            Severity.INFO,
            row,
            "promised_date",
            supplier=supplier[place],
            lines=int(experience[place]),
            days=days,
            expected=expected[place],
            due=due[place],
        )
        for place, (row, days) in enumerate(zip(positions(slow), remaining.tolist(), strict=True))
    ]


def _late_by_record(
    rows: _OrderRows, outlook: Outlook, frame: pd.DataFrame, today: np.datetime64
) -> list[Finding]:
    """Tell of lines that are likely to be late, in the figures of the supplier's own record."""
    likely = positions(outlook.likely)
    due = frame["due_date"].to_numpy().astype("datetime64[D]")
    supplier = frame["supplier"].to_numpy(dtype=object)
    return [
        rows.finding(
            "at_risk_by_record",
            Severity.INFO,
            row,
            "promised_date",
            supplier=supplier[row],
            percent=int(np.floor(outlook.chances.late[row] * 100 + 0.5)),
            lines=int(outlook.chances.open_then[row]),
            late=int(outlook.chances.late_then[row]),
            days=int((due[row] - today).astype("int64")),
        )
        for row in likely
    ]


def _moved_dates(rows: _OrderRows, promises: Followed, quantities: LineQuantities) -> list[Finding]:
    """Tell of open lines whose date the supplier moved to a later one than the first promise."""
    return [
        rows.finding(
            "date_moved",
            Severity.INFO,
            row,
            "promised_date",
            times=int(promises.moved[row]),
            days=int(promises.days_moved[row]),
            first=day(promises.first[row]),
            latest=day(promises.latest[row]),
        )
        for row in positions((promises.days_moved > 0) & quantities.is_open)
    ]


def wrong_item_findings(
    arrived: Deliveries, wrong: Mask, orders: pd.DataFrame, index: LineIndex
) -> list[Finding]:
    """Tell of receipts for another article than was ordered."""
    return _row_findings(
        "wrong_item_received",
        arrived.frame.iloc[np.flatnonzero(wrong)],
        arrived.line[wrong],
        orders,
        index,
        names=("item_number", "item", "ordered_item"),
    )


def price_findings(
    charged: pd.DataFrame, line: Ints, orders: pd.DataFrame, index: LineIndex
) -> list[Finding]:
    """Tell of rows that charge another price than was agreed."""
    return _row_findings(
        "price_differs", charged, line, orders, index, names=("unit_price", "price", "agreed")
    )


def _row_findings(
    code: str,
    frame: pd.DataFrame,
    line: Ints,
    orders: pd.DataFrame,
    index: LineIndex,
    *,
    names: tuple[str, str, str],
) -> list[Finding]:
    """Set a field of rows against the same field of their order lines."""
    field, here, there = names
    rows = _OrderRows(orders, index)
    table_, sheet_row = places(frame)
    value, agreed = column(frame, field).to_numpy(), column(orders, field)
    row_of_line, agreed_value = leading_rows(index, orders, agreed.notna().to_numpy()), agreed.to_numpy()
    findings = []
    for position, number in enumerate(line):
        row = int(row_of_line[number])
        values = rows.name(row) | {here: _shown(value[position]), there: _shown(agreed_value[row])}
        place = int(table_[position]), int(sheet_row[position])
        findings.append(Finding(code, Severity.WARNING, values, *place, field))
    return findings


def _shown(value: object) -> object:
    return plain(value) if isinstance(value, float) else value
