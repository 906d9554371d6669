# SPDX-License-Identifier: Apache-2.0
"""OpenDocument text, spreadsheet and presentation."""
from canary import iso
from package import rich_photo, zip_file

NAMES = {"office": "office:1.0", "style": "style:1.0", "text": "text:1.0", "table": "table:1.0", "draw": "drawing:1.0", "meta": "meta:1.0", "presentation": "presentation:1.0", "script": "script:1.0", "config": "config:1.0", "number": "datastyle:1.0", "form": "form:1.0"}
SPACES = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{u}"' for p, u in NAMES.items())
SPACES += (' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" '
           'xmlns:officeooo="http://openoffice.org/2009/office" xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" office:version="1.2"')
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
TEXT = ["Report about the second shaft", "There has been no ventilation since March.", "Inserted words stay.", "Night", "4250"]


def meta(d):
    out = ""
    for name in ("meta:initial-creator", "dc:creator", "meta:printed-by", "dc:title", "dc:subject", "dc:description", "meta:keyword", "meta:generator", "dc:language"):
        out += f"<{name}>{d.text('meta ' + name)}</{name}>"
    for name in ("meta:creation-date", "dc:date", "meta:print-date"):
        out += f"<{name}>{iso(d.date('meta ' + name))}</{name}>"
    out += f'<meta:editing-duration>PT2H3M19S</meta:editing-duration><meta:template xlink:href="../{d.text("template path")}.ott" xlink:title="{d.text("template title")}" meta:date="{iso(d.date("template date"))}"/>'
    out += f'<meta:user-defined meta:name="{d.text("user-defined name")}">{d.text("user-defined value")}</meta:user-defined>'
    return HEAD + f"<office:document-meta {SPACES}><office:meta>{out}</office:meta></office:document-meta>"


def settings(d):
    item = '<config:config-item config:name="%s" config:type="%s">%s</config:config-item>'
    out = item % ("PrinterName", "string", d.text("printer name")) + item % ("PrinterSetup", "base64Binary", d.text("printer setup")) + item % ("Rsid", "int", d.number("settings Rsid")) + item % ("CurrentDatabaseDataSource", "string", d.text("database"))
    # What a program writes of a sheet whose name people see, and of a colour that the page has too.
    out += item % ("ActiveTable", "string", "Payments") + item % ("GridColor", "string", "#729fcf")
    return HEAD + f'<office:document-settings {SPACES}><office:settings><config:config-item-set config:name="ooo:configuration-settings">{out}</config:config-item-set></office:settings></office:document-settings>'


def styles(d, style):
    return HEAD + (f'<office:document-styles {SPACES}><office:styles><style:style style:name="Standard" style:family="paragraph"/><style:style style:name="{style}" style:display-name="{d.text("style display name")}" style:family="paragraph"><style:text-properties fo:font-weight="bold" fo:color="#729fcf" officeooo:rsid="{d.hex8("style rsid")}"/></style:style></office:styles>'
                   f'<office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="{d.text("master page")}" style:page-layout-name="pm1"/></office:master-styles></office:document-styles>')


def frame(d):
    return (f'<draw:frame draw:name="{d.text("picture name")}" text:anchor-type="as-char" svg:width="3cm" svg:height="2cm"><draw:image xlink:href="Pictures/IMG_1.jpg" xlink:type="simple" draw:filter-name="{d.text("filter name")}"/>'
            f'<svg:title>{d.text("svg:title")}</svg:title><svg:desc>{d.text("svg:desc")}</svg:desc></draw:frame>')


def annotation(d):
    return (f'<office:annotation office:name="{d.text("comment name")}" loext:resolved="false"><dc:creator>{d.text("comment author")}</dc:creator><dc:date>{iso(d.date("comment date"))}</dc:date><meta:creator-initials>{d.text("comment initials")}</meta:creator-initials>'
            f'<text:p>{d.hidden("comment text")}</text:p></office:annotation>')


def text_body(d, style):
    change = lambda what: f"<office:change-info><dc:creator>{d.text(what + ' author')}</dc:creator><dc:date>{iso(d.date(what + ' date'))}</dc:date></office:change-info>"  # noqa: E731
    out = f'<text:tracked-changes><text:changed-region xml:id="c1" text:id="c1"><text:insertion>{change("insertion")}</text:insertion></text:changed-region><text:changed-region xml:id="c2" text:id="c2"><text:deletion>{change("deletion")}<text:p>{d.hidden("deleted text")}</text:p></text:deletion></text:changed-region></text:tracked-changes>'
    out += f'<text:user-field-decls><text:user-field-decl office:value-type="string" office:string-value="{d.text("user field value")}" text:name="{d.text("user field name")}"/></text:user-field-decls>'
    out += f'<text:p text:style-name="{style}"><text:bookmark text:name="{d.text("bookmark")}"/>{TEXT[0]}</text:p><text:p text:style-name="P1">{TEXT[1]}{annotation(d)}</text:p>'
    out += f'<text:p><text:change-start text:change-id="c1"/>{TEXT[2]}<text:change-end text:change-id="c1"/><text:change text:change-id="c2"/></text:p>'
    fields = (("text:author-name", "author-name field"), ("text:file-name", "file-name field"), ("text:sender-email", "sender field"), ("text:initial-creator", "initial-creator field"), ("text:printed-by", "printed-by field"), ("text:template-name", "template-name field"))
    out += "<text:p>" + "".join(f'<{n} text:fixed="false">{d.text(w)}</{n}>' for n, w in fields) + f'<text:hidden-text text:condition="ooow:1" text:string-value="{d.hidden("hidden-text field")}" text:is-hidden="true"/></text:p>'
    out += f'<text:p text:style-name="P2">{d.hidden("hidden paragraph")}</text:p>'
    out += f'<table:table table:name="{d.text("table name")}"><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell office:value-type="string"><text:p>{TEXT[3]}</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="4250"><text:p>{TEXT[4]}</text:p></table:table-cell></table:table-row></table:table>'
    out += f'<text:p><text:a xlink:type="simple" xlink:href="https://example.org/?who={d.text("link token")}" office:name="{d.text("link name")}">the rules</text:a>{frame(d)}</text:p>'
    auto = f'<style:style style:name="P1" style:family="paragraph"><style:text-properties officeooo:rsid="{d.hex8("rsid")}" officeooo:paragraph-rsid="{d.hex8("paragraph-rsid")}"/></style:style><style:style style:name="P2" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
    return f"<office:text>{out}</office:text>", auto, TEXT + ["the rules"]


def sheet_body(d, style):
    cell = lambda text, more="": f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'  # noqa: E731
    out = f'<table:content-validations><table:content-validation table:name="{d.text("validation name")}"><table:help-message table:title="{d.text("validation title")}"><text:p>{d.text("validation text")}</text:p></table:help-message></table:content-validation></table:content-validations>'
    out += f'<table:table table:name="Payments"><table:table-row>{cell(TEXT[3])}<table:table-cell office:value-type="float" office:value="4250" table:formula="of:=N(&quot;{d.text("formula")}&quot;)+4250"><text:p>{TEXT[4]}</text:p>{annotation(d)}</table:table-cell></table:table-row>'
    out += '<table:table-row><table:table-cell office:value-type="date" office:date-value="2026-03-05"><text:p>05/03/26</text:p></table:table-cell><table:table-cell office:value-type="time" office:time-value="PT12H30M00S"><text:p>12:30</text:p></table:table-cell>'
    out += f'<table:table-cell office:value-type="float" office:value="0.0000000223623634911157"><text:p>0.00</text:p></table:table-cell><table:table-cell>{annotation(d)}</table:table-cell></table:table-row>'
    out += f'<table:table-row table:visibility="collapse">{cell(d.hidden("hidden row"))}</table:table-row><table:table-row><table:table-cell>{frame(d)}</table:table-cell></table:table-row></table:table>'
    out += f'<table:table table:name="{d.hidden("name of a hidden sheet")}" table:style-name="ta2"><table:table-row>{cell(d.hidden("cell of a hidden sheet"))}</table:table-row></table:table>'
    out += f'<table:named-expressions><table:named-range table:name="{d.text("named range")}" table:base-cell-address="$Payments.$A$1" table:cell-range-address="$Payments.$A$1"/></table:named-expressions><table:database-ranges><table:database-range table:name="{d.text("database range")}" table:target-range-address="Payments.A1:Payments.B1"/></table:database-ranges>'
    return f"<office:spreadsheet>{out}</office:spreadsheet>", '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>', [*TEXT[3:], "05/03/26", "12:30", "0.00"]


def slides_body(d, style):
    box = lambda text: f'<draw:frame draw:name="{d.text("box name")}" svg:x="1cm" svg:y="1cm" svg:width="20cm" svg:height="3cm"><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>'  # noqa: E731
    out = f'<presentation:footer-decl presentation:name="ftr1">{d.text("footer declaration")}</presentation:footer-decl><draw:page draw:name="{d.text("slide name")}" draw:master-page-name="Default">{box(TEXT[0])}{box(TEXT[1])}{frame(d)}{annotation(d)}'
    out += f'<presentation:notes><draw:frame svg:width="1cm" svg:height="1cm"><draw:text-box><text:p>{d.hidden("speaker notes")}</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>'
    out += f'<draw:page draw:name="Two" draw:style-name="dp2" draw:master-page-name="Default">{box(d.hidden("slide that is not shown"))}</draw:page>'
    return f"<office:presentation>{out}</office:presentation>", '<style:style style:name="dp2" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>', TEXT[:2]


def make(corpus, folder):
    for kind, media, build in (("odt", "text", text_body), ("ods", "spreadsheet", sheet_body), ("odp", "presentation", slides_body)):
        d = corpus.dirt()
        style = d.text("style name")
        content, automatic, text = build(d, style)
        scripts = f'<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load" xlink:href="vnd.sun.star.script:{d.text("event program")}"/></office:event-listeners></office:scripts>'
        parts = {"mimetype": f"application/vnd.oasis.opendocument.{media}",
                 "content.xml": HEAD + f"<!-- {d.text('XML comment')} --><office:document-content {SPACES}>{scripts}<office:automatic-styles>{automatic}</office:automatic-styles><office:body>{content}</office:body></office:document-content>",
                 "styles.xml": styles(d, style), "meta.xml": meta(d), "settings.xml": settings(d), "Thumbnails/thumbnail.png": rich_photo(d, folder), "Pictures/IMG_1.jpg": rich_photo(d, folder),
                 "manifest.rdf": f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="{d.text("manifest.rdf")}"/></rdf:RDF>', "layout-cache": d.text("layout cache").encode() + bytes(20),
                 "Basic/Standard/Module1.xml": f'<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1">REM {d.text("macro")}</script:module>', "Configurations2/accelerator/current.xml": f"<a>{d.text('configuration')}</a>"}
        rows = "".join(f'<manifest:file-entry manifest:full-path="{n}" manifest:media-type="{"image/jpeg" if n.endswith("jpg") else "text/xml"}"/>' for n in parts if n != "mimetype")
        parts["META-INF/manifest.xml"] = HEAD + f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.{media}"/>{rows}</manifest:manifest>'
        corpus.add(f"{kind}-everything.{kind}", kind, zip_file(d, parts, comment=False, first_stored=True), d, {"what": "office", "text": text, "pictures": 1})
