"""`order`, end to end: rows become orders, once, with exact totals and a document each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from workbooks import ORDERS, STANDARD, TODAY, call, cells, codes, write_lists, write_orders

from buybook.run import DONE, FINDINGS_REMAIN, WRONG_CALL

REQUESTS = ["PR No.", "Requested by", "Item no.", "Description", "Qty", "Unit", "Supplier", "Unit price", "Currency",
            "Need by", "Status"]  # fmt: skip


def request(number: int, item: str, quantity: float, supplier: str, price: float | str, status: str = "Approved",
            currency: str = "EUR") -> list[object]:  # fmt: skip
    return [f"PR-{number}", "Stores", item, f"Item {item}", quantity, "pcs", supplier, price, currency,
            dt.date(2026, 5, 4), status]  # fmt: skip


REQUEST_ROWS = [
    request(1, "B-1", 100, "Nordbolt AB", 0.333),
    request(2, "B-2", 7, "Nordbolt AB", 19.995),
    request(3, "C-1", 3, "Van Dael BV", 10.0),
    request(4, "C-2", 5, "Van Dael BV", 8.5, "To approve"),
    request(5, "D-1", 5, "Nordbolt AB", 4.0, currency="SEK"),
]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = write_orders(tmp_path / "buying.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Requests")
    sheet.append(REQUESTS)
    for row in REQUEST_ROWS:
        sheet.append(row)
    book.save(path)
    return path


def test_one_order_for_each_supplier_and_currency_with_exact_totals(workbook: Path) -> None:
    result = call("order", workbook)
    assert result.status == DONE
    made = {(order["supplier"], order["currency"]): order for order in result.answer["purchase_orders"]}
    assert set(made) == {("Nordbolt AB", "EUR"), ("Van Dael BV", "EUR"), ("Nordbolt AB", "SEK")}
    bolts = made["Nordbolt AB", "EUR"]
    assert [line["amount"] for line in bolts["lines"]] == [33.3, 139.97]  # 139.965 half-up
    assert bolts["total"] == 173.27


def test_numbers_go_on_in_the_buyers_own_pattern(workbook: Path) -> None:
    result = call("order", workbook)
    numbers = [order["po_number"] for order in result.answer["purchase_orders"]]
    assert numbers == ["PO-2026-0104", "PO-2026-0105", "PO-2026-0106"]


def test_lines_are_appended_above_the_totals_and_look_and_compute_like_those_above(workbook: Path) -> None:
    call("order", workbook)
    book = openpyxl.load_workbook(workbook)
    sheet = book["Orders"]
    assert [sheet.cell(row, 1).value for row in range(9, 13)] == [
        "PO-2026-0104",
        "PO-2026-0104",
        "PO-2026-0105",
        "PO-2026-0106",
    ]
    assert sheet["I9"].value == "=F9*G9"
    assert sheet["I9"].number_format == "#,##0.00"
    assert sheet["C9"].fill.start_color.rgb == "00EEEEEE"
    assert sheet["J9"].value == dt.datetime(2026, 3, 16)
    assert sheet["A13"].value == "Total"
    assert sheet["I13"].value == "=SUM(I5:I12)"
    assert book["Summary"]["B1"].value == "=Orders!I13"
    assert sheet["A15"].value == "Prices exclude VAT"
    ranges = [str(area.sqref) for area in sheet.conditional_formatting]
    assert ranges == ["F5:F12"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "L5:L12"


def test_never_twice_from_one_row(workbook: Path) -> None:
    call("order", workbook)
    content = workbook.read_bytes()
    documents = sorted((workbook.parent / "Purchase orders").iterdir())
    again = call("order", workbook)
    assert again.answer["purchase_orders"] == []
    assert workbook.read_bytes() == content
    assert sorted((workbook.parent / "Purchase orders").iterdir()) == documents
    named = call("order", workbook, sheet="Requests", rows=(2, 3))
    assert named.answer["purchase_orders"] == []
    assert codes(named).count("already_ordered") == 2


def test_the_requests_say_which_order_they_became(workbook: Path) -> None:
    call("order", workbook)
    requests = cells(workbook, "Requests")
    assert requests["L1"] == "PO number (Buybook)"
    assert [requests.get(f"L{row}") for row in range(2, 7)] == [
        "PO-2026-0104",
        "PO-2026-0104",
        "PO-2026-0105",
        None,
        "PO-2026-0106",
    ]
    assert [requests[f"K{row}"] for row in range(2, 7)] == [
        "Ordered",
        "Ordered",
        "Ordered",
        "To approve",
        "Ordered",
    ]


def test_a_document_for_each_order(workbook: Path) -> None:
    result = call("order", workbook)
    paths = [Path(order["documents"][0]) for order in result.answer["purchase_orders"]]
    assert [path.name for path in paths] == ["PO-2026-0104.xlsx", "PO-2026-0105.xlsx", "PO-2026-0106.xlsx"]
    values = [
        cell.value for row in openpyxl.load_workbook(paths[0]).worksheets[0].iter_rows() for cell in row
    ]
    assert 173.27 in values
    assert "Nordbolt AB" in values


def test_rows_that_are_named_are_ordered_alone(workbook: Path) -> None:
    result = call("order", workbook, sheet="Requests", rows=(4,))
    assert [order["supplier"] for order in result.answer["purchase_orders"]] == ["Van Dael BV"]
    assert [line["item_number"] for line in result.answer["purchase_orders"][0]["lines"]] == ["C-1"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"rows": (2,)}, "rows_need_sheet"),
        ({"sheet": "Nowhere"}, "sheet_not_found"),
        ({"sheet": "Summary"}, "no_orderable_list"),
    ],
)
def test_a_wrong_call_says_what_to_write_instead(
    workbook: Path, options: dict[str, object], code: str
) -> None:
    content = workbook.read_bytes()
    result = call("order", workbook, **options)
    assert result.status == WRONG_CALL
    assert result.answer["error"]["code"] == code
    assert workbook.read_bytes() == content


def test_a_row_that_is_none_of_the_list_is_an_error_and_the_others_are_ordered(workbook: Path) -> None:
    result = call("order", workbook, sheet="Requests", rows=(2, 40))
    assert result.status == FINDINGS_REMAIN
    assert "row_not_in_list" in codes(result)
    assert len(result.answer["purchase_orders"]) == 1


def test_an_order_list_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = write_lists(tmp_path / "requests.xlsx", {"Requests": (REQUESTS, REQUEST_ROWS[:2])})
    result = call("order", path)
    assert [order["po_number"] for order in result.answer["purchase_orders"]] == ["PO-2026-0001"]
    made = cells(path, "Purchase orders")
    assert made["A3"] == "PO number"
    assert made["A4"] == "PO-2026-0001"
    content = path.read_bytes()
    assert call("order", path).answer["purchase_orders"] == []
    assert path.read_bytes() == content


def test_a_price_that_is_missing_leaves_the_row_and_says_so(tmp_path: Path) -> None:
    rows = [request(1, "B-1", 10, "Nordbolt AB", "on request"), request(2, "B-2", 10, "Nordbolt AB", 2.0)]
    path = write_lists(
        tmp_path / "requests.xlsx", {"Requests": (REQUESTS, rows), "Orders": (ORDERS, STANDARD)}
    )
    result = call("order", path)
    assert result.status == FINDINGS_REMAIN
    assert "no_price" in codes(result)
    assert [line["item_number"] for order in result.answer["purchase_orders"] for line in order["lines"]] == [
        "B-2"
    ]


def test_a_preview_makes_no_document(workbook: Path) -> None:
    result = call("order", workbook, today=TODAY, _dry_run=True)
    assert [order["documents"] for order in result.answer["purchase_orders"]] == [[], [], []]
    assert not (workbook.parent / "Purchase orders").exists()


def test_a_remark_beneath_keeps_its_distance(tmp_path: Path) -> None:
    headers = [*ORDERS[:8], *ORDERS[9:]]
    rows = [[*row[:8], *row[9:]] for row in STANDARD]
    lists = {
        "Requests": (REQUESTS, REQUEST_ROWS[:1]),
        "Orders": (headers, [*rows, [], ["Prices exclude VAT"]]),
    }
    path = write_lists(tmp_path / "list.xlsx", lists)
    call("order", path)
    orders = cells(path, "Orders")
    assert orders["A6"] == "PO-2026-0104"
    assert "A7" not in orders
    assert orders["A8"] == "Prices exclude VAT"


def test_a_row_of_the_order_list_itself_is_filled_in(tmp_path: Path) -> None:
    waiting = [
        None,
        None,
        "Nordbolt AB",
        "B-7",
        "Bolt",
        40,
        2.5,
        "EUR",
        None,
        None,
        dt.date(2026, 5, 4),
        "Approved",
    ]
    path = write_lists(tmp_path / "orders.xlsx", {"Orders": (ORDERS, [*STANDARD, waiting])})
    result = call("order", path, sheet="Orders", rows=(6,))
    assert [made["po_number"] for made in result.answer["purchase_orders"]] == ["PO-2026-0104"]
    orders = cells(path, "Orders")
    assert (orders["A6"], orders["B6"], orders["J6"]) == ("PO-2026-0104", 1, dt.datetime(2026, 3, 16))
    assert "A7" not in orders
    assert call("order", path, sheet="Orders", rows=(6,)).answer["purchase_orders"] == []


def test_a_price_per_hundred_is_per_one_where_the_order_list_has_no_column_for_it(tmp_path: Path) -> None:
    headers = [*REQUESTS, "Price per"]
    rows = [[*request(1, "B-1", 200, "Nordbolt AB", 12.5), 100]]
    path = write_lists(tmp_path / "list.xlsx", {"Requests": (headers, rows), "Orders": (ORDERS, STANDARD)})
    result = call("order", path)
    assert result.answer["purchase_orders"][0]["total"] == 25
    assert cells(path, "Orders")["G6"] == 0.125


def test_a_list_beside_the_order_list_is_not_overwritten(tmp_path: Path) -> None:
    headers = [*ORDERS, None, "Receipt date", "PO number", "Line", "Received", "Delivery note"]
    right = [
        [dt.date(2026, 3, 1), "PO-2026-0101", 1, 60, "DN-1"],
        [dt.date(2026, 3, 8), "PO-2026-0102", 1, 10, "DN-2"],
    ]
    right += [[dt.date(2026, 3, day), "PO-2026-0101", 2, 1, f"DN-{day}"] for day in (9, 10, 11, 12)]
    left = [*STANDARD, *[[None] * len(ORDERS)] * 2]
    rows = [[*own, None, *beside] for own, beside in zip(left, right, strict=True)]
    lists = {"Requests": (REQUESTS, REQUEST_ROWS[:1]), "Orders": (headers, rows)}
    path = write_lists(tmp_path / "list.xlsx", lists)
    call("refresh", path)
    call("order", path)
    orders = cells(path, "Orders")
    assert orders["A6"] == "PO-2026-0104"
    assert [orders[f"R{row}"] for row in range(2, 8)] == ["DN-1", "DN-2", "DN-9", "DN-10", "DN-11", "DN-12"]
    again = call("refresh", path)
    content = path.read_bytes()
    assert call("refresh", path).answer["changes"] == []
    assert path.read_bytes() == content
    assert len(again.answer["orders"]) == 5


def test_a_list_that_names_each_order_once_goes_on_so(tmp_path: Path) -> None:
    numbered = [[4500012340 + number if place == 0 else None, place + 1, *STANDARD[0][2:]]
                for number in range(4) for place in range(2)]  # fmt: skip
    lists = {"Requests": (REQUESTS, REQUEST_ROWS[:2]), "Orders": (ORDERS, numbered)}
    path = write_lists(tmp_path / "list.xlsx", lists)
    call("order", path)
    orders = cells(path, "Orders")
    assert (orders["A10"], orders.get("A11"), orders["B11"]) == (4500012344, None, 2)
    known = [(each["po_number"], each["po_line"]) for each in call("refresh", path).answer["orders"]]
    assert known[-3:] == [("4500012343", "2"), ("4500012344", "1"), ("4500012344", "2")]


def test_an_order_goes_to_its_suppliers_own_sheet(tmp_path: Path) -> None:
    lists = {
        "Van Dael": (ORDERS, [row for row in STANDARD if row[2] == "Van Dael BV"] * 3),
        "Nordbolt": (ORDERS, [row for row in STANDARD if row[2] == "Nordbolt AB"]),
        "Requests": (REQUESTS, REQUEST_ROWS[:1]),
    }
    path = write_lists(tmp_path / "list.xlsx", lists)
    call("order", path)
    assert cells(path, "Nordbolt")["A4"] == "PO-2026-0103"
    assert "A5" not in cells(path, "Van Dael")


def test_of_monthly_sheets_the_latest_goes_on(tmp_path: Path) -> None:
    def month(day: dt.date) -> list[list[object]]:
        return [[*row[:9], day, *row[10:]] for row in STANDARD]

    lists = {
        "Feb": (ORDERS, month(dt.date(2026, 2, 9))),
        "March": (ORDERS, month(dt.date(2026, 3, 2))[:2]),
        "Jan": (ORDERS, month(dt.date(2026, 1, 12))),
        "Requests": (REQUESTS, REQUEST_ROWS[:1]),
    }
    path = write_lists(tmp_path / "list.xlsx", lists)
    call("order", path)
    assert cells(path, "March")["A4"] == "PO-2026-0104"


def test_a_list_without_approvals_says_how_to_name_rows(tmp_path: Path) -> None:
    headers, rows = REQUESTS[:-1], [row[:-1] for row in REQUEST_ROWS]
    path = write_lists(tmp_path / "list.xlsx", {"Requests": (headers, rows), "Orders": (ORDERS, STANDARD)})
    assert "no_approvals" in codes(call("order", path))
    assert len(call("order", path, sheet="Requests", rows=(2,)).answer["purchase_orders"]) == 1


def test_a_need_date_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    rows = [[*REQUEST_ROWS[0][:9], "31.02.2026", "Approved"]]
    path = write_lists(tmp_path / "list.xlsx", {"Requests": (REQUESTS, rows), "Orders": (ORDERS, STANDARD)})
    result = call("order", path)
    assert "not_a_date" in codes(result)
    assert len(result.answer["purchase_orders"]) == 1
