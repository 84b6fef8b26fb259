"""Files that are something else, that lie, or that were made to do harm: a result, or one sentence."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import packages
import pytest
from hostile import ALARM, CELL, PLAIN, SHEET, ends, opened, refusal

from buybook.xlsx import markings
from buybook.xlsx.package import Package
from buybook.xlsx.workbook import Workbook

__all__ = ["ends"]  # a fixture that every test here uses


# -- what only bears the name of a workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "not_a_workbook", "empty"),
        (b"Item;Quantity\nBolt;5\n", "not_a_workbook", "CSV"),
        (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", "not_a_workbook", "web page"),
        ("<!DOCTYPE html><body></body>".encode("utf-16"), "not_a_workbook", "web page"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "old_format",
            "Excel 2003",
        ),
        (OLE, "old_format", "97"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (packages.zipped({"word/document.xml": "<a/>"}), "not_a_workbook", "zip file"),
        (packages.zipped(packages.parts(PLAIN))[:700], "damaged", "end of the zip file"),
        (b"PK\x05\x06" + bytes(18), "not_a_workbook", "not an Excel workbook"),
        (bytes(5000), "not_a_workbook", "not an Excel workbook"),
    ],
)  # fmt: skip
def test_files_that_are_something_else_are_told_apart(tmp_path: Path, content: bytes, code: str, says: str):
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    error = refusal(lambda: Workbook.open(path))
    assert error.code == code and says in str(error)


def test_a_mimetype_stored_first_tells_a_file_of_libreoffice():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "LibreOffice" in str(refusal(lambda: Package.from_bytes(buffer.getvalue())))


# -- markings


def marked(**attributes: str) -> Workbook:
    elements = "".join(f"<{name} {written}/>" for name, written in attributes.items())
    return packages.workbook(PLAIN, workbook=elements)


def test_markings_are_told_and_kept_and_hinder_nothing():
    book = marked(fileSharing='readOnlyRecommended="1"', workbookProtection='lockStructure="1"')
    assert markings.read(book) == {"read_only_recommended", "structure_protected"}
    book.sheets[0].set_value(1, 1, 2)
    again = packages.reopened(book)
    assert markings.read(again) == {"read_only_recommended", "structure_protected"}
    assert markings.read(packages.workbook(PLAIN)) == frozenset()
    assert markings.read(marked(fileSharing='userName="Ann"')) == frozenset()


def test_a_workbook_marked_as_final_and_a_shared_one_are_told():
    parts = packages.parts(PLAIN)
    parts["docProps/custom.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property pid="2" '
        'name="_MarkAsFinal"><vt:bool>true</vt:bool></property></Properties>'
    )
    parts["xl/revisions/revisionHeaders.xml"] = f'<headers xmlns="{packages.MAIN}"/>'
    parts["xl/_rels/workbook.xml.rels"] = packages.relationships(
        ("worksheet", "worksheets/sheet1.xml"),
        ("styles", "styles.xml"),
        ("revisionHeaders", "revisions/revisionHeaders.xml"),
    )
    assert markings.read(opened(parts)) == {"final", "shared"}
    parts["docProps/custom.xml"] = str(parts["docProps/custom.xml"]).replace("true", "false")
    assert markings.read(opened(parts)) == {"shared"}


def test_a_protected_sheet_says_so_and_can_be_edited():
    book = packages.workbook(packages.worksheet(CELL, after='<sheetProtection sheet="1" password="CC1A"/>'))
    sheet = book.sheets[0]
    assert sheet.protected
    sheet.set_value(1, 1, 2)
    assert 'password="CC1A"' in packages.part(book)
    assert packages.reopened(book).sheets[0].protected


# -- the zip file


def zip_of(*entries: tuple[bytes, bytes], local_names: dict[int, bytes] | None = None) -> bytearray:
    """A zip file of stored entries; the names in front of the data may differ from those in the directory."""
    body, directory = b"", b""
    for place, (name, content) in enumerate(entries):
        local = (local_names or {}).get(place, name)
        sizes = zlib.crc32(content), len(content), len(content)
        offset = len(body)
        body += struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 33, *sizes, len(local), 0) + local + content
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 33, *sizes, len(name), 0, 0, 0, 0, 0, offset
        )
        directory += name
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return bytearray(body + directory + end)


TYPES = (b"[Content_Types].xml", b"<Types/>")


def test_entries_that_share_bytes_are_refused():
    data = zip_of(TYPES, (b"a.xml", bytes(100)), (b"a.xml", bytes(100)))
    first = data.index(b"PK\3\4", 10)
    second = data.index(b"PK\3\4", first + 4)
    place = data.rindex(struct.pack("<L", second))
    data[place : place + 4] = struct.pack("<L", first)
    error = refusal(lambda: Package.from_bytes(bytes(data)))
    assert error.code == "damaged" and "overlap" in str(error)


def test_a_part_under_another_name_than_the_directory_says_is_refused():
    assert (
        refusal(
            lambda: Package.from_bytes(bytes(zip_of(TYPES, (b"a.xml", b"x"), local_names={1: b"b.xml"})))
        ).code
        == "damaged"
    )


@pytest.mark.parametrize("field", [0xFFFFFFFF, 0xFFFFFFFE, 0x7FFFFFFF])
@pytest.mark.parametrize("offset", [16, 20, 24, 42])  # checksum, packed and unpacked size, place
def test_a_directory_that_lies_is_refused(field: int, offset: int):
    data = zip_of(TYPES, (b"a.xml", b"content"))
    entry = data.rindex(b"PK\1\2")
    data[entry + offset : entry + offset + 4] = struct.pack("<L", field)
    assert refusal(lambda: Package.from_bytes(bytes(data)).read("a.xml")).code in {"damaged", "too_large"}


@pytest.mark.parametrize("value", [0, 1, 1 << 40, (1 << 64) - 1])
def test_fields_of_zip64_that_lie_are_refused(value: int):
    content = b"content"
    data = zip_of(TYPES, (b"a.xml", content))
    entry = data.rindex(b"PK\1\2")
    extra = struct.pack("<2H3Q", 1, 24, value, value, value)
    fields = list(struct.unpack_from("<4s6H3L5H2L", data, entry))
    fields[8] = fields[9] = fields[-1] = 0xFFFFFFFF
    fields[11] = len(extra)
    directory = data.index(b"PK\1\2")
    end = data.rindex(b"PK\5\6")
    index = data[directory:entry] + struct.pack("<4s6H3L5H2L", *fields) + b"a.xml" + extra
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(index), directory, 0)
    assert end > entry
    assert refusal(lambda: Package.from_bytes(bytes(data[:directory] + index + tail)).read("a.xml")).code in {
        "damaged",
        "too_large",
    }


def test_a_directory_of_zip64_at_no_place_and_of_many_entries_is_refused():
    data = bytes(zip_of(TYPES))
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 46, 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(data) - 22, 1)
    hostile = data[:-22] + end64 + locator + data[-22:]
    assert refusal(lambda: Package.from_bytes(hostile)).code == "too_large"
    endless = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, (1 << 64) - 1, (1 << 64) - 1)
    assert refusal(lambda: Package.from_bytes(data[:-22] + endless + locator + data[-22:])).code == "damaged"


BOMB = """
import resource, sys
sys.path[:0] = sys.argv[1:3]
resource.setrlimit(resource.RLIMIT_AS, (800 << 20, 800 << 20))
import packages
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package
from buybook.xlsx.workbook import Workbook
data = sys.stdin.buffer.read()
try:
    book = Workbook(Package.from_bytes(data))
    for sheet in book.sheets:
        sheet.extent, sheet.value(1, 1), sheet.set_value(1, 1, 2)
    book.to_bytes()
except WorkbookError as error:
    print(error.code)
"""


@pytest.mark.skipif(ALARM is None, reason="limits the memory of a process")
def test_bombs_take_no_memory():
    deep = "<a>" * 500_000 + "</a>" * 500_000
    wide = "<a " + " ".join(f'b{number}="1"' for number in range(200_000)) + "/>"
    entities = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
        + "]><a>&a9;</a>"
    )
    zeros = bytes(200 << 20)
    codes = {}
    for name, content in {"deep": deep, "wide": wide, "entities": entities, "zeros": zeros}.items():
        data = packages.zipped({**packages.parts(PLAIN), SHEET: content})
        command = [
            sys.executable,
            "-c",
            BOMB,
            str(Path(__file__).parent),
            str(Path(markings.__file__).parents[2]),
        ]
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=110)
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        codes[name] = done.stdout.decode().strip()
    assert codes == {
        "deep": "damaged",
        "wide": codes["wide"],
        "entities": "unsupported",
        "zeros": "too_large",
    }


# -- XML


@pytest.mark.parametrize(
    "xml",
    [
        PLAIN.replace("</worksheet>", ""),
        PLAIN.replace('r="A1"', 'r="A1'),
        PLAIN.replace("<v>", "<v><"),
        PLAIN.replace("<v>1", "<v>&undefined;"),
        PLAIN.replace("<v>1", "<v>\x01"),
        PLAIN.replace("<v>1", "<v><!-- "),
        PLAIN.replace("<v>1", "<v><![CDATA["),
        PLAIN + "<worksheet/>",
        "",
        "<worksheet",
        "\x00" * 50,
        f"<?xml version='1.0' encoding='utf-7'?>{PLAIN.partition('?>')[2]}",
        f"<?xml version='1.0' encoding='idna'?>{PLAIN.partition('?>')[2]}",
        "<a>" * 300 + "</a>" * 300,
    ],
)
def test_a_part_that_is_not_well_formed_is_damaged(xml: str):
    book = opened({**packages.parts(PLAIN), SHEET: xml})
    assert refusal(lambda: book.sheets[0].value(1, 1)).code == "damaged"


@pytest.mark.parametrize(
    "written",
    [
        "<!DOCTYPE worksheet [<!ENTITY a 'b'>]>",
        "<!DOCTYPE worksheet [<!ENTITY % a SYSTEM 'http://example.com/a'> %a;]>",
        f"<!--{' ' * 70_000}--><!DOCTYPE worksheet [<!ENTITY a 'b'>]>",
        "<!DOCTYPE worksheet [",
    ],
)
def test_entities_are_refused_wherever_they_are_declared(written: str):
    book = opened({**packages.parts(PLAIN), SHEET: PLAIN.replace(packages.DECLARATION, written)})
    assert refusal(lambda: book.sheets[0].value(1, 1)).code == "unsupported"
    wide = PLAIN.replace(packages.DECLARATION, f'<?xml version="1.0" encoding="UTF-16"?>{written}')
    book = opened({**packages.parts(PLAIN), SHEET: wide.encode("utf-16")})
    assert refusal(lambda: book.sheets[0].value(1, 1)).code == "unsupported"


def test_a_document_type_without_entities_and_tags_in_instructions_are_passed_over():
    harmless = "<!DOCTYPE worksheet SYSTEM 'w.dtd' [<!ELEMENT v ANY>]><?note <row r='1'><c r='A1'><v>9</v></c></row>?>"
    book = opened({**packages.parts(PLAIN), SHEET: PLAIN.replace(packages.DECLARATION, harmless)})
    assert book.sheets[0].value(1, 1) == 1
