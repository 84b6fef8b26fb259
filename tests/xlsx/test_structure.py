"""Single parts, as bytes: what must change does, everything else keeps its spelling."""

import pytest

from buybook.xlsx.references import Shift, Unshiftable
from buybook.xlsx.structure import (
    shift_chart,
    shift_comments,
    shift_drawing,
    shift_names,
    shift_pivot_cache,
    shift_sheet,
    shift_table,
    shift_vml,
)

INSERT = Shift("Data", "rows", 5, 3)
DELETE = Shift("Data", "rows", 5, -3)


def sheet(body, root="worksheet"):
    return f'<?xml version="1.0"?>\r\n<{root} xmlns="m">{body}</{root}>'.encode()


def cells(rows):
    return sheet(f"<sheetData>{rows}</sheetData>")


def shifted(body, shift=INSERT, own="Data"):
    return shift_sheet(sheet(body), shift, own)


def test_rows_and_cells_move_and_keep_their_spelling():
    before = cells(
        """<row r="4" spans="1:2"><c r="A4" s="1"><v>1</v></c></row>"""
        """<row ht="20" r='5' x="a > b" ><c s='2'  r='A5' t="s"><v>5</v></c>\n<c r="AB5"/></row ><row r="9"/>"""
    )
    assert shift_sheet(before, INSERT, "Data") == cells(
        """<row r="4" spans="1:2"><c r="A4" s="1"><v>1</v></c></row>"""
        """<row ht="20" r="8" x="a > b" ><c s='2'  r='A8' t="s"><v>5</v></c>\n<c r="AB8"/></row ><row r="12"/>"""
    )


def test_rows_are_deleted_and_the_rest_moves_up():
    before = cells(
        '<row r="4"><c r="A4"/></row><row r="5"><c r="A5"/></row><row r="7"/><row r="8"><c r="A8"/></row>'
    )
    assert shift_sheet(before, DELETE, "Data") == cells(
        '<row r="4"><c r="A4"/></row><row r="5"><c r="A5"/></row>'
    )


def test_prefixed_elements():
    before = b'<x:worksheet><x:sheetData><x:row r="5"><x:c r="A5"><x:f>A9</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    after = before.replace(b'r="5"', b'r="8"').replace(b"A5", b"A8").replace(b"A9", b"A12")
    assert shift_sheet(before, INSERT, "Data") == after


def test_rows_and_cells_that_do_not_say_where_they_are():
    before = cells("<row><c><v>1</v></c></row>" * 6)
    after = shift_sheet(before, INSERT, "Data")
    assert after == cells(
        "<row><c><v>1</v></c></row>" * 4 + '<row r="8"><c><v>1</v></c></row><row r="9"><c><v>1</v></c></row>'
    )
    columns = shift_sheet(
        cells('<row><c/><c><v>1</v></c><c r="F1"/><c/></row>'), Shift("Data", "columns", 2, 1), "Data"
    )
    assert columns == cells('<row><c/><c r="C1"><v>1</v></c><c r="G1"/><c r="H1"/></row>')


def test_columns_move_with_their_spans_and_formats():
    before = sheet(
        '<cols><col min="1" max="2" width="9"/><col min="3" max="16384" width="7"/></cols>'
        '<sheetData><row r="1" spans="1:4"><c r="B1"><f>D1</f></c><c r="D1"/></row></sheetData>'
    )
    inserted = shift_sheet(before, Shift("Data", "columns", 3, 2), "Data")
    assert inserted == sheet(
        '<cols><col min="1" max="2" width="9"/><col min="5" max="16384" width="7"/></cols>'
        '<sheetData><row r="1" spans="1:6"><c r="B1"><f>F1</f></c><c r="F1"/></row></sheetData>'
    )
    deleted = shift_sheet(before, Shift("Data", "columns", 1, -2), "Data")
    assert deleted == sheet(
        '<cols><col min="1" max="16384" width="7"/></cols>'
        '<sheetData><row r="1" spans="1:2"><c r="B1"/></row></sheetData>'
    )


def test_formulas_are_unescaped_read_and_escaped_again():
    before = cells(
        '<row r="1"><c r="A1"><f>IF(A5&lt;B5,"a&amp;b",A9&gt;1)</f><v>3</v></c><c r="B1"><f>A1&amp;"&#10;"</f></c></row>'
    )
    assert shift_sheet(before, INSERT, "Data") == before.replace(b"A5&lt;B5", b"A8&lt;B8").replace(
        b"A9", b"A12"
    )


def test_other_sheets_keep_their_cells_and_follow_in_formulas():
    body = '<sheetData><row r="9"><c r="A9"><f>Data!A9+A9</f></c></row></sheetData><mergeCells count="1"><mergeCell ref="A9:B9"/></mergeCells>'
    assert shifted(body, own="Other") == sheet(body.replace("Data!A9", "Data!A12"))


def test_nothing_to_do_gives_the_same_bytes():
    before = cells('<row r="1"><c r="A1"><f>B1</f></c></row>')
    assert shift_sheet(before, INSERT, "Data") == before
    assert shift_sheet(before, INSERT, "Other") == before


SHARED = (
    '<row r="{0}"><c r="B{0}"><f t="shared" ref="B{0}:B{2}" si="0">A{0}*$C$1</f></c></row>'
    '<row r="{1}"><c r="B{1}"><f t="shared" si="0"/></c></row><row r="{2}"><c r="B{2}"><f t="shared" si="0"/></c></row>'
)


def test_shared_formulas_stay_shared_when_they_move_as_one():
    assert shift_sheet(cells(SHARED.format(5, 6, 7)), INSERT, "Data") == cells(SHARED.format(8, 9, 10))
    assert shift_sheet(cells(SHARED.format(2, 3, 4)), INSERT, "Data") == cells(SHARED.format(2, 3, 4))


def test_shared_formulas_that_are_cut_become_plain():
    assert shift_sheet(cells(SHARED.format(4, 5, 6)), INSERT, "Data") == cells(
        '<row r="4"><c r="B4"><f>A4*$C$1</f></c></row><row r="8"><c r="B8"><f>A8*$C$1</f></c></row>'
        '<row r="9"><c r="B9"><f>A9*$C$1</f></c></row>'
    )


def test_shared_formulas_whose_cells_move_apart_become_plain():
    rows = '<row r="1"><c r="B1"><f t="shared" ref="B1:B2" si="3" ca="1">Data!A4</f></c></row><row r="2"><c r="B2"><f si="3" t="shared"/></c></row>'
    assert shift_sheet(cells(rows), INSERT, "Other") == cells(
        '<row r="1"><c r="B1"><f ca="1">Data!A4</f></c></row><row r="2"><c r="B2"><f>Data!A8</f></c></row>'
    )


def test_the_master_of_a_shared_formula_may_be_deleted():
    assert shift_sheet(cells(SHARED.format(7, 8, 9)), DELETE, "Data") == cells(
        '<row r="5"><c r="B5"><f>A5*$C$1</f></c></row><row r="6"><c r="B6"><f>A6*$C$1</f></c></row>'
    )


@pytest.mark.parametrize("shift", [INSERT, DELETE])
def test_an_array_formula_is_not_torn(shift):
    rows = '<row r="{0}"><c r="A{0}"><f t="array" ref="A{0}:A{1}">ROW(1:2)</f></c></row>'
    with pytest.raises(Unshiftable) as refusal:
        shift_sheet(cells(rows.format(4, 6)), shift, "Data")
    assert (refusal.value.code, "A4:A6" in refusal.value.reason) == ("array_formula", True)
    moved = rows.format(9, 10) if shift is DELETE else rows.format(15, 16)
    start = rows.format(12, 13)
    assert shift_sheet(cells(start), shift, "Data") == cells(moved).replace(b"ROW(1:2)", b"ROW(1:2)")


def test_cells_are_not_pushed_off_the_sheet():
    with pytest.raises(Unshiftable, match="pushed off"):
        shift_sheet(cells('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), INSERT, "Data")
    assert shift_sheet(
        cells('<row r="1048576" ht="9"><c r="A1048576" s="1"/></row>'), INSERT, "Data"
    ) == cells("")


@pytest.mark.parametrize(
    ("before", "inserted", "deleted"),
    [
        ('<dimension ref="A1:D9"/>', '<dimension ref="A1:D12"/>', '<dimension ref="A1:D6"/>'),
        ('<mergeCells count="2"><mergeCell ref="A4:B5"/><mergeCell ref="A6:A7"/></mergeCells>',
         '<mergeCells count="2"><mergeCell ref="A4:B8"/><mergeCell ref="A9:A10"/></mergeCells>',
         '<mergeCells count="1"><mergeCell ref="A4:B4"/></mergeCells>'),
        ('<mergeCells count="1"><mergeCell ref="A5:A7"></mergeCell></mergeCells><x/>',
         '<mergeCells count="1"><mergeCell ref="A8:A10"></mergeCell></mergeCells><x/>', "<x/>"),
        ('<conditionalFormatting sqref="A1:A9 C5"><cfRule type="expression" dxfId="0"><formula>$A1&gt;$B$9</formula></cfRule></conditionalFormatting>',
         '<conditionalFormatting sqref="A1:A12 C8"><cfRule type="expression" dxfId="0"><formula>$A1&gt;$B$12</formula></cfRule></conditionalFormatting>',
         '<conditionalFormatting sqref="A1:A6"><cfRule type="expression" dxfId="0"><formula>$A1&gt;$B$6</formula></cfRule></conditionalFormatting>'),
        ('<conditionalFormatting sqref="A5"><cfRule><colorScale><cfvo type="formula" val="$A$9"/><cfvo type="num" val="9"/></colorScale></cfRule></conditionalFormatting>',
         '<conditionalFormatting sqref="A8"><cfRule><colorScale><cfvo type="formula" val="$A$12"/><cfvo type="num" val="9"/></colorScale></cfRule></conditionalFormatting>', ""),
        ('<dataValidations count="2"><dataValidation type="list" sqref="A6"><formula1>$Z$1:$Z$9</formula1></dataValidation><dataValidation sqref="B1:B9"/></dataValidations>',
         '<dataValidations count="2"><dataValidation type="list" sqref="A9"><formula1>$Z$1:$Z$12</formula1></dataValidation><dataValidation sqref="B1:B12"/></dataValidations>',
         '<dataValidations count="1"><dataValidation sqref="B1:B6"/></dataValidations>'),
        ('<hyperlinks><hyperlink ref="A6" location="Data!A9"/><hyperlink ref="A1" location="\'Data\'!A6"/></hyperlinks>',
         '<hyperlinks><hyperlink ref="A9" location="Data!A12"/><hyperlink ref="A1" location="\'Data\'!A9"/></hyperlinks>',
         '<hyperlinks><hyperlink ref="A1" location="\'Data\'!A6"/></hyperlinks>'),
        ('<autoFilter ref="A4:D9"><filterColumn colId="1"/><sortState ref="A5:D9"><sortCondition ref="B5:B9"/></sortState></autoFilter>',
         '<autoFilter ref="A4:D12"><filterColumn colId="1"/><sortState ref="A8:D12"><sortCondition ref="B8:B12"/></sortState></autoFilter>',
         '<autoFilter ref="A4:D6"><filterColumn colId="1"/><sortState ref="A5:D6"><sortCondition ref="B5:B6"/></sortState></autoFilter>'),
        ('<rowBreaks count="3" manualBreakCount="2"><brk id="3" man="1"/><brk id="4" man="1"/><brk id="9"/></rowBreaks><colBreaks count="1"><brk id="6"/></colBreaks>',
         '<rowBreaks count="3" manualBreakCount="2"><brk id="3" man="1"/><brk id="7" man="1"/><brk id="12"/></rowBreaks><colBreaks count="1"><brk id="6"/></colBreaks>',
         '<rowBreaks count="2" manualBreakCount="1"><brk id="3" man="1"/><brk id="6"/></rowBreaks><colBreaks count="1"><brk id="6"/></colBreaks>'),
        ('<protectedRanges><protectedRange sqref="A5:A6" name="p"/></protectedRanges><ignoredErrors><ignoredError sqref="B1:B9" evalError="1"/></ignoredErrors>',
         '<protectedRanges><protectedRange sqref="A8:A9" name="p"/></protectedRanges><ignoredErrors><ignoredError sqref="B1:B12" evalError="1"/></ignoredErrors>',
         '<ignoredErrors><ignoredError sqref="B1:B6" evalError="1"/></ignoredErrors>'),
        ('<sheetViews><sheetView workbookViewId="0"><pane ySplit="5" topLeftCell="A9" state="frozen"/><selection activeCell="C8" sqref="C8:D9"/></sheetView></sheetViews>',
         '<sheetViews><sheetView workbookViewId="0"><pane ySplit="8" topLeftCell="A12" state="frozen"/><selection activeCell="C11" sqref="C11:D12"/></sheetView></sheetViews>',
         '<sheetViews><sheetView workbookViewId="0"><pane ySplit="4" topLeftCell="A6" state="frozen"/><selection activeCell="C5" sqref="C5:D6"/></sheetView></sheetViews>'),
        ('<controls><control><controlPr linkedCell="$A$9"><anchor moveWithCells="1"><from><xdr:col>1</xdr:col><xdr:row>8</xdr:row></from><to><xdr:col>2</xdr:col><xdr:row>9</xdr:row></to></anchor></controlPr></control></controls>',
         '<controls><control><controlPr linkedCell="$A$12"><anchor moveWithCells="1"><from><xdr:col>1</xdr:col><xdr:row>11</xdr:row></from><to><xdr:col>2</xdr:col><xdr:row>12</xdr:row></to></anchor></controlPr></control></controls>',
         '<controls><control><controlPr linkedCell="$A$6"><anchor moveWithCells="1"><from><xdr:col>1</xdr:col><xdr:row>5</xdr:row></from><to><xdr:col>2</xdr:col><xdr:row>6</xdr:row></to></anchor></controlPr></control></controls>'),
        ('<extLst><ext uri="{x}"><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule><xm:f>$A$9&gt;A6</xm:f></x14:cfRule><xm:sqref>A6 B9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>',
         '<extLst><ext uri="{x}"><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule><xm:f>$A$12&gt;A9</xm:f></x14:cfRule><xm:sqref>A9 B12</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>',
         '<extLst><ext uri="{x}"><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule><xm:f>$A$6&gt;A6</xm:f></x14:cfRule><xm:sqref>B6</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>'),
        ('<extLst><ext uri="{y}"><x14:sparklineGroups><x14:sparklineGroup><x14:colorSeries/><x14:sparklines><x14:sparkline><xm:f>Data!A6:D6</xm:f><xm:sqref>E6</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>',
         '<extLst><ext uri="{y}"><x14:sparklineGroups><x14:sparklineGroup><x14:colorSeries/><x14:sparklines><x14:sparkline><xm:f>Data!A9:D9</xm:f><xm:sqref>E9</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>', ""),
    ],
)  # fmt: skip
def test_what_surrounds_the_cells(before, inserted, deleted):
    assert shifted(before) == sheet(inserted)
    assert shifted(before, DELETE) == sheet(deleted)


def test_a_filter_loses_and_moves_its_columns():
    before = '<autoFilter ref="B1:E9"><filterColumn colId="1"><filters/></filterColumn><filterColumn colId="3"/></autoFilter>'
    assert shifted(before, Shift("Data", "columns", 3, -1)) == sheet(
        '<autoFilter ref="B1:D9"><filterColumn colId="2"/></autoFilter>'
    )
    assert shifted(before, Shift("Data", "columns", 3, 1)) == sheet(
        '<autoFilter ref="B1:F9"><filterColumn colId="2"><filters/></filterColumn><filterColumn colId="4"/></autoFilter>'
    )


TABLE = (
    '<table displayName="Orders" ref="{ref}" totalsRowCount="1"><autoFilter ref="{data}"/><tableColumns count="2">'
    '<tableColumn name="Qty"/><tableColumn name="Sum"><calculatedColumnFormula>{f}</calculatedColumnFormula></tableColumn>'
    "</tableColumns></table>"
)


@pytest.mark.parametrize(
    ("shift", "ref", "data", "formula"),
    [
        (INSERT, "B2:C12", "B2:C11", "B3*$F$12+Orders[[#This Row],[Qty]]"),
        (
            Shift("Data", "rows", 9, 2),
            "B2:C11",
            "B2:C10",
            "B3*$F$11+Orders[[#This Row],[Qty]]",
        ),  # right above the totals
        (Shift("Data", "rows", 2, 1), "B3:C10", "B3:C9", "B4*$F$10+Orders[[#This Row],[Qty]]"),
        (DELETE, "B2:C6", "B2:C5", "B3*$F$6+Orders[[#This Row],[Qty]]"),
        (Shift("Data", "rows", 3, -1), "B2:C8", "B2:C7", "B3*$F$8+Orders[[#This Row],[Qty]]"),
    ],
)
def test_tables(shift, ref, data, formula):
    before = TABLE.format(ref="B2:C9", data="B2:C8", f="B3*$F$9+Orders[[#This Row],[Qty]]").encode()
    assert shift_table(before, shift, "Data") == TABLE.format(ref=ref, data=data, f=formula).encode()


@pytest.mark.parametrize(
    ("shift", "code"),
    [
        (Shift("Data", "rows", 1, -2), "table_header"),
        (Shift("Data", "rows", 9, -1), "table_totals"),
        (Shift("Data", "rows", 3, -6), "table_rows"),
        (Shift("Data", "rows", 1, -20), "table_deleted"),
        (Shift("Data", "columns", 2, -2), "table_deleted"),
        (Shift("Data", "rows", 4, 1, (3, 3)), "table_beside"),
        (Shift("Data", "columns", 1, 1, (4, 4)), "table_beside"),
    ],
)
def test_tables_are_not_torn(shift, code):
    with pytest.raises(Unshiftable) as refusal:
        shift_table(TABLE.format(ref="B2:C9", data="B2:C8", f="1").encode(), shift, "Data")
    assert refusal.value.code == code


ANCHOR = (
    "<xdr:{kind}><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{0}</xdr:row><xdr:rowOff>{1}</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>4</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>{2}</xdr:row><xdr:rowOff>{3}</xdr:rowOff></xdr:to>"
)


@pytest.mark.parametrize(
    ("kind", "before", "inserted", "deleted"),
    [
        ("twoCellAnchor", (1, 7, 8, 7), (1, 7, 11, 7), (1, 7, 5, 7)),
        ("twoCellAnchor", (5, 7, 8, 7), (8, 7, 11, 7), (4, 0, 5, 7)),
        ("twoCellAnchor", (1, 7, 4, 0), (1, 7, 4, 0), (1, 7, 4, 0)),
        ('twoCellAnchor editAs="oneCell"', (1, 7, 8, 7), (1, 7, 8, 7), (1, 7, 8, 7)),
        ('twoCellAnchor editAs="oneCell"', (7, 7, 9, 7), (10, 7, 12, 7), (4, 7, 6, 7)),
        ('twoCellAnchor editAs="absolute"', (7, 7, 9, 7), (7, 7, 9, 7), (7, 7, 9, 7)),
    ],
)
def test_drawings(kind, before, inserted, deleted):
    drawing = ANCHOR.format(*before, kind=kind).encode()
    assert shift_drawing(drawing, INSERT, "Data") == ANCHOR.format(*inserted, kind=kind).encode()
    assert shift_drawing(drawing, DELETE, "Data") == ANCHOR.format(*deleted, kind=kind).encode()
    assert shift_drawing(drawing, INSERT, "Other") == drawing


def test_shapes_and_charts_follow_the_cells_they_show():
    shape = b'<xdr:sp macro="" textlink="Data!$A$9"><a:t>A9</a:t></xdr:sp><xdr:sp textlink=""/>'
    assert shift_drawing(shape, INSERT, "Other") == shape.replace(b"$A$9", b"$A$12")
    chart = b"<c:f>Data!$B$2:$B$9</c:f><c:pt><c:v>A9</c:v></c:pt><c:f>Other!$A$9</c:f><c:f>'Data'!$B$1</c:f>"
    assert shift_chart(chart, INSERT) == chart.replace(b"$B$9", b"$B$12")


def test_comments_and_their_boxes():
    comments = b'<commentList><comment ref="A4" authorId="0"><text/></comment><comment ref="B6" authorId="0"><text/></comment></commentList>'
    assert shift_comments(comments, INSERT) == comments.replace(b"B6", b"B9")
    assert (
        shift_comments(comments, DELETE)
        == b'<commentList><comment ref="A4" authorId="0"><text/></comment></commentList>'
    )
    box = (
        '<v:shape id="a"><x:ClientData ObjectType="Note"><x:Anchor>\n 1, 15, {0}, 2, 3, 31, {1}, 1</x:Anchor>'
        "<x:Row>{2}</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>"
    )
    before = ("<xml>" + box.format(4, 8, 5) + "</xml>").encode()
    assert shift_vml(before, INSERT, "Data") == ("<xml>" + box.format(7, 11, 8) + "</xml>").encode()
    assert shift_vml(before, DELETE, "Data") == b"<xml></xml>"


def test_names():
    names = (
        '<sheets/><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">Data!$A$1:$D$9</definedName>'
        "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">'Data'!$A:$A,'Data'!$5:$6</definedName>"
        '<definedName name="below">Data!A9</definedName><definedName name="rate" comment="A9">Data!$A$9*2</definedName></definedNames>'
    )
    after = shift_names(names.encode(), INSERT, ["Data"]).decode()
    assert after == names.replace("$D$9", "$D$12").replace("$5:$6", "$8:$9").replace("$A$9*2", "$A$12*2")
    gone = shift_names(names.encode(), DELETE, ["Data"]).decode()
    assert "\"0\">'Data'!$A:$A</definedName>" in gone
    assert ">Data!$A$1:$D$6<" in gone


def test_a_print_area_whose_cells_are_gone_goes_too():
    names = '<a/><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">Data!$A$5:$D$6</definedName></definedNames><b/>'
    assert shift_names(names.encode(), DELETE, ["Data"]) == b"<a/><b/>"


def test_pivot_caches():
    cache = b'<cacheSource type="worksheet"><worksheetSource ref="A1:D9" sheet="Data"/></cacheSource>'
    assert shift_pivot_cache(cache, INSERT) == cache.replace(b"D9", b"D12")
    assert shift_pivot_cache(cache, Shift("Other", "rows", 5, 3)) == cache
    with pytest.raises(Unshiftable):
        shift_pivot_cache(cache, Shift("Data", "rows", 1, -9))


def test_a_shared_formula_of_constants_loses_its_first_cell():
    rows = SHARED.replace("A{0}*$C$1", "$C$1*2").format(7, 8, 9)
    assert shift_sheet(cells(rows), DELETE, "Data") == cells(
        '<row r="5"><c r="B5"><f>$C$1*2</f></c></row><row r="6"><c r="B6"><f>$C$1*2</f></c></row>'
    )


def test_a_page_break_does_not_stand_above_the_first_row():
    before = '<rowBreaks count="1" manualBreakCount="1"><brk id="4" man="1"/></rowBreaks><x/>'
    assert shifted(before, Shift("Data", "rows", 1, -4)) == sheet("<x/>")


def test_a_drawing_whose_first_row_is_deleted_starts_where_that_was():
    drawing = ANCHOR.format(4, 7, 9, 7, kind="twoCellAnchor").encode()
    assert shift_drawing(drawing, DELETE, "Data") == ANCHOR.format(4, 0, 6, 7, kind="twoCellAnchor").encode()
