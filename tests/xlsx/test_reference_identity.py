"""Whatever is inserted or deleted, every reference still points at the cells it pointed at, or is #REF!.

Every cell of two sheets holds a number that no other cell has, or a formula. A model moves numbers about on its
own, without knowing any rule for references; after each step what a formula refers to is compared by numbers.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

import packages
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.xlsx.addresses import column_letters

SIZE = 7
SHEETS = ("Sheet1", "Sheet2")
REFERENCE = re.compile(
    r"(?:(?P<sheet>Sheet\d)!)?(?:(?P<gone>#REF!)|(?P<cells>\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)"
    r"|(?P<columns>\$?[A-Z]+:\$?[A-Z]+)|(?P<rows>\$?\d+:\$?\d+))(?=[,)])"
)


def number(letters):
    return sum(
        (ord(letter) - 64) * 26**place for place, letter in enumerate(reversed(letters.replace("$", "")))
    )


def corners(match):
    """First row, first column, last row, last column of a reference; None: without end."""
    if match["columns"]:
        first, last = sorted(number(part) for part in match["columns"].split(":"))
        return 1, first, None, last
    if match["rows"]:
        first, last = sorted(int(part.replace("$", "")) for part in match["rows"].split(":"))
        return first, 1, last, None
    ends = [re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", part) for part in match["cells"].split(":")]
    rows, columns = sorted(int(end[2]) for end in ends), sorted(number(end[1]) for end in ends)
    return rows[0], columns[0], rows[-1], columns[-1]


@dataclass
class Model:
    """Where each number and each formula stands."""

    cells: dict = field(default_factory=dict)
    fresh: itertools.count = field(default_factory=itertools.count)

    def within(self, sheet, area):
        top, left, bottom, right = area
        return {
            token
            for (name, row, column), token in self.cells.items()
            if name == sheet
            and top <= row
            and (bottom is None or row <= bottom)
            and left <= column
            and (right is None or column <= right)
        }

    def move(self, step):
        """Make the step; gives the numbers that are gone."""
        moved, gone = {}, set()
        for (sheet, *place), token in self.cells.items():
            axis, other = (0, 1) if step.rows else (1, 0)
            inside = step.across is None or step.across[0] <= place[other] <= step.across[1]
            if sheet != step.sheet or not inside or place[axis] < step.at:
                moved[sheet, *place] = token
            elif step.delete and place[axis] < step.at + step.count:
                gone.add(token)
            else:
                place[axis] += -step.count if step.delete else step.count
                moved[sheet, *place] = token
        self.cells = moved
        return gone


@dataclass(frozen=True)
class Step:
    sheet: str
    rows: bool
    delete: bool
    at: int
    count: int
    across: tuple | None

    def apply(self, book):
        sheet = book.sheet(self.sheet)
        if self.across is None:
            name = ("delete" if self.delete else "insert") + ("_rows" if self.rows else "_columns")
            getattr(sheet, name)(self.at, self.count)
            return
        first, last = self.across
        end = self.at + self.count - 1
        area = (self.at, first, end, last) if self.rows else (first, self.at, last, end)
        if self.delete:
            sheet.delete_cells(area, "up" if self.rows else "left")
        else:
            sheet.insert_cells(area, "down" if self.rows else "right")

    def leaves(self, sheet, area):
        """Whether a reference also lies beside the cells that move, so that it stays as it is written."""
        if sheet != self.sheet or self.across is None:
            return False
        top, left, bottom, right = area
        first, last = (left, right) if self.rows else (top, bottom)
        return last is None or not (self.across[0] <= first and last <= self.across[1])


places = st.integers(1, SIZE)
dollars = st.sampled_from(["", "$"])


@st.composite
def references(draw):
    prefix = draw(st.sampled_from(["", "Sheet1!", "Sheet2!"]))
    kind = draw(st.sampled_from(["cell", "cell", "range", "range", "columns", "rows"]))
    cells = [
        (f"{draw(dollars)}{column_letters(draw(places))}", f"{draw(dollars)}{draw(places)}") for _ in range(2)
    ]
    ends = {
        "cell": lambda: "".join(cells[0]),
        "range": lambda: ":".join("".join(cell) for cell in cells),
        "columns": lambda: ":".join(cell[0] for cell in cells),
        "rows": lambda: ":".join(cell[1] for cell in cells),
    }
    return prefix + ends[kind]()


@st.composite
def steps(draw):
    across = None
    if draw(st.booleans()):
        across = tuple(sorted((draw(places), draw(places))))
    return Step(
        draw(st.sampled_from(SHEETS)), draw(st.booleans()), draw(st.booleans()), draw(places),
        draw(st.integers(1, 3)), across,
    )  # fmt: skip


formulas = st.dictionaries(
    st.tuples(st.sampled_from(SHEETS), places, places),
    st.lists(references(), min_size=1, max_size=3).map(lambda found: f"=SUM({','.join(found)})"),
    min_size=1,
    max_size=5,
)


def fill(model, book):
    """Put a new number into each cell that has none, so that inserted cells can be told apart too."""
    for sheet in SHEETS:
        for row, column in itertools.product(range(1, SIZE + 1), repeat=2):
            if (sheet, row, column) not in model.cells:
                model.cells[sheet, row, column] = float(next(model.fresh))
                book.sheet(sheet).set_value(row, column, model.cells[sheet, row, column])


def referred(model, book):
    """What each reference of each formula points at: (formula, place in it) -> sheet, written, area, numbers."""
    found = {}
    for (sheet, row, column), token in model.cells.items():
        if isinstance(token, str):
            formula = book.sheet(sheet).formula(row, column)
            assert formula is not None, (sheet, row, column)
            for place, match in enumerate(REFERENCE.finditer(formula)):
                if match["gone"]:
                    found[token, place] = None
                    continue
                target, area = match["sheet"] or sheet, corners(match)
                found[token, place] = target, match[0], area, model.within(target, area)
    return found


@settings(max_examples=80)
@given(formulas, st.lists(steps(), min_size=1, max_size=5))
def test_references_keep_pointing_at_the_same_cells(placed, made):
    book = packages.workbook(packages.worksheet(), packages.worksheet())
    model = Model()
    for count, ((sheet, row, column), formula) in enumerate(placed.items()):
        model.cells[sheet, row, column] = f"formula {count}"
        book.sheet(sheet).set_formula(row, column, formula)
    fill(model, book)
    for step in made:
        before = referred(model, book)
        gone = model.move(step)
        step.apply(book)
        after = referred(model, book)
        for key, now in after.items():
            if before[key] is None:
                assert now is None
                continue
            sheet, written, area, numbers = before[key]
            if not numbers:
                continue  # beyond the cells that hold something: nothing tells where it should point
            if step.leaves(sheet, area):
                assert now is not None and now[1:3] == (written, area)
            elif numbers - gone:
                assert now is not None and now[3] == numbers - gone, (step, written, now)
            else:
                assert now is None, (step, written, now)
        for (sheet, row, column), token in model.cells.items():
            if isinstance(token, float):
                assert book.sheet(sheet).value(row, column) == token
        fill(model, book)
    again = packages.reopened(book)
    for (sheet, row, column), token in model.cells.items():
        if isinstance(token, float):
            assert again.sheet(sheet).value(row, column) == token
    packages.assert_in_order(book)
