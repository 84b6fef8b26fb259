"""The package: what is refused, and that untouched parts keep their bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import packages
import pytest

from buybook.xlsx.archive import Limits
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package
from buybook.xlsx.workbook import Workbook

PLAIN = packages.worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')


def code_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(WorkbookError) as caught:
        Workbook(Package.from_bytes(data, limits=limits))
    return caught.value.code


def test_other_formats_are_told_apart():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert code_of(ole) == "old_format"
    assert code_of(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert code_of(b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(600)) == "old_format"
    assert code_of(b"a;b;c\n1;2;3\n") == "not_a_workbook"
    assert code_of(b"") == "not_a_workbook"
    assert code_of(packages.zipped({"word/document.xml": "<a/>"})) == "not_a_workbook"


def test_binary_workbook_and_document_are_no_workbooks():
    content = packages.parts(PLAIN)
    types = str(content["[Content_Types].xml"])
    binary = types.replace(
        packages.TYPES["workbook"], "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    )
    assert code_of(packages.zipped({**content, "[Content_Types].xml": binary})) == "old_format"
    letter = types.replace("spreadsheetml.sheet.main", "wordprocessingml.document.main")
    assert code_of(packages.zipped({**content, "[Content_Types].xml": letter})) == "not_a_workbook"


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(WorkbookError) as caught:
        Workbook.open(tmp_path / "none.xlsx")
    assert caught.value.code == "missing"
    with pytest.raises(WorkbookError) as caught:
        Workbook.open(tmp_path)
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_damaged(share):
    data = packages.zipped(packages.parts(PLAIN))
    assert code_of(data[: int(len(data) * share)]) == "damaged"


def test_a_flipped_bit_is_found_when_the_part_is_read():
    data = bytearray(packages.zipped(packages.parts(PLAIN)))
    place = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[place] ^= 0x10
    with pytest.raises(WorkbookError) as caught:
        Workbook(Package.from_bytes(bytes(data))).sheets[0].value(1, 1)
    assert caught.value.code == "damaged"


def test_bombs_are_refused_before_they_are_unpacked():
    bomb = packages.zipped({**packages.parts(PLAIN), "xl/media/image1.bin": bytes(40 << 20)})
    assert code_of(bomb) == "too_large"
    data = packages.zipped(packages.parts(PLAIN))
    assert code_of(data, Limits(entries=3)) == "too_large"
    assert code_of(data, Limits(entry_bytes=100)) == "too_large"
    assert code_of(data, Limits(total_bytes=1000)) == "too_large"


def test_an_entry_never_unpacks_to_more_than_it_said():
    data = packages.zipped({**packages.parts(PLAIN), "xl/extra.bin": bytes(100_000)})
    size = struct.pack("<L", 100_000)
    assert data.count(size) >= 2
    package = Package.from_bytes(data.replace(size, struct.pack("<L", 500)))
    with pytest.raises(WorkbookError) as caught:
        package.read("xl/extra.bin")
    assert caught.value.code == "damaged"


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil.xml", "C:/evil.xml", "xl\\..\\evil.xml"])
def test_names_that_lead_out_are_refused(name):
    assert code_of(packages.zipped({**packages.parts(PLAIN), name: "x"})) == "damaged"


def test_two_parts_of_one_name_are_refused():
    assert code_of(packages.zipped({**packages.parts(PLAIN), "XL/Workbook.xml": "<a/>"})) == "damaged"


def test_an_encrypted_entry_is_refused():
    data = bytearray(packages.zipped(packages.parts(PLAIN)))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert code_of(bytes(data)) == "encrypted"


def test_entities_are_refused_and_a_plain_document_type_is_not():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    evil = PLAIN.replace(packages.DECLARATION, bomb)
    book = packages.workbook(evil)
    with pytest.raises(WorkbookError) as caught:
        book.sheets[0].value(1, 1)
    assert caught.value.code == "unsupported"
    harmless = PLAIN.replace(packages.DECLARATION, '<?xml version="1.0"?><!DOCTYPE worksheet>')
    assert packages.workbook(harmless).sheets[0].value(1, 1) == 1


def test_nothing_changed_nothing_dirty_and_the_same_bytes():
    content = packages.parts(PLAIN)
    package = Package.from_bytes(packages.zipped(content))
    package.write("xl/styles.xml", str(content["xl/styles.xml"]).encode())
    assert not package.dirty
    package.write("xl/styles.xml", b"<other/>")
    assert package.dirty
    package.write("xl/styles.xml", str(content["xl/styles.xml"]).encode())
    assert not package.dirty


def raw_entries(data: bytes) -> dict[str, tuple[bytes, int, tuple[int, ...]]]:
    """Packed bytes, method and date of each entry, as the standard library finds them."""

    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            start = info.header_offset
            name_size, extra_size = struct.unpack("<2H", data[start + 26 : start + 30])
            at = start + 30 + name_size + extra_size
            found[info.filename] = data[at : at + info.compress_size], info.compress_type, info.date_time
    return found


def test_untouched_entries_keep_their_packed_bytes_order_and_dates():
    content = {
        **packages.parts(PLAIN),
        "xl/vbaProject.bin": b"\x00macro" * 50,
        "customXml/item1.xml": "<keep/>",
    }
    before = packages.zipped(content)
    book = Workbook(Package.from_bytes(before))
    book.sheets[0].set_value(1, 1, 2)
    after = book.to_bytes()
    old, new = raw_entries(before), raw_entries(after)
    assert list(old) == list(new)
    changed = {name for name in old if old[name][0] != new[name][0]}
    assert changed == {"xl/worksheets/sheet1.xml"}
    assert all(old[name][1:] == new[name][1:] for name in old)
    assert zipfile.ZipFile(io.BytesIO(after)).testzip() is None


def test_the_same_edit_gives_the_same_bytes():
    data = packages.zipped(packages.parts(PLAIN))
    results = set()
    for _ in range(2):
        book = Workbook(Package.from_bytes(data))
        book.add_sheet("New").set_value(1, 1, "text")
        results.add(book.to_bytes())
    assert len(results) == 1


def test_data_descriptors_backslashes_and_leading_bytes_are_read():
    buffer = io.BytesIO()

    class Stream(io.RawIOBase):  # cannot be sought, so the sizes follow the data
        def writable(self):
            return True

        def write(self, data):
            return buffer.write(data)

    with zipfile.ZipFile(Stream(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in packages.parts(PLAIN).items():
            archive.writestr(name.replace("xl/worksheets/", "xl\\worksheets\\"), content)
    book = Workbook(Package.from_bytes(b"leading" + buffer.getvalue()))
    assert book.sheets[0].value(1, 1) == 1
    book.sheets[0].set_value(1, 1, 5)
    again = packages.reopened(book)
    assert again.sheets[0].value(1, 1) == 5
    with zipfile.ZipFile(io.BytesIO(book.to_bytes())) as archive:
        assert archive.testzip() is None
        assert not any(info.flag_bits & 8 for info in archive.infolist())


def test_stored_entries_and_zip64_fields_are_read():
    content = packages.parts(PLAIN)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in content.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as file:
                file.write(text.encode() if isinstance(text, str) else text)
    book = Workbook(Package.from_bytes(buffer.getvalue()))
    book.sheets[0].set_value(1, 1, 7)
    with zipfile.ZipFile(io.BytesIO(book.to_bytes())) as archive:
        assert archive.testzip() is None
        assert b"<v>7</v>" in archive.read("xl/worksheets/sheet1.xml")


def test_a_signed_package_is_not_changed():
    content = packages.parts(PLAIN)
    content["_rels/.rels"] = str(content["_rels/.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
        'digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>',
    )
    content["_xmlsignatures/origin.sigs"] = b""
    book = Workbook(Package.from_bytes(packages.zipped(content)))
    assert book.sheets[0].value(1, 1) == 1
    book.sheets[0].set_value(1, 1, 2)
    with pytest.raises(WorkbookError) as caught:
        book.to_bytes()
    assert caught.value.code == "unsupported"


def test_parts_relationships_and_content_types():
    package = Package.from_bytes(packages.zipped(packages.parts(PLAIN)))
    package.add("xl/media/image 1.png", b"png", "image/png")
    identifier = package.add_relationship(
        "xl/worksheets/sheet1.xml", packages.OFFICE + "/image", "xl/media/image 1.png"
    )
    assert package.content_type("xl/media/image 1.png") == "image/png"
    [relationship] = package.relationships("xl/worksheets/sheet1.xml")
    assert (relationship.id, relationship.target, relationship.kind) == (
        identifier,
        "xl/media/image 1.png",
        "image",
    )
    again = Package.from_bytes(package.to_bytes())
    assert again.relationships("xl/worksheets/sheet1.xml")[0].target == "xl/media/image 1.png"
    assert again.read("xl/media/image 1.png") == b"png"
    package.remove_relationship("xl/worksheets/sheet1.xml", identifier)
    package.remove("xl/media/image 1.png")
    assert not package.has("xl/worksheets/_rels/sheet1.xml.rels")
    assert not package.dirty


def test_a_part_that_comes_back_as_it_was_is_not_a_change():
    content = packages.parts(PLAIN)
    package = Package.from_bytes(packages.zipped(content))
    package.remove("xl/styles.xml")
    assert package.dirty and not package.has("xl/styles.xml")
    package.add("xl/styles.xml", str(content["xl/styles.xml"]).encode(), packages.TYPES["styles"])
    assert package.read("xl/styles.xml") == str(content["xl/styles.xml"]).encode()


def test_crc_equal_but_other_bytes_counts_as_a_change():
    content = {**packages.parts(PLAIN), "xl/extra.bin": b"plumless"}
    package = Package.from_bytes(packages.zipped(content))
    assert zlib.crc32(b"plumless") == zlib.crc32(b"buckeroo")
    package.write("xl/extra.bin", b"buckeroo")
    assert package.dirty
    assert package.read("xl/extra.bin") == b"buckeroo"
