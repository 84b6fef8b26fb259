"""How long functions in cells take: through xlwings' own `call_udf` and converters, over stand-ins for COM.

    python benchmarks/functions.py

Fresh processes for what is paid once, processor time, medians. COM itself, which only Windows has, is not in it.
"""

from __future__ import annotations

import datetime as dt
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests" / "excel"
ROWS = 10_000
RUNS = 7

CLOCK = "import time; start = time.process_time(); {code}; print(time.process_time() - start)"


def fresh(code: str, before: str = "pass") -> float:
    """Give the median processor time of some code in new processes, after other code."""
    program = f"{before}\n" + CLOCK.format(code=code)
    runs = [
        float(
            subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        )
        for _ in range(RUNS)
    ]
    return statistics.median(runs)


def typical(act: Callable[[], object], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return statistics.median(times)


def calls() -> None:
    sys.path.insert(0, str(TESTS))
    from standins import ComRange, ComSheet, windows

    def column(*values: object) -> ComRange:
        lines = [[values[row % len(values)]] for row in range(ROWS)]
        return ComRange(ComSheet(lines), 1, 1, ROWS, 1)

    numbers = column(*(float(value) for value in range(1, 1000)))
    texts = column("12 st", "1 250", "7,5")
    days = column(*(dt.datetime(2026, 1, 1) + dt.timedelta(days) for days in range(300)))
    suppliers = column("Alfa", "Beta", "Gamma", "Delta")
    breaks, prices = ([[1.0], [100.0], [500.0]], [[10.0], [9.0], [8.0]])
    with windows() as excel:
        cases: list[tuple[str, Callable[[], object]]] = [
            ("scalar BUY_OPEN_QUANTITY", lambda: excel.call("BUY_OPEN_QUANTITY", 100.0, 40.0)),
            ("scalar BUY_SAMPLE_SIZE", lambda: excel.call("BUY_SAMPLE_SIZE", 1000.0, 1.0)),
            ("BUY_OPEN_QUANTITY", lambda: excel.call("BUY_OPEN_QUANTITY", numbers, 5.0)),
            ("BUY_OPEN_QUANTITY, texts", lambda: excel.call("BUY_OPEN_QUANTITY", texts, 5.0)),
            ("BUY_DAYS_LATE", lambda: excel.call("BUY_DAYS_LATE", days, numbers)),
            ("BUY_DUE_DATE", lambda: excel.call("BUY_DUE_DATE", days)),
            ("BUY_WORKING_DAYS", lambda: excel.call("BUY_WORKING_DAYS", days, days, "SE")),
            ("BUY_LINE_STATUS", lambda: excel.call("BUY_LINE_STATUS", numbers, numbers, days)),
            ("BUY_ORDER_QUANTITY", lambda: excel.call("BUY_ORDER_QUANTITY", numbers, 50.0, 12.0)),
            ("BUY_BREAK_PRICE", lambda: excel.call("BUY_BREAK_PRICE", numbers, breaks, prices)),
            ("BUY_LANDED_TOTAL", lambda: excel.call("BUY_LANDED_TOTAL", numbers, 2.55)),
            ("BUY_OTIF", lambda: excel.call("BUY_OTIF", suppliers, days, days, numbers, numbers)),
            ("BUY_SAFETY_STOCK", lambda: excel.call("BUY_SAFETY_STOCK", 0.95, numbers, 4.0)),
            ("BUY_SAMPLE_SIZE", lambda: excel.call("BUY_SAMPLE_SIZE", numbers, 1.0)),
        ]
        for name, act in cases:
            act()
            scalar = name.startswith("scalar")
            seconds = typical(act, 200 if scalar else RUNS)
            rows = 1 if scalar else ROWS
            print(f"{name:32} {rows:>6} rows {seconds * 1000:9.3f} ms")


def main() -> None:
    base = fresh("import xlwings, pandas")
    module = fresh("import xlwings, pandas; import buybook.excel.udfs")
    print(f"import xlwings, pandas           {base * 1000:9.0f} ms")
    print(f"with buybook.excel.udfs          {module * 1000:9.0f} ms, {module / base:.2f} times")
    loaded = "import xlwings, pandas, buybook.excel.udfs as udfs"
    print(
        f"first call, numbers              {fresh('udfs.BUY_EOQ(1300.0, 8.0, 0.225)', loaded) * 1000:9.0f} ms"
    )
    texts = "udfs.BUY_EOQ('1300', 8.0, 0.225)"
    print(f"first call, a number as text     {fresh(texts, loaded) * 1000:9.0f} ms")
    calls()


if __name__ == "__main__":
    main()
