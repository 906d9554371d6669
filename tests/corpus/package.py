# SPDX-License-Identifier: Apache-2.0
"""ZIP packages with something in every field of the container, and parts that several office formats share."""
import io
import struct
import zipfile

from canary import iso

CT = "http://schemas.openxmlformats.org/package/2006/content-types"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zip_file(dirt, parts, comment=True, first_stored=False):
    """`parts`: name -> text or bytes, in order. Times, extra fields and notes are told on."""
    moment = dirt.date("times of members")
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second // 2 * 2)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        if comment:
            z.comment = dirt.text("archive comment").encode()
        for i, (name, body) in enumerate(parts.items()):
            info = zipfile.ZipInfo(name, stamp)
            stored = first_stored and i == 0
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o100640 << 16
            if not stored and i < 3:
                unix = int(moment.timestamp())
                info.extra = struct.pack("<HHBI", 0x5455, 5, 1, unix) + struct.pack("<HHBBIBI", 0x7875, 11, 1, 4, 1904711, 4, 1904722)
                note = dirt.text(f"extra field of {name}").encode()
                info.extra += struct.pack("<HH", 0x4341, len(note)) + note
                info.comment = dirt.text(f"comment of {name}").encode()
            z.writestr(info, body if isinstance(body, bytes) else body.encode())
    return out.getvalue()


def content_types(parts, overrides):
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml", "jpeg": "image/jpeg", "jpg": "image/jpeg",
                "png": "image/png", "bin": "application/vnd.openxmlformats-officedocument.oleObject", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "emf": "image/x-emf"}
    used = {n.rsplit(".", 1)[-1] for n in parts} | {"rels", "xml"}
    out = XML + f'<Types xmlns="{CT}">' + "".join(f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in defaults.items() if e in used)
    return out + "".join(f'<Override PartName="/{n}" ContentType="{t}"/>' for n, t in overrides.items()) + "</Types>"


def relations(*rows):
    """(id, last part of the type or all of it, target[, "External"])"""
    out = XML + f'<Relationships xmlns="{REL}">'
    for row in rows:
        kind = row[1] if ":" in row[1] else f"{OFFICE}/{row[1]}"
        mode = f' TargetMode="{row[3]}"' if len(row) > 3 else ""
        out += f'<Relationship Id="{row[0]}" Type="{kind}" Target="{row[2]}"{mode}/>'
    return out + "</Relationships>"


CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
THUMBNAIL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"


def properties(d, picture):
    """docProps and the label of a firm's data protection, with their content types."""
    core = XML + ('<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
                  'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">')
    for name in ("dc:title", "dc:subject", "dc:creator", "dc:description", "dc:identifier", "cp:keywords", "cp:lastModifiedBy", "cp:category", "cp:contentStatus", "cp:version"):
        core += f"<{name}>{d.text('core ' + name)}</{name}>"
    for name in ("created", "modified"):
        core += f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{iso(d.date("core " + name))}</dcterms:{name}>'
    core += f"<cp:lastPrinted>{iso(d.date('core lastPrinted'))}</cp:lastPrinted></cp:coreProperties>"
    app = XML + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    for name in ("Template", "Application", "Company", "Manager", "HyperlinkBase"):
        app += f"<{name}>{d.text('app ' + name)}</{name}>"
    app += "<TotalTime>7319</TotalTime></Properties>"
    custom = XML + ('<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
                    f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{d.text("custom name")}"><vt:lpwstr>{d.text("custom value")}</vt:lpwstr></property>'
                    f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="3" name="MSIP_Label_SiteId"><vt:lpwstr>{d.guid("tenant in custom")}</vt:lpwstr></property></Properties>')
    label = XML + f'<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label id="{{{d.guid("label")}}}" enabled="1" method="Standard" siteId="{{{d.guid("label tenant")}}}"/></clbl:labelList>'
    parts = {"docProps/core.xml": core, "docProps/app.xml": app, "docProps/custom.xml": custom, "docMetadata/LabelInfo.xml": label, "docProps/thumbnail.jpeg": picture}
    kinds = {"docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
             "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
             "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
             "docMetadata/LabelInfo.xml": "application/vnd.ms-office.classificationlabels+xml"}
    rows = [("rId11", CORE, "docProps/core.xml"), ("rId12", "extended-properties", "docProps/app.xml"), ("rId13", "custom-properties", "docProps/custom.xml"),
            ("rId14", "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml"), ("rId15", THUMBNAIL, "docProps/thumbnail.jpeg")]
    return parts, kinds, rows


def custom_xml(d, prefix):
    """A part of somebody's own data: SharePoint, a firm's templates."""
    parts = {"customXml/item1.xml": f'<c:data xmlns:c="http://example.org/{d.text(prefix + " custom XML namespace")}"><c:who>{d.text(prefix + " custom XML")}</c:who></c:data>',
             "customXml/itemProps1.xml": XML + f'<ds:datastoreItem ds:itemID="{{{d.guid(prefix + " custom XML id")}}}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>',
             "customXml/_rels/item1.xml.rels": relations(("rId1", "customXmlProps", "itemProps1.xml"))}
    return parts, {"customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"}


def theme(d):
    colours = "".join(f'<a:{n}><a:srgbClr val="{v}"/></a:{n}>' for n, v in (("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "1F2A44"), ("lt2", "EEECE1"), ("accent1", "4F81BD"), ("accent2", "C0504D"),
                                                                           ("accent3", "9BBB59"), ("accent4", "8064A2"), ("accent5", "4BACC6"), ("accent6", "F79646"), ("hlink", "0000FF"), ("folHlink", "800080")))
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    return XML + (f'<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="{d.text("theme name")}"><a:themeElements><a:clrScheme name="{d.text("colour scheme")}">{colours}</a:clrScheme>'
                  f'<a:fontScheme name="{d.text("font scheme")}"><a:majorFont><a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/></a:majorFont><a:minorFont><a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/></a:minorFont></a:fontScheme>'
                  f'<a:fmtScheme name="{d.text("format scheme")}"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{("<a:ln w=" + chr(34) + "9525" + chr(34) + ">" + fill + "</a:ln>") * 3}</a:lnStyleLst>'
                  f'<a:effectStyleLst>{"<a:effectStyle><a:effectLst/></a:effectStyle>" * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>')


def rich_photo(d, folder):
    from pictures import exiftool, ffmpeg, png, scene, tags
    jpeg = ffmpeg(png(scene(96, 64), 96), ".jpg", ["-q:v", "2", "-pix_fmt", "yuvj444p"], folder)
    return exiftool(jpeg, ".jpg", tags(d, xmp=False, iptc=False), folder)
