# SPDX-License-Identifier: Apache-2.0
"""Word documents."""
from canary import iso
from package import OFFICE, XML, content_types, custom_xml, properties, relations, rich_photo, theme, zip_file

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
          'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
          'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14 w15"')
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
TEXT = ["Report about the second shaft", "There has been no ventilation since March.", "Inserted words stay.", "Shift", "Paid", "Night", "no",
        "See the rules of the union.", "Footnote words."]


def run(text, properties=""):
    return f'<w:r>{"<w:rPr>" + properties + "</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def drawing(d, relation):
    return (f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="914400" cy="609600"/><wp:docPr id="1" name="{d.text("picture name")}" descr="C:/Users/{d.text("picture alternative")}/p.jpg" title="{d.text("picture title")}"/>'
            '<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="0" name="{d.text("picture file name")}" descr="{d.text("picture description")}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="914400" cy="609600"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')


def body(d):
    def who(what):
        return f'w:id="{d.counter.n}" w:author="{d.text(what + " author")}" w:date="{iso(d.date(what + " date"))}"'

    rsid = f'w:rsidR="{d.hex8("rsidR")}" w:rsidRPr="{d.hex8("rsidRPr")}" w:rsidRDefault="{d.hex8("rsidRDefault")}" w:rsidP="{d.hex8("rsidP")}" w14:paraId="{d.hex8("paraId")}" w14:textId="{d.hex8("textId")}"'
    style = d.text("style id")

    def field(instruction, result):
        return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'

    out = f'<w:p {rsid}><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:bookmarkStart w:id="7" w:name="{d.text("bookmark")}"/>{run(TEXT[0])}<w:bookmarkEnd w:id="7"/></w:p>'
    out += f'<w:p><w:commentRangeStart w:id="0"/>{run(TEXT[1])}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>{run(d.hidden("hidden text"), "<w:vanish/>")}</w:p>'
    out += f'<w:p><w:ins {who("insertion")}>{run(TEXT[2])}</w:ins><w:del {who("deletion")}><w:r><w:delText>{d.hidden("deleted text")}</w:delText></w:r></w:del>'
    out += f'<w:r><w:rPr><w:b/><w:rPrChange {who("format change")}><w:rPr/></w:rPrChange></w:rPr><w:t xml:space="preserve"> </w:t></w:r></w:p>'
    out += '<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblCaption w:val="' + d.text("table caption") + '"/><w:tblDescription w:val="' + d.text("table description") + '"/></w:tblPr><w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid>'
    for row in ((TEXT[3], TEXT[4]), (TEXT[5], TEXT[6])):
        out += f'<w:tr w:rsidR="{d.hex8("row rsid")}">' + "".join(f"<w:tc><w:tcPr><w:tcW w:w=\"4000\" w:type=\"dxa\"/></w:tcPr><w:p>{run(c)}</w:p></w:tc>" for c in row) + "</w:tr>"
    out += "</w:tbl>"
    path = field("FILENAME \\p", "C:/Users/" + d.text("FILENAME result") + ".docx")
    out += f'<w:p>{path}{field("AUTHOR", d.text("AUTHOR result"))}{field("USERNAME", d.text("USERNAME result"))}{field("DOCPROPERTY Company", d.text("DOCPROPERTY result"))}'
    out += f'<w:fldSimple w:instr=" LASTSAVEDBY {d.text("field instruction")} ">{run(d.text("LASTSAVEDBY result"))}</w:fldSimple></w:p>'
    out += f'<w:p><w:hyperlink r:id="rId20" w:tooltip="{d.text("link tooltip")}">{run(TEXT[7])}</w:hyperlink><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    out += f'<w:sdt><w:sdtPr><w:alias w:val="{d.text("control alias")}"/><w:tag w:val="{d.text("control tag")}"/><w:id w:val="190473"/><w:dataBinding w:xpath="/{d.text("data binding")}" w:storeItemID="{{{d.guid("data binding store")}}}"/></w:sdtPr><w:sdtContent><w:p>{run("In a control.")}</w:p></w:sdtContent></w:sdt>'
    out += f"<w:p>{drawing(d, 'rId21')}</w:p>"
    out += f'<w:sectPr w:rsidR="{d.hex8("section rsid")}"><w:headerReference w:type="default" r:id="rId22"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
    return style, XML + f"<w:document {SPACES}><w:body>{out}</w:body></w:document>"


def side_parts(d, style):
    comments = XML + f'<w:comments {SPACES}><w:comment w:id="0" w:author="{d.text("comment author")}" w:initials="{d.text("comment initials")}" w:date="{iso(d.date("comment date"))}"><w:p w14:paraId="{d.hex8("comment paraId")}">{run(d.hidden("comment text"))}</w:p></w:comment></w:comments>'
    extended = XML + f'<w15:commentsEx {SPACES}><w15:commentEx w15:paraId="{d.hex8("commentEx paraId")}" w15:done="0"/></w15:commentsEx>'
    people = XML + f'<w15:people {SPACES}><w15:person w15:author="{d.text("person")}"><w15:presenceInfo w15:providerId="AD" w15:userId="S::{d.text("person user id")}@example.org::{d.guid("person tenant")}"/></w15:person></w15:people>'
    settings = XML + f'<w:settings {SPACES}><w:attachedTemplate r:id="rId1"/><w:trackRevisions/><w:rsids><w:rsidRoot w:val="{d.hex8("rsidRoot")}"/>' + "".join(f'<w:rsid w:val="{d.hex8("rsid list")}"/>' for _ in range(3)) + "</w:rsids>"
    settings += f'<w:docVars><w:docVar w:name="{d.text("variable name")}" w:val="{d.text("variable value")}"/></w:docVars><w:mailMerge><w:connectString w:val="{d.text("mail merge connection")}"/><w:query w:val="{d.text("mail merge query")}"/></w:mailMerge><w14:docId w14:val="{d.hex8("w14:docId")}"/><w15:docId w15:val="{{{d.guid("w15:docId")}}}"/></w:settings>'
    styles = XML + f'<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    styles += f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style}"><w:name w:val="{d.text("style name")}"/><w:aliases w:val="{d.text("style alias")}"/><w:basedOn w:val="Normal"/><w:rsid w:val="{d.hex8("style rsid")}"/><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style></w:styles>'
    web = XML + f'<w:webSettings {SPACES}><w:divs><w:div w:id="190474"><w:bodyDiv w:val="1"/></w:div></w:divs><w:saveSmartTagsAsXml w:val="{d.text("web settings")}"/></w:webSettings>'
    glossary = XML + f'<w:glossaryDocument {SPACES}><w:docParts><w:docPart><w:docPartPr><w:name w:val="{d.text("building block")}"/></w:docPartPr><w:docPartBody><w:p>{run(d.hidden("building block text"))}</w:p></w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>'
    header = XML + f'<w:hdr {SPACES}><w:p w:rsidR="{d.hex8("header rsid")}">{run("Union of miners")}</w:p></w:hdr>'
    notes = XML + f'<w:footnotes {SPACES}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p w:rsidR="{d.hex8("footnote rsid")}">{run(TEXT[8])}</w:p></w:footnote></w:footnotes>'
    fonts = XML + f'<w:fonts {SPACES}><w:font w:name="Arial"><w:altName w:val="{d.text("font alternative")}"/></w:font></w:fonts>'
    return {"comments": comments, "commentsExtended": extended, "people": people, "settings": settings, "styles": styles, "webSettings": web, "glossary/document": glossary,
            "header1": header, "footnotes": notes, "fontTable": fonts}


KINDS = {"comments": "comments+xml", "commentsExtended": "commentsExtended+xml", "people": "people+xml", "settings": "settings+xml", "styles": "styles+xml", "webSettings": "webSettings+xml",
         "glossary/document": "document.glossary+xml", "header1": "header+xml", "footnotes": "footnotes+xml", "fontTable": "fontTable+xml"}
TYPES = {"glossary/document": "glossaryDocument", "header1": "header", "commentsExtended": "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
         "people": "http://schemas.microsoft.com/office/2011/relationships/people"}


def make(corpus, folder):
    d = corpus.dirt()
    photo = rich_photo(d, folder)
    style, document = body(d)
    side = side_parts(d, style)
    props, kinds, rows = properties(d, rich_photo(d, folder))
    custom, custom_kinds = custom_xml(d, "docx")
    parts = {"_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml"), *rows), "word/document.xml": document}
    links = [(f"rId{i}", TYPES.get(n, n), "header1.xml" if n == "header1" else n + ".xml") for i, n in enumerate(side, 1) if n != "header1"]
    links += [("rId20", "hyperlink", f"https://example.org/?who={d.text('link token')}", "External"), ("rId21", "image", "media/image1.jpeg"), ("rId22", "header", "header1.xml"), ("rId23", "theme", "theme/theme1.xml"),
              ("rId24", "customXml", "../customXml/item1.xml"), ("rId25", "image", f"https://{d.text('picture beacon')}.example/x.png", "External"), ("rId26", "printerSettings", "printerSettings1.bin"),
              ("rId27", "oleObject", "embeddings/oleObject1.bin")]
    parts["word/_rels/document.xml.rels"] = relations(*links)
    parts.update({f"word/{n}.xml": b for n, b in side.items()})
    parts["word/_rels/settings.xml.rels"] = relations(("rId1", "attachedTemplate", f"file:///\\\\server\\{d.text('template path')}.dotx", "External"))
    parts.update({"word/theme/theme1.xml": theme(d), "word/media/image1.jpeg": photo, "word/media/orphan.jpeg": rich_photo(d, folder), **props, **custom})
    parts["word/printerSettings1.bin"] = d.text("printer settings").encode("utf-16-le") + bytes(40)
    parts["word/embeddings/oleObject1.bin"] = bytes.fromhex("d0cf11e0a1b11ae1") + d.text("embedded object").encode() + bytes(80)
    overrides = {"word/document.xml": MAIN + "document.main+xml", **{f"word/{n}.xml": MAIN + k for n, k in KINDS.items()}, "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml", **kinds, **custom_kinds}
    parts = {"[Content_Types].xml": content_types(parts, overrides), **parts}
    corpus.add("docx-everything.docx", "docx", zip_file(d, parts), d, {"what": "office", "text": [*TEXT[:8], "In a control.", TEXT[8], "Union of miners"], "pictures": 1})

    # What a phone's editor writes: little, and the author all the same.
    d = corpus.dirt()
    photo = rich_photo(d, folder)
    props, kinds, rows = properties(d, photo)
    plain = XML + f'<w:document {SPACES}><w:body><w:p w:rsidR="{d.hex8("rsidR")}">{run(TEXT[0])}</w:p><w:p>{run(TEXT[1])}</w:p><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    parts = {"_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml"), *rows[:2]), "word/document.xml": plain, "docProps/core.xml": props["docProps/core.xml"], "docProps/app.xml": props["docProps/app.xml"]}
    parts = {"[Content_Types].xml": content_types(parts, {"word/document.xml": MAIN + "document.main+xml", **{k: v for k, v in kinds.items() if k in parts}}), **parts}
    d.canaries = [c for c in d.canaries if c["field"].startswith(("core", "app", "rsid"))]
    corpus.add("docx-plain.docx", "docx", zip_file(d, parts), d, {"what": "office", "text": TEXT[:2], "pictures": 0})
