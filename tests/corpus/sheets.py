# SPDX-License-Identifier: Apache-2.0
"""Excel workbooks."""
from canary import iso
from package import OFFICE, XML, content_types, custom_xml, properties, relations, rich_photo, theme, zip_file

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'xmlns="{S}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" mc:Ignorable="x15ac xr"'
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
TEXT = ["Shift", "Paid", "Night", "no", "4250", "8500"]


def workbook(d):
    return XML + (f'<workbook {HEAD}><fileVersion appName="xl" rupBuild="{d.text("rupBuild")}" codeName="{{{d.guid("codeName")}}}"/><fileSharing userName="{d.text("fileSharing user")}"/><workbookPr codeName="{d.text("workbook code name")}"/>'
                  f'<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:/Users/{d.text("absPath")}/" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
                  f'<xr:revisionPtr revIDLastSave="0" documentId="{d.guid("revision document id")}"/><bookViews><workbookView xr:uid="{{{d.guid("view uid")}}}"/></bookViews>'
                  f'<sheets><sheet name="Payments" sheetId="1" r:id="rId1"/><sheet name="{d.hidden("name of a hidden sheet")}" sheetId="2" state="veryHidden" r:id="rId2"/></sheets>'
                  f'<externalReferences><externalReference r:id="rId7"/></externalReferences><definedNames><definedName name="{d.text("defined name")}" comment="{d.text("comment of a name")}">Payments!$A$1</definedName></definedNames>'
                  f'<pivotCaches><pivotCache cacheId="4" r:id="rId8"/></pivotCaches></workbook>')


def sheet(d):
    return XML + (f'<worksheet {HEAD} xr:uid="{{{d.guid("sheet uid")}}}"><sheetPr codeName="{d.text("sheet code name")}"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
                  f'<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row><row r="3"><c r="A3"><v>4250</v></c><c r="B3"><f>A3*2+N("{d.text("formula")}")</f><v>8500</v></c></row>'
                  f'<row r="4" hidden="1"><c r="A4" t="inlineStr"><is><t>{d.hidden("hidden row")}</t></is></c></row></sheetData>'
                  f'<dataValidations count="1"><dataValidation type="list" sqref="A9" allowBlank="1" promptTitle="{d.text("validation title")}" prompt="{d.text("validation prompt")}"><formula1>"a,b"</formula1></dataValidation></dataValidations>'
                  f'<hyperlinks><hyperlink ref="A1" r:id="rId1" tooltip="{d.text("link tooltip")}" display="{d.text("link display")}"/></hyperlinks><pageMargins left="0.7" right="0.7" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
                  f'<pageSetup r:id="rId2"/><headerFooter><oddFooter>&amp;Z&amp;F</oddFooter></headerFooter><drawing r:id="rId3"/><legacyDrawing r:id="rId4"/></worksheet>')


def make(corpus, folder):
    d = corpus.dirt()
    photo = rich_photo(d, folder)
    props, kinds, rows = properties(d, rich_photo(d, folder))
    custom, custom_kinds = custom_xml(d, "xlsx")
    strings = ["Shift", "Paid", "Night", "no", d.hidden("string that no cell uses")]
    shared = XML + f'<sst {HEAD} count="4" uniqueCount="5">' + "".join(f"<si><t>{s}</t><phoneticPr fontId=\"0\"/></si>" for s in strings) + "</sst>"
    styles = XML + f'<styleSheet {HEAD}><fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    styles += f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs><cellStyles count="2"><cellStyle name="Normal" xfId="0" builtinId="0"/><cellStyle name="{d.text("cell style")}" xfId="0"/></cellStyles><tableStyles count="1"><tableStyle name="{d.text("table style")}" count="0"/></tableStyles></styleSheet>'
    second = XML + f'<worksheet {HEAD}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{d.hidden("cell of a hidden sheet")}</t></is></c></row></sheetData></worksheet>'
    comments = XML + f'<comments {HEAD}><authors><author>{d.text("comment author")}</author></authors><commentList><comment ref="A1" authorId="0" xr:uid="{{{d.guid("comment uid")}}}"><text><r><t>{d.hidden("comment text")}</t></r></text></comment></commentList></comments>'
    threaded = XML + f'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A1" dT="{iso(d.date("threaded comment date"))}" personId="{{{d.guid("threaded person")}}}" id="{{{d.guid("threaded id")}}}"><text>{d.hidden("threaded comment")}</text></threadedComment></ThreadedComments>'
    persons = XML + f'<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="{d.text("person")}" id="{{{d.guid("person id")}}}" userId="S::{d.text("person user")}@example.org" providerId="AD"/></personList>'
    cache = XML + f'<pivotCacheDefinition {HEAD} r:id="rId1" refreshedBy="{d.text("refreshedBy")}" refreshedDate="43531.25" recordCount="1"><cacheSource type="worksheet"><worksheetSource ref="A1:B3" sheet="{d.text("pivot source")}"/></cacheSource><cacheFields count="1"><cacheField name="{d.text("pivot field")}"><sharedItems><s v="{d.hidden("pivot item")}"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
    records = XML + f'<pivotCacheRecords {HEAD} count="1"><r><s v="{d.hidden("pivot record")}"/></r></pivotCacheRecords>'
    outside = XML + f'<externalLink {HEAD}><externalBook r:id="rId1"><sheetNames><sheetName val="{d.text("sheet of another workbook")}"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>{d.hidden("cell of another workbook")}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
    connections = XML + f'<connections {HEAD}><connection id="1" name="{d.text("connection name")}" type="1" refreshedVersion="6"><dbPr connection="DSN=x;UID={d.text("connection user")};" command="{d.text("connection query")}"/></connection></connections>'
    users = XML + f'<users {HEAD} count="1"><userInfo guid="{{{d.guid("user guid")}}}" name="{d.text("user name")}" id="-1" dateTime="{iso(d.date("user date"))}"/></users>'
    picture = XML + ('<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
                     f'xmlns:r="{OFFICE}"><xdr:oneCellAnchor><xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="914400" cy="609600"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="{d.text("picture name")}" descr="{d.text("picture alternative")}"/><xdr:cNvPicPr/></xdr:nvPicPr>'
                     '<xdr:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="914400" cy="609600"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>')
    vml = f'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><v:shape id="{d.text("shape id")}" alt="{d.text("shape alternative")}"/></xml>'
    parts = {"_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml"), *rows), "xl/workbook.xml": workbook(d),
             "xl/_rels/workbook.xml.rels": relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml"), ("rId3", "styles", "styles.xml"), ("rId4", "sharedStrings", "sharedStrings.xml"),
                                                     ("rId5", "theme", "theme/theme1.xml"), ("rId6", "connections", "connections.xml"), ("rId7", "externalLink", "externalLinks/externalLink1.xml"), ("rId8", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
                                                     ("rId9", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml"), ("rId10", "usernames", "revisions/userNames.xml"), ("rId11", "customXml", "../customXml/item1.xml")),
             "xl/worksheets/sheet1.xml": sheet(d), "xl/worksheets/sheet2.xml": second, "xl/styles.xml": styles, "xl/sharedStrings.xml": shared, "xl/theme/theme1.xml": theme(d), "xl/connections.xml": connections,
             "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "hyperlink", f"https://example.org/?who={d.text('link token')}", "External"), ("rId2", "printerSettings", "../printerSettings/printerSettings1.bin"), ("rId3", "drawing", "../drawings/drawing1.xml"),
                                                              ("rId4", "vmlDrawing", "../drawings/vmlDrawing1.vml"), ("rId5", "comments", "../comments1.xml"), ("rId6", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml")),
             "xl/printerSettings/printerSettings1.bin": d.text("printer settings").encode("utf-16-le") + bytes(40), "xl/drawings/drawing1.xml": picture, "xl/drawings/_rels/drawing1.xml.rels": relations(("rId1", "image", "../media/image1.jpeg")),
             "xl/drawings/vmlDrawing1.vml": vml, "xl/media/image1.jpeg": photo, "xl/comments1.xml": comments, "xl/threadedComments/threadedComment1.xml": threaded, "xl/persons/person.xml": persons, "xl/revisions/userNames.xml": users,
             "xl/pivotCache/pivotCacheDefinition1.xml": cache, "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relations(("rId1", "pivotCacheRecords", "pivotCacheRecords1.xml")), "xl/pivotCache/pivotCacheRecords1.xml": records,
             "xl/externalLinks/externalLink1.xml": outside, "xl/externalLinks/_rels/externalLink1.xml.rels": relations(("rId1", "externalLinkPath", f"file:///C:/Users/{d.text('path of another workbook')}.xlsx", "External")), **props, **custom}
    overrides = {"xl/workbook.xml": KIND + "sheet.main+xml", "xl/worksheets/sheet1.xml": KIND + "worksheet+xml", "xl/worksheets/sheet2.xml": KIND + "worksheet+xml", "xl/styles.xml": KIND + "styles+xml", "xl/sharedStrings.xml": KIND + "sharedStrings+xml",
                 "xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml", "xl/connections.xml": KIND + "connections+xml", "xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
                 "xl/drawings/vmlDrawing1.vml": "application/vnd.openxmlformats-officedocument.vmlDrawing", "xl/comments1.xml": KIND + "comments+xml", "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
                 "xl/persons/person.xml": "application/vnd.ms-excel.person+xml", "xl/revisions/userNames.xml": KIND + "userNames+xml", "xl/pivotCache/pivotCacheDefinition1.xml": KIND + "pivotCacheDefinition+xml",
                 "xl/pivotCache/pivotCacheRecords1.xml": KIND + "pivotCacheRecords+xml", "xl/externalLinks/externalLink1.xml": KIND + "externalLink+xml", **kinds, **custom_kinds}
    parts = {"[Content_Types].xml": content_types(parts, overrides), **parts}
    corpus.add("xlsx-everything.xlsx", "xlsx", zip_file(d, parts), d, {"what": "office", "text": TEXT, "pictures": 1})

    d = corpus.dirt()
    props, kinds, rows = properties(d, b"")
    plain = XML + f'<worksheet {HEAD}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Night</t></is></c><c r="B1"><v>4250</v></c></row></sheetData></worksheet>'
    book = XML + f'<workbook {HEAD}><sheets><sheet name="Payments" sheetId="1" r:id="rId1"/></sheets></workbook>'
    parts = {"_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml"), *rows[:2]), "xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": relations(("rId1", "worksheet", "worksheets/sheet1.xml")),
             "xl/worksheets/sheet1.xml": plain, "docProps/core.xml": props["docProps/core.xml"], "docProps/app.xml": props["docProps/app.xml"]}
    parts = {"[Content_Types].xml": content_types(parts, {"xl/workbook.xml": KIND + "sheet.main+xml", "xl/worksheets/sheet1.xml": KIND + "worksheet+xml", **{k: v for k, v in kinds.items() if k in parts}}), **parts}
    d.canaries = [c for c in d.canaries if c["field"].startswith(("core", "app"))]
    corpus.add("xlsx-plain.xlsx", "xlsx", zip_file(d, parts), d, {"what": "office", "text": ["Night", "4250"], "pictures": 0})
