#!/usr/bin/env python3
"""Makes hostile files, gives each to `bihuan read` or `bihuan import --dry-run`, and prints what came of it as a table.

    python3 fuzz/hostile.py target/release/bihuan [--only WORD] [--keep FOLDER]

A file passes if the program ends by itself, in time and memory, and says what is wrong with a finding or, where the file is only odd,
gives what it holds. Seconds are of computing (user and system), so that a busy machine does not change them. Needs nothing but Python and GNU time. Exit code 1 if a file fails.
"""

import argparse
import gzip
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

SECONDS = 2.0
MEBIBYTES = 512.0

TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "大笑大笑大笑大笑大笑">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]>"
)


def archive(parts):
    """Packs parts; a part is text, bytes, or a generator of pieces."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as pack:
        for name, part in parts.items():
            if isinstance(part, (str, bytes)):
                pack.writestr(name, part)
                continue
            with pack.open(name, "w", force_zip64=True) as member:
                for piece in part:
                    member.write(piece if isinstance(piece, bytes) else piece.encode())
    return out.getvalue()


def around(before, piece, times, after):
    yield before
    for _ in range(times):
        yield piece
    yield after


def docx(document, **more):
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": document}
    return archive({**parts, **{name.replace("__", "/") + ".xml": text for name, text in more.items()}})


def word(before, piece="", times=0, after="", head=""):
    return around(f'<?xml version="1.0"?>{head}<w:document xmlns:w="{WORD}"><w:body>' + before, piece, times, after + "</w:body></w:document>")


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(sheets, strings=None, extra=None):
    names = [f"表{number + 1}" for number in range(len(sheets))]
    book = "".join(f'<sheet name="{name}" sheetId="{at + 1}" r:id="r{at + 1}"/>' for at, name in enumerate(names))
    links = "".join(f'<Relationship Id="r{at + 1}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at + 1}.xml"/>' for at in range(len(names)))
    if strings is not None:
        links += f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{book}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    for at, sheet in enumerate(sheets):
        parts[f"xl/worksheets/sheet{at + 1}.xml"] = sheet
    return archive({**parts, **(extra or {})})


def sheet(before, piece="", times=0, after="", head=""):
    return around(f'<?xml version="1.0"?>{head}<worksheet xmlns="{MAIN}"><sheetData>' + before, piece, times, after + "</sheetData></worksheet>")


def rows(count, cells):
    """Rows of figures with a place in front, in pieces."""
    yield f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>'
    yield '<row r="1"><c r="A1" t="inlineStr"><is><t>城市</t></is></c><c r="B1" t="inlineStr"><is><t>年份</t></is></c></row>'
    letters = [letter(at) for at in range(2, cells + 2)]
    for row in range(2, count + 2):
        yield f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>湘潭市</t></is></c>' + "".join(f'<c r="{one}{row}"><v>{row}</v></c>' for one in letters) + "</row>"
    yield "</sheetData></worksheet>"


def letter(number):
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def wide(columns):
    yield f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData><row r="1">'
    for at in range(1, columns + 1):
        yield f'<c r="{letter(at)}1"><v>{at}</v></c>'
    yield "</row></sheetData></worksheet>"


def ods(content):
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, "META-INF/manifest.xml": "<m/>"})


def calc(before, piece="", times=0, after="", head=""):
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    begin = f'<?xml version="1.0"?>{head}<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="表">'
    return around(begin + before, piece, times, after + "</table:table></office:spreadsheet></office:body></office:document-content>")


def pdf(objects, trailer="", streams=None):
    """A PDF of objects by number; a stream is a pair of dictionary and bytes."""
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, one in sorted(objects.items()):
        places[number] = out.tell()
        if isinstance(one, tuple):
            head, data = one
            out.write(f"{number} 0 obj\n<<{head} /Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream\nendobj\n")
        else:
            out.write(f"{number} 0 obj\n".encode() + (one if isinstance(one, bytes) else one.encode()) + b"\nendobj\n")
    start = out.tell()
    size = max(objects) + 1
    out.write(f"xref\n0 {size}\n0000000000 65535 f \n".encode())
    for number in range(1, size):
        out.write(f"{places.get(number, 0):010d} 00000 {'n' if number in places else 'f'} \n".encode())
    out.write(f"trailer\n<</Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def packed(data, times=1):
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def drawn(pages, font="<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"):
    """A PDF whose pages draw what is given: (filter, bytes) for each."""
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(pages)))
    objects = {1: "<</Type/Catalog/Pages 2 0 R>>", 2: f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>", 3: font}
    for at, (how, data) in enumerate(pages):
        objects[10 + 2 * at] = f"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 3 0 R>>>>/Contents {11 + 2 * at} 0 R>>"
        objects[11 + 2 * at] = (how, data)
    return objects


FLATE = "/Filter/FlateDecode"


def object_streams(count, size):
    objects = drawn([("", b"BT (a) Tj ET")])
    entries = " ".join(f"{1000 + at} {at * 2}" for at in range(size))
    body = packed((entries + " ").encode() + b"1 " * size)
    for at in range(count):
        objects[100 + at] = (f"/Type/ObjStm/N {size}/First {len(entries) + 1}{FLATE}", body)
    return pdf(objects)


def hidden_bomb():
    """An object stream that unfolds to a gigabyte."""
    pack = zlib.compressobj(9)
    data = b"".join(pack.compress(b" " * (1 << 20)) for _ in range(1024)) + pack.flush()
    return pdf({**drawn([("", b"BT (a) Tj ET")]), 100: (f"/Type/ObjStm/N 10/First 10{FLATE}", data)})


def mapped_font():
    table = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
    table += b"".join(b"100 beginbfrange\n" + b"<0000> <ffff> <4e00>\n" * 100 + b"endbfrange\n" for _ in range(2000)) + b"endcmap end end"
    objects = drawn([("", b"BT /F1 12 Tf <00410042> Tj ET")], "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 4 0 R>>")
    objects[4] = (FLATE, packed(table))
    return pdf(objects)


def encrypted_office():
    """A compound file that says it holds an encrypted package."""
    name = "EncryptedPackage".encode("utf-16le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + name + b"\0" * (8192 - 512 - len(name))


def liar():
    """A part that unfolds to far more than the directory says."""
    data = bytearray(xlsx([sheet("", "<row/>" * 10_000, 4_000)]))
    for entry in re.finditer(b"PK\x01\x02", bytes(data)):
        data[entry.start() + 24 : entry.start() + 28] = (100).to_bytes(4, "little")
    return bytes(data)


SENTENCE = "到2025年，全市工业增加值达到120亿元，年均增长6.5%。"

PAPERS = {
    "DOCX that unfolds to 1 GB of text": ("docx", lambda: docx(word("", paragraph("大" * 10_000), 34_000))),
    "DOCX of 1 GB in a part beside the text": ("docx", lambda: docx(word(paragraph("一")), word__numbering=around("<n>", "0" * 1_000_000, 1000, "</n>"))),
    "DOCX of 2 million empty paragraphs": ("docx", lambda: docx(word("", "<w:p/>", 5_000_000))),
    "DOCX of 700,000 numbered paragraphs": ("docx", lambda: docx(word("", '<w:p><w:pPr><w:numPr><w:ilvl w:val="8"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>一</w:t></w:r></w:p>', 250_000), word__numbering=f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">' + "".join(f'<w:lvl w:ilvl="{n}"><w:start w:val="999999999"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="{"%9" * 50}"/></w:lvl>' for n in range(9)) + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>')),
    "DOCX nested 1 million deep": ("docx", lambda: docx(word("", "<w:tbl><w:tr><w:tc>", 300_000, paragraph("一")))),
    "DOCX with entity expansion": ("docx", lambda: docx(word(paragraph("&j;"), head=LAUGHS))),
    "DOCX with broken XML": ("docx", lambda: docx(word(paragraph("第一段") + "<w:p><w:r><w:t>第二<<<& 段"))),
    "DOCX with 100,000 parts": ("docx", lambda: archive({"word/document.xml": "".join(word(paragraph("一"))), **{f"word/media/{n}.png": b"" for n in range(100_000)}})),
    "DOCX with a password": ("docx", encrypted_office),
    "ZIP within ZIP within ZIP": ("docx", lambda: archive({"a.zip": archive({"b.zip": archive({"c.txt": around("", "0" * 1_000_000, 1000, "")})})})),
    "XLSX paper of 1.9 million cells": ("xlsx", lambda: xlsx([rows(190_000, 10)])),
    "XLSX paper of 99,000 long cells": ("xlsx", lambda: xlsx([sheet("", f'<row><c t="inlineStr"><is><t>{SENTENCE * 20}</t></is></c></row>', 50_000)])),
    "XLSX paper with 1 GB of shared strings": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')], around("<sst>", "<si><t>" + "大" * 10_000 + "</t></si>", 34_000, "</sst>"))),
    "XLSX paper with 10,000 sheets": ("xlsx", lambda: xlsx(["".join(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))] * 10_000)),
    "XLSX paper with 1 million columns": ("xlsx", lambda: xlsx([wide(1_000_000)])),
    "XLSX paper of 30 MB of merged cells": ("xlsx", lambda: xlsx([around(f'<worksheet xmlns="{MAIN}"><sheetData/><mergeCells>', '<mergeCell ref="A1:XFD1048576"/>', 900_000, "</mergeCells></worksheet>")])),
    "PDF page of 5 million operators": ("pdf", lambda: pdf(drawn([(FLATE, packed(b"q Q " * 5_000_000))]))),
    "PDF of 16 pages of 300,000 operators each": ("pdf", lambda: pdf(drawn([(FLATE, packed(b"q\n" * 500_000))] * 16))),
    "PDF of 3,000 pages that print 500 times": ("pdf", lambda: pdf(drawn([(FLATE, packed(b"BT /F1 12 Tf " + b"(a)Tj " * 500 + b"ET"))] * 3000))),
    "PDF of arrays of a million numbers": ("pdf", lambda: pdf(drawn([(FLATE, packed(b"BT /F1 12 Tf [" + b"1 " * 500_000 + b"] TJ ET"))] * 16))),
    "PDF page of 1 GB of blanks": ("pdf", lambda: pdf(drawn([(FLATE, packed(b" " * (1 << 30)))]))),
    "PDF page packed three times": ("pdf", lambda: pdf(drawn([("/Filter[/FlateDecode/FlateDecode/FlateDecode]", packed(b" " * (1 << 30), 3))]))),
    "PDF object stream of 1 GB": ("pdf", hidden_bomb),
    "PDF of 200 object streams of 100,000 objects": ("pdf", lambda: object_streams(200, 100_000)),
    "PDF of 1 object stream of 2 million objects": ("pdf", lambda: object_streams(1, 1_500_000)),
    "PDF of 1 million objects": ("pdf", lambda: pdf({**drawn([("", b"BT ET")]), **{at: "1" for at in range(100, 1_000_000)}})),
    "PDF nested 1 million deep": ("pdf", lambda: pdf({**drawn([("", b"[" * 1_000_000 + b"] TJ")]), 100: "[" * 1_000_000 + "]" * 1_000_000})),
    "PDF drawing nested dictionaries": ("pdf", lambda: pdf(drawn([(FLATE, packed(b"/a " + b"<</a" * 200_000 + b" BDC"))]))),
    "PDF pages that hold themselves": ("pdf", lambda: pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Count 9/Kids[2 0 R 2 0 R 2 0 R]>>"})),
    "PDF font table of 13 billion characters": ("pdf", mapped_font),
    "PDF with a password": ("pdf", lambda: pdf(drawn([("", b"x" * 64)]), "/Encrypt 5 0 R/ID[<00><00>]") .replace(b"3 0 obj", b"5 0 obj<</Filter/Standard/V 4/R 4/O(" + b"o" * 32 + b")/U(" + b"u" * 32 + b")/P -4/Length 128>>endobj\n3 0 obj", 1)),
    "PDF cross-reference of 4 billion entries": ("pdf", lambda: pdf(drawn([("", b"BT ET")])).replace(b"/Size", b"/Size 4294967295 /S").replace(b"xref\n0 ", b"xref\n0 42949")),
    "HTML nested 1 million deep": ("html", lambda: b"<html><body>" + b"<div>" * 1_000_000 + "文".encode() + b"</div>" * 1_000_000),
    "HTML of 800,000 scripts that never end": ("html", lambda: b"<html><body>" + b"<script>" * 500_000),
    "HTML of 2 million quotes that never end": ("html", lambda: b"<html><body>" + b"<a =\"" * 800_000),
    "HTML of 1 million comments that never end": ("html", lambda: b"<html><body>" + b"<!--" * 1_000_000),
    "HTML of 1 million entities": ("html", lambda: b"<html><body>" + b"&amp;&#99999999;&notanentity" * 150_000),
    "HTML of 4 MB of angle brackets": ("html", lambda: b"<html><body>" + b"<" * 4_000_000),
    "HTML table of 500,000 cells": ("html", lambda: b"<html><body><table><tr>" + "<td>一、</td>".encode() * 260_000),
    "HTML that names an external entity": ("html", lambda: b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>&x;</body></html>'),
    "text of 64 MB in one line": ("txt", lambda: (SENTENCE * 900_000).encode()[: 64 << 20]),
    "text of 4 MB of digits": ("txt", lambda: b"1234567890" * 400_000),
    "text of 4 MB of opening brackets": ("txt", lambda: "（".encode() * 1_300_000),
    "text of 4 MB of labels": ("txt", lambda: "一、（一）1.".encode() * 280_000),
    "text of 1 million empty lines": ("txt", lambda: b"\n" * 4_000_000),
    "text of 400,000 lines with labels": ("txt", lambda: "一、总体要求\n".encode() * 200_000),
    "text of 100,000 places": ("txt", lambda: "湘潭市、吉林、合作、长株潭、".encode() * 100_000),
    "text of 4 MB of quotation marks": ("txt", lambda: "“《".encode() * 700_000),
    "text of random bytes": ("txt", lambda: zlib.compress(bytes(range(256)) * 10) * 20_000),
    "text with injected pinyin 300,000 times": ("txt", lambda: "转(zhuan)型(xing)升(sheng)级(ji)".encode() * 100_000),
    "text of the same clause 50,000 times": ("txt", lambda: ("一、总体要求。" + SENTENCE + "\n").encode() * 50_000),
    "Markdown front matter that never ends": ("md", lambda: b"---\n" + b"a: b\n" * 800_000),
    "GZIP bomb as a paper": ("gz", lambda: gzip.compress(b"0" * (1 << 30), 6)),
}

TABLES = {
    "XLSX that unfolds to 1 GB": ("xlsx", lambda: xlsx([sheet("", "<row/>" * 10_000, 18_000)])),
    "XLSX that lies about its size": ("xlsx", liar),
    "XLSX with 1 GB of shared strings": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')], around("<sst>", "<si><t>" + "大" * 10_000 + "</t></si>", 34_000, "</sst>"))),
    "XLSX with 3 million shared strings": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')], around("<sst>", "<si><t>大</t></si>", 3_000_000, "</sst>"))),
    "XLSX with 1 million columns": ("xlsx", lambda: xlsx([wide(1_000_000)])),
    "XLSX with 16,384 columns of 300 rows": ("xlsx", lambda: xlsx([(piece for row in range(1, 301) for piece in ([f'<worksheet xmlns="{MAIN}"><sheetData>'] if row == 1 else []) + [f'<row r="{row}">' + "<c><v>1</v></c>" * 16_384 + "</row>"] + (["</sheetData></worksheet>"] if row == 300 else []))])),
    "XLSX with 10,000 sheets": ("xlsx", lambda: xlsx(["".join(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))] * 10_000)),
    "XLSX with 250 sheets of 20,000 cells": ("xlsx", lambda: xlsx(["".join(rows(2_000, 10))] * 250)),
    "XLSX with 1.9 million cells": ("xlsx", lambda: xlsx([rows(190_000, 10)])),
    "XLSX with 5.9 million cells": ("xlsx", lambda: xlsx([rows(590_000, 10)])),
    "XLSX with formulas that keep no value": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>城市</t></is></c><c r="B1" t="inlineStr"><is><t>地区生产总值（亿元）</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>湘潭市</t></is></c><c r="B2"><f>A1*1E9</f></c></row>')])),
    "XLSX with 500,000 formulas": ("xlsx", lambda: xlsx([sheet("", "<row><c><f>SUM(A1:XFD1048576)</f></c></row>", 500_000)])),
    "XLSX with a shared formula over all cells": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1"><f t="shared" ref="A1:XFD1048576" si="0">' + "A1+" * 2000 + "1</f><v>1</v></c></row>", '<row><c><f t="shared" si="0"/><v>1</v></c></row>', 300_000)])),
    "XLSX with links to other files": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1"><f>[1]表!A1</f><v>1</v></c></row>')], extra={f"xl/externalLinks/externalLink{n}.xml": "<x/>" for n in range(5)})),
    "XLSX with broken XML": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><<<&')])),
    "XLSX nested 1 million deep": ("xlsx", lambda: xlsx([sheet("", "<row><c>", 500_000)])),
    "XLSX with entity expansion": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>', head=LAUGHS)])),
    "XLSX of 30 MB of merged cells": ("xlsx", lambda: xlsx([around(f'<worksheet xmlns="{MAIN}"><sheetData/><mergeCells>', '<mergeCell ref="A1:XFD1048576"/>', 900_000, "</mergeCells></worksheet>")])),
    "XLSX of 3 million styles": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1"><v>1</v></c></row>')], extra={"xl/styles.xml": around(f'<styleSheet xmlns="{MAIN}"><cellXfs>', '<xf numFmtId="14"/>', 3_000_000, "</cellXfs></styleSheet>")})),
    "XLSX with one cell of 30 MB": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "大" * 10_000_000 + "</t></is></c></row>")])),
    "XLSX with 20 heads of 1 MB": ("xlsx", lambda: xlsx([sheet('<row r="1"><c t="inlineStr"><is><t>城市</t></is></c>' + ('<c t="inlineStr"><is><t>' + "（" * 300_000 + "</t></is></c>") * 20 + '</row><row r="2"><c t="inlineStr"><is><t>湘潭市</t></is></c>' + "<c><v>1</v></c>" * 20 + "</row>")])),
    "XLSX with 100,000 parts": ("xlsx", lambda: xlsx([sheet('<row r="1"><c r="A1"><v>1</v></c></row>')], extra={f"xl/media/{n}.png": b"" for n in range(100_000)})),
    "XLSX with a password": ("xlsx", encrypted_office),
    "XLSX cut off in the middle": ("xlsx", lambda: xlsx([rows(2_000, 10)])[:30_000]),
    "XLSB": ("xlsb", lambda: archive({"xl/workbook.bin": b"\0" * 1000})),
    "ODS that repeats a cell 1 billion times": ("ods", lambda: ods(calc('<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'))),
    "ODS that unfolds to 1 GB": ("ods", lambda: ods(calc("", "<table:table-row/>" * 10_000, 6_000))),
    "ODS nested 1 million deep": ("ods", lambda: ods(calc("", "<table:table-row><table:table-cell>", 500_000))),
    "ODS with entity expansion": ("ods", lambda: ods(calc('<table:table-row><table:table-cell office:value-type="string"><text:p>&j;</text:p></table:table-cell></table:table-row>', head=LAUGHS))),
    "ODS with broken XML": ("ods", lambda: ods(calc("<table:table-row><<<&"))),
    "ODS with one text of 200 MB": ("ods", lambda: ods(calc('<table:table-row><table:table-cell office:value-type="string"><text:p>', "0" * 1_000_000, 200, "</text:p></table:table-cell></table:table-row>"))),
    "XLS of rubbish": ("xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + zlib.compress(bytes(range(256)) * 99) * 2_000),
    "XLS whose chain of sectors runs in a ring": ("xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + b"\0" * 10 + (1).to_bytes(4, "little") + (0).to_bytes(4, "little") + b"\0" * 4 + (4096).to_bytes(4, "little") + (0).to_bytes(4, "little") * 4 + (0).to_bytes(4, "little") * 109 + (0).to_bytes(4, "little") * 1280),
    "CSV with 1 million columns": ("csv", lambda: ("城市,年份," + ",".join(f"c{n}" for n in range(1_000_000)) + "\n湘潭市,2020," + ",".join("1" for n in range(1_000_000))).encode()),
    "CSV of 64 MB in one line": ("csv", lambda: ("湘潭市" * 8_000_000).encode()[: 64 << 20]),
    "CSV with a quote that never ends": ("csv", lambda: ('城市,年份,"地区生产总值\n' + "湘潭市,2020,1\n" * 3_000_000).encode()),
    "CSV of 3 million rows": ("csv", lambda: ("城市,年份,地区生产总值（亿元）\n" + "湘潭市,2020,1\n" * 3_000_000).encode()),
    "CSV of 4 million rows of rubbish": ("csv", lambda: b"a,b\n" * 8_000_000),
    "CSV of 64 MB of commas": ("csv", lambda: b"," * (64 << 20)),
    "CSV of 30 million empty lines": ("csv", lambda: b"\n" * 30_000_000),
    "CSV with heads of 1 MB of brackets": ("csv", lambda: ("城市,年份," + ",".join("（" * 300_000 for _ in range(8)) + "\n湘潭市,2020" + ",1" * 8 + "\n").encode()),
    "GZIP bomb of 1 GB": ("csv.gz", lambda: gzip.compress(b"0,0\n" * (1 << 28), 6)),
    "CSV of random bytes": ("csv", lambda: zlib.compress(bytes(range(256)) * 10) * 20_000),
}


def attempt(program, kind, path):
    command = [program, "read", path, "--json"] if kind == "read" else [program, "import", path, "--dry-run", "--json"]
    measured = subprocess.run(["/usr/bin/time", "-f", "%U %S %M %x", "-o", path + ".time", "timeout", "120", *command], capture_output=True)
    user, system, kilobytes, code = Path(path + ".time").read_text().split("\n")[-2].split()
    try:
        said = json.loads(measured.stdout)
        codes = sorted({finding["code"] for finding in said["findings"]})
        read = len(said.get("values", [])) or len(said.get("text", "").strip())
    except (ValueError, KeyError):
        said, codes, read = None, [], 0
    if said is None and measured.stderr and int(code) < 64:
        codes = ["refused: " + measured.stderr.decode(errors="replace").strip().split("\n")[0][:60]]
    return float(user) + float(system), int(kilobytes) / 1024, int(code), codes, read, measured.stderr.decode(errors="replace")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("program")
    arguments.add_argument("--only", default="")
    arguments.add_argument("--keep", type=Path)
    arguments = arguments.parse_args()
    print("| Command | File | Size, MB | Told | Seconds | MiB | |")
    print("|---|---|---:|---|---:|---:|---|")
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        kinds = [("read", name, *made) for name, made in PAPERS.items()] + [("import", name, *made) for name, made in TABLES.items()]
        for number, (kind, name, ending, make) in enumerate(kinds):
            if arguments.only not in f"{kind} {name}":
                continue
            path = folder / f"{number}.{ending}"
            if not path.exists():
                path.write_bytes(make())
            seconds, mebibytes, code, codes, read, stderr = attempt(arguments.program, kind, str(path))
            sound = seconds <= SECONDS and mebibytes <= MEBIBYTES and code in (0, 1) and (codes or read)
            failed += not sound
            amount = f"{read:,} {'figures' if kind == 'import' else 'characters'}"
            told = "; ".join(codes[:4] + [amount] * bool(read))
            print(f"| {kind} | {name} | {path.stat().st_size / 1e6:.1f} | {told} | {seconds:.2f} | {mebibytes:.0f} | {'' if sound else '**fails**'} |", flush=True)
            if code not in (0, 1):
                print(f"exit {code}: {stderr[-300:]}", file=sys.stderr)
            if not arguments.keep:
                path.unlink()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
