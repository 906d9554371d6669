#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes dirty office files: a value that names someone in every field that the formats have.

make_corpus.py DIR [PHOTO]   writes DIR/*.docx … and DIR/values.txt, one value a line, of which none
may be left in a cleaned file. PHOTO: a JPEG with values of its own, put in where pictures are.
"""
import base64, os, sys, zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
PR = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "http://schemas.openxmlformats.org/package/2006/content-types"
OFF = "application/vnd.openxmlformats-officedocument."
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

values = []
photo = PNG


def canary(field):
    values.append("ADIT-CANARY-%s-%d" % (field, len(values) + 1))
    return values[-1]


def number(hexadecimal):
    values.append(hexadecimal)
    return hexadecimal


def rels(*entries):
    out = HEAD + '<Relationships xmlns="%s">' % PR
    for i, kind, target in entries:
        full = kind if kind.startswith("http") else R + "/" + kind
        mode = ' TargetMode="External"' if "://" in target or target.startswith("\\\\") else ""
        out += '<Relationship Id="%s" Type="%s" Target="%s"%s/>' % (i, full, target, mode)
    return out + "</Relationships>"


def types(**overrides):
    out = HEAD + '<Types xmlns="%s"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' % CT
    for e, t in (("xml", "application/xml"), ("jpeg", "image/jpeg"), ("png", "image/png"), ("bin", OFF + "oleObject"),
                 ("emf", "image/x-emf"), ("xlsx", OFF + "spreadsheetml.sheet")):
        out += '<Default Extension="%s" ContentType="%s"/>' % (e, t)
    for name, kind in overrides.items():
        out += '<Override PartName="/%s" ContentType="%s"/>' % (name.replace("__", "/"), kind)
    return out + "</Types>"


def properties():
    core = HEAD + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    for tag in ("dc:title", "dc:subject", "dc:creator", "cp:keywords", "dc:description", "cp:lastModifiedBy", "cp:category",
                "cp:contentStatus", "dc:identifier", "cp:version", "dc:language"):
        core += "<%s>%s</%s>" % (tag, canary(tag.replace(":", "-")), tag)
    core += "<cp:revision>123456789</cp:revision>"
    for tag in ("created", "modified"):
        stamp = number("2024-05-17T0%d:31:00Z" % (len(values) % 10))
        core += '<dcterms:%s xsi:type="dcterms:W3CDTF">%s</dcterms:%s>' % (tag, stamp, tag)
    core += "</cp:coreProperties>"
    app = HEAD + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    for tag in ("Template", "Manager", "Company", "Application", "AppVersion", "HyperlinkBase"):
        app += "<%s>%s</%s>" % (tag, canary(tag), tag)
    app += "<TotalTime>987654321</TotalTime></Properties>"
    custom = HEAD + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="%s"><vt:lpwstr>%s</vt:lpwstr></property></Properties>' % (canary("custom-name"), canary("custom-value"))
    return {"docProps/core.xml": core, "docProps/app.xml": app, "docProps/custom.xml": custom, "docProps/thumbnail.jpeg": photo,
            "customXml/item1.xml": "<x>%s</x>" % canary("customXml"), "docMetadata/LabelInfo.xml": "<l id='%s'/>" % canary("label")}


def top(main):
    return rels(("rId1", "officeDocument", main), ("rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
                ("rId3", "extended-properties", "docProps/app.xml"), ("rId4", "custom-properties", "docProps/custom.xml"),
                ("rId5", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg"),
                ("rId6", "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml"))


def write(path, parts, first=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name in list(first) + [n for n in parts if n not in first]:
            info = zipfile.ZipInfo(name, (2024, 5, 17, 9, 31, 0))
            info.comment = canary("zip-comment").encode()
            body = parts[name]
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            if name != "mimetype":
                info.extra = b"\x75\x78\x0b\x00\x01\x04\xe8\x03\x00\x00\x04\xe8\x03\x00\x00"
            z.writestr(info, body)
        z.comment = canary("archive-comment").encode()


def chart(rel=True):
    return HEAD + """<c:chartSpace xmlns:c="%s" xmlns:a="%s" xmlns:r="%s"><c:date1904 val="0"/><c:lang val="fr-CD"/><c:chart><c:title><c:tx><c:strRef><c:f>'%s'!$A$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>Shown title</c:v></c:pt></c:strCache></c:strRef></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>Shown series</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:f>Sheet1!$A$2:$A$3</c:f><c:strCache><c:ptCount val="2"/><c:pt idx="0"><c:v>North</c:v></c:pt><c:pt idx="1"><c:v>South</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!$B$2:$B$3</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="2"/><c:pt idx="0"><c:v>4.3</c:v></c:pt><c:pt idx="1"><c:v>2.5</c:v></c:pt></c:numCache></c:numRef></c:val><c:extLst><c:ext uri="{C3380CC4-5D6E-409C-BE32-E72D297353CC}" xmlns:c16="http://schemas.microsoft.com/office/drawing/2014/chart"><c16:uniqueId val="{%s}"/></c:ext></c:extLst></c:ser><c:axId val="2094734552"/><c:axId val="2094734553"/></c:barChart><c:catAx><c:axId val="2094734552"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2094734553"/></c:catAx><c:valAx><c:axId val="2094734553"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="2094734552"/></c:valAx></c:plotArea><c:plotVisOnly val="1"/></c:chart>%s<c:userShapes r:id="rId9"/></c:chartSpace>""" % (C, A, R, canary("chart-reference"), canary("chart-uid"), '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>' if rel else "")


THEME = HEAD + '<a:theme xmlns:a="%s" name="{name}"><a:themeElements><a:clrScheme name="{colours}"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="44546A"/></a:dk2><a:lt2><a:srgbClr val="E7E6E6"/></a:lt2><a:accent1><a:srgbClr val="4472C4"/></a:accent1><a:accent2><a:srgbClr val="ED7D31"/></a:accent2><a:accent3><a:srgbClr val="A5A5A5"/></a:accent3><a:accent4><a:srgbClr val="FFC000"/></a:accent4><a:accent5><a:srgbClr val="5B9BD5"/></a:accent5><a:accent6><a:srgbClr val="70AD47"/></a:accent6><a:hlink><a:srgbClr val="0563C1"/></a:hlink><a:folHlink><a:srgbClr val="954F72"/></a:folHlink></a:clrScheme><a:fontScheme name="{fonts}"><a:majorFont><a:latin typeface="{font}"/><a:ea typeface=""/><a:cs typeface=""/><a:font script="Jpan" typeface="{script}"/></a:majorFont><a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/></a:minorFont></a:fontScheme><a:fmtScheme name="Office"><a:fillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:fillStyleLst><a:lnStyleLst><a:ln w="6350"/><a:ln w="6350"/><a:ln w="6350"/></a:lnStyleLst><a:effectStyleLst><a:effectStyle><a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle></a:effectStyleLst><a:bgFillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>' % A


def theme():
    return THEME.format(name=canary("theme"), colours=canary("theme-colours"), fonts=canary("theme-fonts"), font=canary("theme-font"), script=canary("theme-script"))


def picture(embed, where="pic"):
    return '<a:graphic xmlns:a="%s"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="7" name="%s" descr="C:\\Users\\%s\\x.jpg" title="%s"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="%s"><a:extLst><a:ext uri="{28A0092B-C50C-407E-A947-70E740481C1C}"/></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="914400" cy="914400"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>' % (A, canary("picture-name"), canary("picture-path"), canary("picture-title"), embed)


def docx():
    def person():
        return 'w:id="%d" w:author="%s" w:date="%s"' % (len(values), canary("author"), number("2023-01-0%dT08:00:00Z" % (len(values) % 9 + 1)))

    def rsid():
        return number("00CA%04X" % (len(values) * 7 + 4096))

    def p(content, ppr="", **more):
        return '<w:p w:rsidR="%s" w:rsidRDefault="%s" w14:paraId="%s" w14:textId="%s">%s%s</w:p>' % (
            rsid(), rsid(), number("1CA4%04X" % len(values)), number("2CA4%04X" % len(values)), "<w:pPr>%s</w:pPr>" % ppr if ppr else "", content)

    def r(content, rpr=""):
        return '<w:r w:rsidRPr="%s">%s%s</w:r>' % (rsid(), "<w:rPr>%s</w:rPr>" % rpr if rpr else "", content)

    def t(text):
        return '<w:t xml:space="preserve">%s</w:t>' % text

    def field(instruction, result):
        return r('<w:fldChar w:fldCharType="begin"/>') + r('<w:instrText xml:space="preserve"> %s </w:instrText>' % instruction) + r('<w:fldChar w:fldCharType="separate"/>') + r(t(result)) + r('<w:fldChar w:fldCharType="end"/>')

    hidden = canary("hidden-text")
    drawing = '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" wp14:anchorId="%s" wp14:editId="%s"><wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="%s" descr="%s"/><wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="%s" noChangeAspect="1"/></wp:cNvGraphicFramePr>%s</wp:inline></w:drawing>'
    box = '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="251" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>100</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:align>top</wp:align></wp:positionV><wp:extent cx="914400" cy="914400"/><wp:wrapSquare wrapText="bothSides"/><wp:docPr id="2" name="%s"/><a:graphic xmlns:a="%s"><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent><w:p><w:r><w:t>Shown in a box</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:72pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>Shown in a box</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>' % (canary("box-name"), A)
    body = "".join([
        p(r(t("Shown heading")), '<w:pStyle w:val="Kop1"/><w:pPrChange %s><w:pPr><w:jc w:val="left"/></w:pPr></w:pPrChange>' % person()),
        p(r(t("Shown ")) + '<w:ins %s>%s</w:ins>' % (person(), r(t("inserted "))) + '<w:del %s>%s</w:del>' % (person(), r('<w:delText>%s</w:delText>' % canary("deleted"))) + r(t("end."), '<w:lang w:val="fr-CD"/><w:rPrChange %s><w:rPr><w:b/></w:rPr></w:rPrChange>' % person()),
          '<w:pStyle w:val="FirmStyle"/>'),
        p('<w:del %s>%s</w:del>' % (person(), r('<w:delText>%s</w:delText>' % canary("deleted-paragraph"))), '<w:rPr><w:del %s/></w:rPr>' % person()),
        p('<w:moveFrom %s>%s</w:moveFrom>' % (person(), r(t(canary("moved")))) + '<w:moveTo %s>%s</w:moveTo>' % (person(), r(t("moved here")))),
        p('<w:commentRangeStart w:id="1"/>' + r(t("commented")) + '<w:commentRangeEnd w:id="1"/>' + r('<w:commentReference w:id="1"/>', '<w:rStyle w:val="CommentReference"/>')),
        p('<w:bookmarkStart w:id="5" w:name="%s"/>' % canary("bookmark") + r(t("marked")) + '<w:bookmarkEnd w:id="5"/><w:proofErr w:type="spellStart"/>'),
        p(r(t(hidden), "<w:vanish/>") + r(t(canary("hidden-by-style")), '<w:rStyle w:val="Unseen"/>') + r(t("not hidden"))),
        p(r(t("By ")) + field("AUTHOR", canary("field-author")) + r(t(" in ")) + field('FILENAME \\p', canary("field-path")) + r(t(" page ")) + field("PAGE", "1") + r(t(" ref ")) + field("REF _Ref123 \\h", "shown result")),
        p('<w:fldSimple w:instr=" USERNAME ">%s</w:fldSimple>' % r(t(canary("field-user"))) + '<w:fldSimple w:instr=" NUMPAGES ">%s</w:fldSimple>' % r(t("3")) + '<w:fldSimple w:instr=" SEQ Table ">%s</w:fldSimple>' % r(t("7"))),
        p('<w:hyperlink r:id="rLink" w:tooltip="%s">%s</w:hyperlink>' % (canary("tooltip"), r(t("a shown link")))),
        p('<w:sdt><w:sdtPr><w:alias w:val="%s"/><w:tag w:val="%s"/><w:id w:val="123456"/><w:dataBinding w:xpath="/x" w:storeItemID="{%s}"/></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>' % (canary("alias"), canary("tag"), canary("store"), r(t("in a control")))),
        p('<w:smartTag w:uri="urn:x" w:element="%s">%s</w:smartTag>' % (canary("smarttag"), r(t("smart")))),
        p(r(drawing % (number("3CA40001"), number("3CA40002"), canary("docpr"), canary("alt"), A, picture("rPic")))),
        p(r(drawing % (number("3CA40003"), number("3CA40004"), canary("docpr"), canary("alt"), A, picture("rEmf")))),
        p(r(drawing % (number("3CA40005"), number("3CA40006"), canary("docpr"), canary("alt"), A, picture("rFar").replace("r:embed", "r:link")))),
        p(r(drawing % (number("3CA40007"), number("3CA40008"), canary("docpr"), canary("alt"), A, '<a:graphic xmlns:a="%s"><a:graphicData uri="%s"><c:chart xmlns:c="%s" r:id="rChart"/></a:graphicData></a:graphic>' % (A, C, C)))),
        p(r(box)),
        p(r('<w:object w:dxaOrig="100" w:dyaOrig="100"><v:shape id="%s" style="width:60pt;height:40pt;mso-note:%s" o:ole=""><v:imagedata r:id="rPic" o:title="%s"/></v:shape><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" ShapeID="x" r:id="rOle"/></w:object>' % (canary("shape-id"), canary("css"), canary("vml-title")))),
        p(r(t("note")) + r('<w:footnoteReference w:id="12"/>') + r('<w:endnoteReference w:id="4"/>')),
        '<w:tbl><w:tblPr><w:tblStyle w:val="FirmTable"/><w:tblW w:w="5000" w:type="pct"/><w:tblCaption w:val="%s"/><w:tblDescription w:val="%s"/></w:tblPr><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>' % (canary("table-caption"), canary("table-description")),
        '<w:tr w:rsidR="%s"><w:tc><w:p><w:r><w:t>A1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>B1</w:t></w:r></w:p></w:tc></w:tr>' % rsid(),
        '<w:tr><w:trPr><w:del %s/></w:trPr><w:tc><w:p><w:r><w:delText>%s</w:delText></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>' % (person(), canary("deleted-row")),
        p(r(t("un\u200bseen\u2060 marks and\u00a0spaces"))),
        p(r(t("item")), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="4"/></w:numPr>'),
        '<w:altChunk r:id="rChunk"/>',
        '<w:sectPr w:rsidR="%s"><w:headerReference w:type="default" r:id="rHead"/><w:footerReference w:type="default" r:id="rFoot"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/><w:printerSettings r:id="rPrint"/></w:sectPr>' % rsid(),
    ])
    spaces = 'xmlns:w="%s" xmlns:r="%s" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" mc:Ignorable="w14 w15 wp14"' % (W, R)
    parts = properties()
    parts.update({
        "[Content_Types].xml": types(**{"word__document.xml": OFF + "wordprocessingml.document.main+xml", "word__styles.xml": OFF + "wordprocessingml.styles+xml", "word__settings.xml": OFF + "wordprocessingml.settings+xml", "word__numbering.xml": OFF + "wordprocessingml.numbering+xml", "word__header1.xml": OFF + "wordprocessingml.header+xml", "word__footer1.xml": OFF + "wordprocessingml.footer+xml", "word__footnotes.xml": OFF + "wordprocessingml.footnotes+xml", "word__endnotes.xml": OFF + "wordprocessingml.endnotes+xml", "word__comments.xml": OFF + "wordprocessingml.comments+xml", "word__theme__theme1.xml": OFF + "theme+xml", "word__charts__chart1.xml": OFF + "drawingml.chart+xml", "docProps__core.xml": "application/vnd.openxmlformats-package.core-properties+xml", "docProps__app.xml": OFF + "extended-properties+xml"}),
        "_rels/.rels": top("word/document.xml"),
        "word/document.xml": HEAD + "<!-- %s --><w:document %s><w:background w:color=\"FFFFFF\"/><w:body>%s</w:body></w:document>" % (canary("xml-comment"), spaces, body),
        "word/_rels/document.xml.rels": rels(("rStyles", "styles", "styles.xml"), ("rSet", "settings", "settings.xml"), ("rNum", "numbering", "numbering.xml"), ("rHead", "header", "header1.xml"), ("rFoot", "footer", "footer1.xml"), ("rNotes", "footnotes", "footnotes.xml"), ("rEnd", "endnotes", "endnotes.xml"), ("rComm", "comments", "comments.xml"), ("rPeople", "http://schemas.microsoft.com/office/2011/relationships/people", "people.xml"), ("rTheme", "theme", "theme/theme1.xml"), ("rPic", "image", "media/IMG_20240517.jpeg"), ("rEmf", "image", "media/image2.emf"), ("rFar", "image", "https://" + canary("beacon") + ".example/x.png"), ("rChart", "chart", "charts/chart1.xml"), ("rLink", "hyperlink", "https://" + canary("link") + ".example/"), ("rOle", "oleObject", "embeddings/oleObject1.bin"), ("rPrint", "printerSettings", "printerSettings/printerSettings1.bin"), ("rChunk", "aFChunk", "afchunk.xml"), ("rCustom", "customXml", "../customXml/item1.xml"), ("rGloss", "glossaryDocument", "glossary/document.xml"), ("rFonts", "fontTable", "fontTable.xml")),
        "word/styles.xml": HEAD + '<w:styles xmlns:w="%s"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="%s"/><w:lang w:val="fr-CD"/></w:rPr></w:rPrDefault></w:docDefaults><w:latentStyles w:count="1"><w:lsdException w:name="%s"/></w:latentStyles><w:style w:type="paragraph" w:default="1" w:styleId="Standaard"><w:name w:val="Normal"/><w:rsid w:val="%s"/></w:style><w:style w:type="paragraph" w:styleId="Kop1"><w:name w:val="heading 1"/><w:basedOn w:val="Standaard"/><w:next w:val="Standaard"/></w:style><w:style w:type="paragraph" w:customStyle="1" w:styleId="FirmStyle"><w:name w:val="%s"/><w:aliases w:val="%s"/><w:basedOn w:val="Standaard"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style><w:style w:type="character" w:customStyle="1" w:styleId="Unseen"><w:name w:val="Unseen"/><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="table" w:customStyle="1" w:styleId="FirmTable"><w:name w:val="%s"/></w:style><w:style w:type="paragraph" w:customStyle="1" w:styleId="Unused"><w:name w:val="%s"/></w:style></w:styles>' % (W, canary("font"), canary("latent"), rsid(), canary("style"), canary("style-alias"), canary("table-style"), canary("unused-style")),
        "word/settings.xml": HEAD + '<w:settings xmlns:w="%s" xmlns:r="%s" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w:attachedTemplate r:id="rId1"/><w:defaultTabStop w:val="708"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:docVars><w:docVar w:name="%s" w:val="%s"/></w:docVars><w:rsids><w:rsidRoot w:val="%s"/><w:rsid w:val="%s"/></w:rsids><w14:docId w14:val="%s"/><w15:docId w15:val="{%s}"/></w:settings>' % (W, R, canary("docvar-name"), canary("docvar-value"), rsid(), rsid(), number("4CA40001"), number("4CA40002-1111-2222-3333-444455556666")),
        "word/_rels/settings.xml.rels": rels(("rId1", "attachedTemplate", "\\\\" + canary("template-server") + "\\share\\x.dotm")),
        "word/numbering.xml": HEAD + '<w:numbering xmlns:w="%s"><w:abstractNum w:abstractNumId="9"><w:nsid w:val="%s"/><w:multiLevelType w:val="hybridMultilevel"/><w:tmpl w:val="%s"/><w:name w:val="%s"/><w:lvl w:ilvl="0" w:tplc="%s"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%%1."/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="10"><w:lvl w:ilvl="0"><w:lvlText w:val="%s"/></w:lvl></w:abstractNum><w:num w:numId="4"><w:abstractNumId w:val="9"/></w:num><w:num w:numId="5"><w:abstractNumId w:val="10"/></w:num></w:numbering>' % (W, number("5CA40001"), number("5CA40002"), canary("list-name"), number("5CA40003"), canary("unused-list")),
        "word/header1.xml": HEAD + '<w:hdr %s>%s</w:hdr>' % (spaces, p(r(t("Shown header "))) + p(field("DOCPROPERTY Company", canary("field-company")))),
        "word/footer1.xml": HEAD + '<w:ftr %s>%s</w:ftr>' % (spaces, p(r(t("Shown footer ")) + field("PAGE \\* MERGEFORMAT", "2"))),
        "word/footnotes.xml": HEAD + '<w:footnotes %s><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="11">%s</w:footnote><w:footnote w:id="12">%s</w:footnote></w:footnotes>' % (spaces, p(r(t(canary("unused-note")))), p(r('<w:footnoteRef/>') + r(t("Shown note")))),
        "word/endnotes.xml": HEAD + '<w:endnotes %s><w:endnote w:id="4">%s</w:endnote></w:endnotes>' % (spaces, p(r(t("Shown endnote")))),
        "word/comments.xml": HEAD + '<w:comments %s><w:comment w:id="1" %s w:initials="%s">%s</w:comment></w:comments>' % (spaces, person().replace('w:id="', 'w:x="'), canary("initials"), p(r(t(canary("comment"))))),
        "word/people.xml": HEAD + '<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="%s"><w15:presenceInfo w15:providerId="AD" w15:userId="S::%s"/></w15:person></w15:people>' % (canary("person"), canary("sid")),
        "word/theme/theme1.xml": theme(),
        "word/charts/chart1.xml": chart(),
        "word/charts/_rels/chart1.xml.rels": rels(("rId1", "package", "../embeddings/book.xlsx")),
        "word/embeddings/book.xlsx": canary("embedded-book"),
        "word/embeddings/oleObject1.bin": canary("ole"),
        "word/printerSettings/printerSettings1.bin": canary("printer"),
        "word/afchunk.xml": "<html>%s</html>" % canary("chunk"),
        "word/glossary/document.xml": "<w:glossaryDocument xmlns:w='%s'>%s</w:glossaryDocument>" % (W, canary("glossary")),
        "word/fontTable.xml": "<w:fonts xmlns:w='%s'><w:font w:name='%s'/></w:fonts>" % (W, canary("font-table")),
        "word/media/IMG_20240517.jpeg": photo,
        "word/media/image2.emf": b"\x01\x00\x00\x00" + canary("emf").encode() + b"\x00" * 60,
    })
    return parts


def xlsx():
    def cell(place, kind, body):
        return '<c r="%s"%s>%s</c>' % (place, ' t="%s"' % kind if kind else "", body)

    rows = '<row r="1" spans="1:3" x14ac:dyDescent="0.25">%s</row>' % (cell("A1", "s", "<v>2</v>") + cell("B1", "s", "<v>1</v>") + cell("C1", None, "<f>SUM(A2:A3)+'[1]%s'!A1</f><v>42.5</v>" % canary("external-formula")))
    rows += '<row r="2" hidden="1">%s</row>' % cell("A2", "inlineStr", "<is><t>%s</t></is>" % canary("hidden-row"))
    rows += '<row r="3">%s</row>' % (cell("A3", "b", "<v>1</v>") + cell("B3", "e", "<v>#N/A</v>") + cell("C3", "str", '<f>CELL("filename")</f><v>%s</v>' % canary("cell-filename")) + cell("D3", "s", "<v>3</v>") + cell("E3", "inlineStr", "<is><t>Shown inline</t></is>"))
    sheet = HEAD + '<worksheet xmlns="%s" xmlns:r="%s" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{%s}"><sheetPr codeName="%s"><tabColor rgb="FFFF0000"/></sheetPr><dimension ref="A1:E3"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"><selection activeCell="B7" sqref="B7"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="3" width="20" customWidth="1"/><col min="4" max="4" width="9" hidden="1"/></cols><sheetData>%s</sheetData><sheetProtection algorithmName="SHA-512" hashValue="%s" saltValue="%s"/><mergeCells count="1"><mergeCell ref="A5:B6"/></mergeCells><conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>%s</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" promptTitle="%s" prompt="%s" sqref="A1"><formula1>"%s"</formula1></dataValidation></dataValidations><hyperlinks><hyperlink ref="A1" r:id="rLink" tooltip="%s"/></hyperlinks><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="portrait" r:id="rPrint"/><headerFooter><oddHeader>&amp;CShown head</oddHeader></headerFooter><drawing r:id="rDraw"/><legacyDrawing r:id="rVml"/><tableParts count="1"><tablePart r:id="rTable"/></tableParts></worksheet>' % (S, R, canary("xr-uid"), canary("codename"), rows, canary("hash"), canary("salt"), canary("rule"), canary("prompt-title"), canary("prompt"), canary("choice"), canary("cell-tooltip"))
    drawing = HEAD + '<xdr:wsDr xmlns:xdr="%s" xmlns:a="%s" xmlns:r="%s"><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="%s" descr="%s"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>14</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>19</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:graphicFrame macro="%s"><xdr:nvGraphicFramePr><xdr:cNvPr id="3" name="%s"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="%s"><c:chart xmlns:c="%s" r:id="rId2"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>' % (XDR, A, R, canary("drawing-name"), canary("drawing-alt"), canary("drawing-macro"), canary("frame-name"), C, C)
    parts = properties()
    parts.update({
        "[Content_Types].xml": types(**{"xl__workbook.xml": OFF + "spreadsheetml.sheet.main+xml", "xl__worksheets__sheet1.xml": OFF + "spreadsheetml.worksheet+xml", "xl__worksheets__sheet2.xml": OFF + "spreadsheetml.worksheet+xml", "xl__sharedStrings.xml": OFF + "spreadsheetml.sharedStrings+xml", "xl__styles.xml": OFF + "spreadsheetml.styles+xml", "xl__theme__theme1.xml": OFF + "theme+xml", "xl__drawings__drawing1.xml": OFF + "drawing+xml", "xl__charts__chart1.xml": OFF + "drawingml.chart+xml", "xl__tables__table1.xml": OFF + "spreadsheetml.table+xml", "docProps__core.xml": "application/vnd.openxmlformats-package.core-properties+xml", "docProps__app.xml": OFF + "extended-properties+xml"}),
        "_rels/.rels": top("xl/workbook.xml"),
        "xl/workbook.xml": HEAD + '<workbook xmlns="%s" xmlns:r="%s" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"><fileVersion appName="xl" codeName="{%s}"/><fileSharing userName="%s"/><workbookPr codeName="%s"/><mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\\Users\\%s\\"/></mc:Choice></mc:AlternateContent><xr:revisionPtr revIDLastSave="0" documentId="{%s}"/><bookViews><workbookView xr2:uid="{%s}" xmlns:xr2="http://schemas.microsoft.com/office/spreadsheetml/2015/revision2"/></bookViews><sheets><sheet name="Shown sheet" sheetId="7" r:id="rId1"/><sheet name="%s" sheetId="8" state="veryHidden" r:id="rId2"/></sheets><externalReferences><externalReference r:id="rExt"/></externalReferences><definedNames><definedName name="%s" comment="%s">\'Shown sheet\'!$A$1</definedName></definedNames><calcPr calcId="191029"/></workbook>' % (S, R, canary("file-code"), canary("reserved-by"), canary("book-code"), canary("abspath"), canary("document-id"), canary("view-uid"), canary("hidden-sheet-name"), canary("range-name"), canary("range-comment")),
        "xl/_rels/workbook.xml.rels": rels(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml"), ("rId3", "sharedStrings", "sharedStrings.xml"), ("rId4", "styles", "styles.xml"), ("rId5", "theme", "theme/theme1.xml"), ("rExt", "externalLink", "externalLinks/externalLink1.xml"), ("rCalc", "calcChain", "calcChain.xml"), ("rPerson", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml"), ("rConn", "connections", "connections.xml"), ("rPivot", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/_rels/sheet1.xml.rels": rels(("rLink", "hyperlink", "https://" + canary("cell-link") + ".example/"), ("rPrint", "printerSettings", "../printerSettings/printerSettings1.bin"), ("rDraw", "drawing", "../drawings/drawing1.xml"), ("rVml", "vmlDrawing", "../drawings/vmlDrawing1.vml"), ("rTable", "table", "../tables/table1.xml"), ("rComm", "comments", "../comments1.xml")),
        "xl/worksheets/sheet2.xml": HEAD + '<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1" t="s"><v>4</v></c></row></sheetData></worksheet>' % S,
        "xl/sharedStrings.xml": HEAD + '<sst xmlns="%s" count="5" uniqueCount="5"><si><t>%s</t></si><si><r><rPr><b/><rFont val="%s"/></rPr><t xml:space="preserve">Shown </t></r><r><t>rich</t></r><rPh sb="0" eb="1"><t>%s</t></rPh></si><si><t>Shown text</t></si><si><t>%s</t></si><si><t>%s</t></si></sst>' % (S, canary("orphan"), canary("cell-font"), canary("reading"), canary("hidden-column"), canary("hidden-sheet-text")),
        "xl/styles.xml": HEAD + '<styleSheet xmlns="%s"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.00"/><numFmt numFmtId="165" formatCode="&quot;%s&quot;0"/></numFmts><fonts count="1"><font><sz val="11"/><name val="%s"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="2"><cellStyle name="Normal" xfId="0" builtinId="0"/><cellStyle name="%s" xfId="1"/></cellStyles><dxfs count="1"><dxf><font><name val="%s"/></font></dxf></dxfs><tableStyles count="1"><tableStyle name="%s"/></tableStyles></styleSheet>' % (S, canary("unused-format"), canary("sheet-font"), canary("cell-style"), canary("dxf-font"), canary("tablestyle")),
        "xl/theme/theme1.xml": theme(),
        "xl/drawings/drawing1.xml": drawing,
        "xl/drawings/_rels/drawing1.xml.rels": rels(("rId1", "image", "../media/Jean-office.jpeg"), ("rId2", "chart", "../charts/chart1.xml")),
        "xl/drawings/vmlDrawing1.vml": "<xml>%s</xml>" % canary("vml"),
        "xl/media/Jean-office.jpeg": photo,
        "xl/charts/chart1.xml": chart(False),
        "xl/comments1.xml": HEAD + '<comments xmlns="%s"><authors><author>%s</author></authors><commentList><comment ref="A1" authorId="0"><text><t>%s</t></text></comment></commentList></comments>' % (S, canary("cell-author"), canary("cell-comment")),
        "xl/tables/table1.xml": HEAD + '<table xmlns="%s" id="1" name="%s" displayName="%s" ref="A1:B3"/>' % (S, canary("table-name"), canary("table-display")),
        "xl/externalLinks/externalLink1.xml": HEAD + '<externalLink xmlns="%s"><externalBook><sheetNames><sheetName val="%s"/></sheetNames></externalBook></externalLink>' % (S, canary("external-sheet")),
        "xl/externalLinks/_rels/externalLink1.xml.rels": rels(("rId1", "externalLinkPath", "file:///C:/" + canary("external-path"))),
        "xl/calcChain.xml": "<calcChain xmlns='%s'/>" % S,
        "xl/persons/person.xml": "<personList><person displayName='%s' userId='%s'/></personList>" % (canary("display"), canary("user-id")),
        "xl/connections.xml": "<connections xmlns='%s'><connection connection='UID=%s'/></connections>" % (S, canary("connection")),
        "xl/pivotCache/pivotCacheDefinition1.xml": "<pivotCacheDefinition xmlns='%s' refreshedBy='%s'><cacheSource type='worksheet'><worksheetSource ref='A1:B2' sheet='%s'/></cacheSource></pivotCacheDefinition>" % (S, canary("refreshed-by"), canary("pivot-source")),
        "xl/printerSettings/printerSettings1.bin": canary("sheet-printer"),
    })
    return parts


def pptx():
    def nv(kind, name, more=""):
        return '<p:nv%sPr><p:cNvPr id="%d" name="%s" descr="%s"%s/><p:cNv%sPr/><p:nvPr/></p:nv%sPr>' % (kind, 2 + len(values) % 50, canary(name), canary(name + "-alt"), more, kind, kind)

    def sp(name, text, more="", ph=""):
        head = nv("Sp", name, more)
        if ph:
            head = head.replace("<p:nvPr/>", "<p:nvPr>%s</p:nvPr>" % ph)
        return '<p:sp>%s<p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="fr-CD" dirty="0" err="1"><a:hlinkClick r:id="rLink"/></a:rPr><a:t>%s</a:t></a:r></a:p></p:txBody></p:sp>' % (head, text)

    def tree(content):
        return '<p:cSld name="%s"><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>%s</p:spTree></p:cSld>' % (canary("slide-name"), content)

    ns = 'xmlns:p="%s" xmlns:a="%s" xmlns:r="%s"' % (P, A, R)
    frame = '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="%s"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></p:xfrm><a:graphic><a:graphicData uri="%s">%s</a:graphicData></a:graphic></p:graphicFrame>'
    slide = tree(sp("title", "Shown title", ph='<p:ph type="title"/>') + sp("hidden", canary("hidden-shape"), ' hidden="1"') +
                 '<p:pic>%s<p:blipFill><a:blip r:embed="rPic"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>' % nv("Pic", "pic") +
                 frame % (canary("chart-frame"), C, '<c:chart xmlns:c="%s" r:id="rChart"/>' % C) +
                 frame % (canary("table-frame"), "http://schemas.openxmlformats.org/drawingml/2006/table", '<a:tbl><a:tblPr><a:tableStyleId>{%s}</a:tableStyleId></a:tblPr><a:tblGrid><a:gridCol w="100"><a:extLst><a:ext uri="{9D8B030D-6E8A-4147-A177-3AD203B41FA5}"><a16:colId xmlns:a16="http://schemas.microsoft.com/office/drawing/2014/main" val="%s"/></a:ext></a:extLst></a:gridCol></a:tblGrid><a:tr h="100"><a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>Shown cell</a:t></a:r></a:p></a:txBody><a:tcPr/></a:tc></a:tr></a:tbl>' % (canary("tablestyle-id"), number("3874612345"))) +
                 frame % (canary("smartart"), "http://schemas.openxmlformats.org/drawingml/2006/diagram", '<dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="rDgm"/>') +
                 '<p:sp>%s<p:spPr/><p:txBody><a:bodyPr/><a:p><a:fld id="{%s}" type="slidenum"><a:t>1</a:t></a:fld><a:fld id="{%s}" type="datetime1"><a:t>%s</a:t></a:fld></a:p></p:txBody></p:sp>' % (nv("Sp", "fields"), canary("fld"), canary("fld"), number("17.05.2024 09:31")))
    def page(kind, content, more=""):
        return HEAD + "<p:%s %s %s>%s</p:%s>" % (kind, ns, more, content, kind)
    parts = properties()
    parts.update({
        "[Content_Types].xml": types(**{"ppt__presentation.xml": OFF + "presentationml.presentation.main+xml", "ppt__slides__slide1.xml": OFF + "presentationml.slide+xml", "ppt__slides__slide2.xml": OFF + "presentationml.slide+xml", "ppt__slideLayouts__slideLayout1.xml": OFF + "presentationml.slideLayout+xml", "ppt__slideLayouts__slideLayout2.xml": OFF + "presentationml.slideLayout+xml", "ppt__slideMasters__slideMaster1.xml": OFF + "presentationml.slideMaster+xml", "ppt__theme__theme1.xml": OFF + "theme+xml", "ppt__charts__chart1.xml": OFF + "drawingml.chart+xml", "ppt__notesSlides__notesSlide1.xml": OFF + "presentationml.notesSlide+xml", "docProps__core.xml": "application/vnd.openxmlformats-package.core-properties+xml", "docProps__app.xml": OFF + "extended-properties+xml"}),
        "_rels/.rels": top("ppt/presentation.xml"),
        "ppt/presentation.xml": page("presentation", '<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rM"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="rS1"/><p:sldId id="257" r:id="rS2"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/><p:custShowLst><p:custShow name="%s" id="0"/></p:custShowLst><p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section name="%s" id="{%s}"/></p14:sectionLst></p:ext></p:extLst>' % (canary("custom-show"), canary("section"), canary("section-id"))),
        "ppt/_rels/presentation.xml.rels": rels(("rM", "slideMaster", "slideMasters/slideMaster1.xml"), ("rS1", "slide", "slides/slide1.xml"), ("rS2", "slide", "slides/slide2.xml"), ("rAuth", "commentAuthors", "commentAuthors.xml"), ("rTags", "tags", "tags/tag1.xml"), ("rChg", "http://schemas.microsoft.com/office/2016/11/relationships/changesInfo", "changesInfos/changesInfo1.xml")),
        "ppt/slides/slide1.xml": page("sld", slide + '<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr><p:timing><p:tnLst/></p:timing><p:extLst><p:ext uri="{%s}"><p14:creationId xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main" val="%s"/></p:ext></p:extLst>' % (canary("ext"), number("2876543219"))),
        "ppt/slides/_rels/slide1.xml.rels": rels(("rLay", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("rPic", "image", "../media/DSC04711.jpeg"), ("rChart", "chart", "../charts/chart1.xml"), ("rLink", "hyperlink", "https://" + canary("slide-link") + ".example/"), ("rNotes", "notesSlide", "../notesSlides/notesSlide1.xml"), ("rDgm", "diagramData", "../diagrams/data1.xml")),
        "ppt/slides/slide2.xml": page("sld", tree(sp("second", canary("hidden-slide"))), 'show="0"'),
        "ppt/slides/_rels/slide2.xml.rels": rels(("rLay", "slideLayout", "../slideLayouts/slideLayout1.xml")),
        "ppt/slideLayouts/slideLayout1.xml": page("sldLayout", tree(sp("layout-title", canary("placeholder"), ph='<p:ph type="title"/>') + sp("logo", "Shown logo")), 'type="title" userDrawn="1"'),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": rels(("rM", "slideMaster", "../slideMasters/slideMaster1.xml")),
        "ppt/slideLayouts/slideLayout2.xml": page("sldLayout", tree(sp("unused", canary("unused-layout")))),
        "ppt/slideLayouts/_rels/slideLayout2.xml.rels": rels(("rM", "slideMaster", "../slideMasters/slideMaster1.xml")),
        "ppt/slideMasters/slideMaster1.xml": page("sldMaster", tree(sp("master-title", canary("placeholder"), ph='<p:ph type="title"/>')) + '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rL1"/><p:sldLayoutId id="2147483650" r:id="rL2"/></p:sldLayoutIdLst><p:txStyles><p:titleStyle><a:lvl1pPr><a:defRPr sz="4400"><a:latin typeface="%s"/></a:defRPr></a:lvl1pPr></p:titleStyle><p:bodyStyle/><p:otherStyle/></p:txStyles>' % canary("master-font")),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": rels(("rL1", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("rL2", "slideLayout", "../slideLayouts/slideLayout2.xml"), ("rT", "theme", "../theme/theme1.xml")),
        "ppt/theme/theme1.xml": theme(),
        "ppt/charts/chart1.xml": chart(),
        "ppt/charts/_rels/chart1.xml.rels": rels(("rId1", "package", "../embeddings/Budget.xlsx")),
        "ppt/embeddings/Budget.xlsx": canary("chart-book"),
        "ppt/media/DSC04711.jpeg": photo,
        "ppt/notesSlides/notesSlide1.xml": page("notes", tree(sp("notes", canary("notes"), ph='<p:ph type="body"/>'))),
        "ppt/diagrams/data1.xml": "<dgm>%s</dgm>" % canary("diagram"),
        "ppt/commentAuthors.xml": "<p:cmAuthorLst xmlns:p='%s'><p:cmAuthor name='%s'/></p:cmAuthorLst>" % (P, canary("comment-author")),
        "ppt/tags/tag1.xml": "<p:tagLst xmlns:p='%s'><p:tag name='X' val='%s'/></p:tagLst>" % (P, canary("tag")),
        "ppt/changesInfos/changesInfo1.xml": "<c userId='%s'/>" % canary("changes"),
    })
    return parts


NS = " ".join('xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (k, v) for k, v in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("number", "datastyle"), ("presentation", "presentation"), ("meta", "meta"), ("chart", "chart"), ("form", "form"), ("config", "config"), ("script", "script"))) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:officeooo="http://openoffice.org/2009/office" xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'


def odf(kind, body, styles="", masters="", automatic=""):
    mime = "application/vnd.oasis.opendocument." + kind
    rs = lambda: number("00da%04x" % (len(values) + 4096))
    common = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="%s"><style:text-properties officeooo:rsid="%s" officeooo:paragraph-rsid="%s" fo:language="fr" fo:country="CD" style:font-name="%s" fo:font-size="12pt"/></style:style><style:style style:name="T9" style:family="text"><style:text-properties text:display="none"/></style:style>' % (canary("parent"), rs(), rs(), canary("font-face"))
    person = '<dc:creator>%s</dc:creator><dc:date>%s</dc:date>' % (canary("odf-author"), number("2022-02-0%dT10:00:00" % (len(values) % 9 + 1)))
    extra = '<text:p text:style-name="P1">Shown <text:span text:style-name="T1">span</text:span> <text:span text:style-name="T9">%s</text:span>by <text:author-name>%s</text:author-name> in <text:file-name>%s</text:file-name><text:sender-lastname>%s</text:sender-lastname> on <text:date text:date-value="2024-05-17">%s</text:date><office:annotation office:name="%s">%s<text:p>%s</text:p></office:annotation> <text:bookmark-start text:name="%s"/>marked<text:bookmark-end text:name="%s"/> <text:a xlink:type="simple" xlink:href="https://%s.example/">linked</text:a> un\u200bseen\u00a0mark</text:p>' % (canary("odf-hidden"), canary("odf-field"), canary("odf-file"), canary("odf-sender"), number("17/05/24 09:31"), canary("annotation-name"), person, canary("annotation"), values[0], values[0], canary("odf-link"))
    frame = '<draw:frame draw:style-name="gr1" draw:name="%s" svg:width="2cm" svg:height="2cm"><draw:image xlink:href="Pictures/100002010000.jpg" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad" draw:mime-type="image/jpeg"/><svg:title>%s</svg:title><svg:desc>%s</svg:desc></draw:frame>' % (canary("frame"), canary("odf-title"), canary("odf-desc"))
    content = HEAD + '<office:document-content %s office:version="1.2"><office:scripts><script:event-listener script:event-name="dom:load" xlink:href="%s"/></office:scripts><office:font-face-decls><style:font-face style:name="%s" svg:font-family="\'%s\'"/></office:font-face-decls><office:automatic-styles>%s%s</office:automatic-styles><office:body><office:%s>%s</office:%s></office:body></office:document-content>' % (NS, canary("script"), canary("face"), canary("family"), common, automatic, {"text": "text", "spreadsheet": "spreadsheet", "presentation": "presentation"}[kind], body(extra, frame), kind)
    style = HEAD + '<office:document-styles %s office:version="1.2"><office:styles><style:default-style style:family="paragraph"><style:text-properties fo:language="fr" fo:country="CD"/></style:default-style><style:style style:name="Standard" style:family="paragraph"/><style:style style:name="%s" style:display-name="%s" style:family="paragraph" style:parent-style-name="Standard"/>%s</office:styles><office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="%s" style:page-layout-name="pm1">%s</style:master-page></office:master-styles></office:document-styles>' % (NS, canary("odf-style"), canary("odf-style-title"), styles, canary("master"), masters)
    meta = HEAD + '<office:document-meta %s><office:meta>' % NS + "".join("<%s>%s</%s>" % (t, canary(t.replace(":", "-")), t) for t in ("meta:generator", "meta:initial-creator", "dc:creator", "dc:title", "dc:description", "dc:subject", "meta:keyword", "meta:printed-by", "meta:editing-duration")) + '<meta:user-defined meta:name="%s">%s</meta:user-defined><meta:template xlink:href="%s"/></office:meta></office:document-meta>' % (canary("user-name"), canary("user-value"), canary("template"))
    names = {"content.xml": content, "styles.xml": style, "meta.xml": meta,
             "settings.xml": HEAD + '<office:document-settings %s><config:config-item config:name="PrinterName" config:type="string">%s</config:config-item><config:config-item config:name="Rsid">%s</config:config-item></office:document-settings>' % (NS, canary("odf-printer"), rs()),
             "Thumbnails/thumbnail.png": PNG, "Pictures/100002010000.jpg": photo, "layout-cache": canary("layout"), "manifest.rdf": "<rdf>%s</rdf>" % canary("rdf"),
             "Configurations2/menubar/menubar.xml": canary("menu"), "Basic/Standard/Module1.xml": canary("basic"),
             "ObjectReplacements/Object 1": canary("replacement"), "Object 1/content.xml": "<x>%s</x>" % canary("object")}
    manifest = HEAD + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="%s"/>' % mime
    for n in names:
        manifest += '<manifest:file-entry manifest:full-path="%s" manifest:media-type="text/xml"/>' % n
    parts = {"mimetype": mime, "META-INF/manifest.xml": manifest + "</manifest:manifest>", "META-INF/documentsignatures.xml": "<s>%s</s>" % canary("signature")}
    parts.update(names)
    return parts


def odt():
    def body(extra, frame):
        return '<text:tracked-changes><text:changed-region text:id="ct1"><text:deletion><office:change-info><dc:creator>%s</dc:creator></office:change-info><text:p>%s</text:p></text:deletion></text:changed-region></text:tracked-changes><text:sequence-decls><text:sequence-decl text:name="%s"/></text:sequence-decls>%s<text:p>Changed <text:change text:change-id="ct1"/><text:change-start text:change-id="ct2"/>inserted<text:change-end text:change-id="ct2"/></text:p><text:list xml:id="%s"><text:list-item><text:p>item</text:p></text:list-item></text:list><text:section text:name="%s"><text:p>in a section</text:p></text:section><text:section text:name="x" text:display="none"><text:p>%s</text:p></text:section><text:p>%s<draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame></text:p><text:p>note<text:note text:note-class="footnote" text:id="%s"><text:note-citation>1</text:note-citation><text:note-body><text:p>Shown note</text:p></text:note-body></text:note></text:p><table:table table:name="%s"><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell office:value-type="string"><text:p>A1</text:p></table:table-cell><table:table-cell><text:p>B1</text:p></table:table-cell></table:table-row></table:table><text:table-of-content text:name="%s"><text:table-of-content-source/><text:index-body><text:p>Shown contents <text:page-number>3</text:page-number></text:p></text:index-body></text:table-of-content>' % (canary("change-author"), canary("odf-deleted"), canary("sequence"), extra, canary("list-id"), canary("section"), canary("hidden-section"), frame, canary("note-id"), canary("odf-table"), canary("toc"))
    return odf("text", body, masters="<style:header><text:p>Shown header</text:p></style:header>")


def ods():
    def body(extra, frame):
        return '<table:calculation-settings/><table:content-validations><table:content-validation table:name="%s"/></table:content-validations><table:table table:name="Shown sheet" table:style-name="ta1"><table:table-column/><table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell office:value-type="string"><text:p>Shown cell</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell><table:table-cell table:formula="of:=SUM([.A1])" office:value-type="float" office:value="4.5"><text:p>4.5</text:p></table:table-cell><table:table-cell>%s%s</table:table-cell></table:table-row><table:table-row table:visibility="collapse"><table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell></table:table-row></table:table><table:table table:name="%s" table:style-name="ta2"><table:table-column/><table:table-row><table:table-cell><text:p>%s</text:p></table:table-cell></table:table-row></table:table><table:named-expressions><table:named-range table:name="%s"/></table:named-expressions><table:database-ranges><table:database-range table:name="%s"/></table:database-ranges>' % (canary("validation"), canary("odf-hidden-column"), extra, frame, canary("odf-hidden-row"), canary("odf-hidden-sheet"), canary("odf-hidden-cell"), canary("named"), canary("database"))
    return odf("spreadsheet", body, automatic='<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>')


def odp():
    def body(extra, frame):
        return '<draw:page draw:name="%s" draw:style-name="dp1" draw:master-page-name="%s"><draw:frame presentation:class="title" svg:width="10cm" svg:height="2cm"><draw:text-box><text:p>Shown title</text:p>%s</draw:text-box></draw:frame>%s<draw:custom-shape draw:name="%s" svg:width="2cm" svg:height="1cm"><text:p>Shown shape</text:p><draw:enhanced-geometry draw:type="rectangle" svg:viewBox="0 0 21600 21600" draw:enhanced-path="M 0 0 L 21600 0 21600 21600 0 21600 Z N"/></draw:custom-shape><presentation:notes><draw:frame><draw:text-box><text:p>%s</text:p></draw:text-box></draw:frame></presentation:notes></draw:page><draw:page draw:name="x" draw:style-name="dp2"><draw:frame><draw:text-box><text:p>%s</text:p></draw:text-box></draw:frame></draw:page>' % (canary("page"), canary("odp-master"), extra, frame, canary("odp-shape"), canary("odp-notes"), canary("odp-hidden"))
    return odf("presentation", body, automatic='<style:style style:name="dp1" style:family="drawing-page"/><style:style style:name="dp2" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>')


def main():
    global photo
    out = sys.argv[1]
    if len(sys.argv) > 2:
        photo = open(sys.argv[2], "rb").read()
    os.makedirs(out, exist_ok=True)
    for name, make in (("docx", docx), ("xlsx", xlsx), ("pptx", pptx), ("odt", odt), ("ods", ods), ("odp", odp)):
        parts = make()
        first = ["mimetype"] if name.startswith("od") else ["[Content_Types].xml"]
        write(os.path.join(out, "dirty." + name), parts, first)
    with open(os.path.join(out, "values.txt"), "w") as f:
        f.write("\n".join(v for v in sorted(set(values)) if v) + "\n")


main()
