# SPDX-License-Identifier: Apache-2.0
"""PDF documents written here object by object."""
import os
import subprocess
import zlib

from pictures import exif_block, exiftool, ffmpeg, png, profile, scene, tags, xmp_packet

LINES = ["Minutes of the safety meeting", "The second shaft has had no ventilation since March.", "Three men fell on the night shift."]
SECOND = ["Page two: the list of payments", "Nobody was paid for the last week."]


class Pdf:
    """Objects by number; text() escapes what becomes a string."""

    def __init__(self):
        self.objects = []

    def add(self, body):
        self.objects.append(body if isinstance(body, bytes) else body.encode("latin-1"))
        return len(self.objects)

    def put(self, number, body):
        self.objects[number - 1] = body.encode("latin-1") if isinstance(body, str) else body

    def stream(self, data, entries="", packed=True):
        data = data if isinstance(data, bytes) else data.encode("latin-1")
        if packed:
            data, entries = zlib.compress(data), entries + " /Filter /FlateDecode"
        return self.add(f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream")

    def file(self, root, info=None, identity="", comment=b""):
        out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + comment, []
        for i, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += f"{i} 0 obj\n".encode() + body + b"\nendobj\n"
        at = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{p:010d} 00000 n \n".encode() for p in places)
        more = (f" /Info {info} 0 R" if info else "") + (f" /ID [<{identity}> <{identity}>]" if identity else "")
        return out + f"trailer\n<< /Size {len(places) + 1} /Root {root} 0 R{more} >>\nstartxref\n{at}\n%%EOF\n".encode()


def utf16(value):
    return "<feff" + value.encode("utf-16-be").hex() + ">"


def page_text(lines, before="", after="", top=740):
    out = before + "BT /F1 14 Tf 18 TL 60 %d Td\n" % top
    out += "".join(f"({line}) Tj T*\n" for line in lines)
    return out + "ET\n" + after


def pdf_date(moment):
    return moment.strftime("D:%Y%m%d%H%M%S+02'00'")


def base(pdf, first, second, catalog="", page_one="", resources="", page_two=""):
    """A document of two pages; `first` and `second` are the drawing of each."""
    pages = pdf.add("")
    font = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for drawing, more in ((first, page_one), (second, page_two)):
        content = pdf.stream(drawing)
        kids.append(pdf.add(f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
                            f"/Resources << /Font << /F1 {font} 0 R >> {resources} >> {more} >>"))
    pdf.put(pages, f"<< /Type /Pages /Count 2 /Kids [{kids[0]} 0 R {kids[1]} 0 R] >>")
    return pdf.add(f"<< /Type /Catalog /Pages {pages} 0 R {catalog} >>")


def information(pdf, d):
    names = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "Company", "SourceModified", "PTEX.Fullbanner")
    entries = " ".join(f"/{n} ({d.text('Info ' + n)})" for n in names)
    entries += f" /Manager {utf16(d.text('Info Manager'))} /Trapped /False"
    entries += f" /CreationDate ({pdf_date(d.date('Info CreationDate'))}) /ModDate ({pdf_date(d.date('Info ModDate'))})"
    return pdf.add(f"<< {entries} >>")


def photo(pdf, d, folder):
    jpeg = ffmpeg(png(scene(96, 64), 96), ".jpg", ["-q:v", "2", "-pix_fmt", "yuvj444p"], folder)
    jpeg = exiftool(jpeg, ".jpg", tags(d, xmp=False, iptc=False), folder)
    meta = pdf.stream(xmp_packet(d, "XMP of the photo"), "/Type /Metadata /Subtype /XML", packed=False)
    icc = pdf.stream(profile(d, "ICC of the photo"), "/N 3")
    return pdf.stream(jpeg, f"/Type /XObject /Subtype /Image /Width 96 /Height 64 /BitsPerComponent 8 /ColorSpace [/ICCBased {icc} 0 R] "
                      f"/Filter /DCTDecode /Metadata {meta} 0 R /Name /{d.text('name of the photo')}", packed=False)


def add_properties(corpus, folder):
    d, pdf = corpus.dirt(), Pdf()
    info = information(pdf, d)
    meta = pdf.stream(xmp_packet(d), "/Type /Metadata /Subtype /XML", packed=False)
    page_meta = pdf.stream(xmp_packet(d, "XMP of the page"), "/Type /Metadata /Subtype /XML")
    picture = photo(pdf, d, folder)
    thumb = pdf.stream(d.text("page thumbnail").encode().ljust(48, b"\0"), "/Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceRGB")
    piece = (f"/PieceInfo << /Illustrator << /LastModified ({pdf_date(d.date('PieceInfo LastModified'))}) "
             f"/Private << /Path ({d.text('PieceInfo path')}) >> >> >> /LastModified ({pdf_date(d.date('page LastModified'))})")
    outline = pdf.add("")
    item = pdf.add(f"<< /Title ({d.text('bookmark')}) /Parent {outline} 0 R /Dest [4 0 R /Fit] >>")
    pdf.put(outline, f"<< /Type /Outlines /First {item} 0 R /Last {item} 0 R /Count 1 >>")
    icc = pdf.stream(profile(d, "output intent ICC"), "/N 3")
    struct = pdf.add("")
    element = pdf.add(f"<< /Type /StructElem /S /P /P {struct} 0 R /T ({d.text('structure title')}) /Alt ({d.text('structure alternative')}) /ActualText ({d.text('structure actual text')}) >>")
    pdf.put(struct, f"<< /Type /StructTreeRoot /K {element} 0 R /RoleMap << /{d.text('role')} /P >> >>")
    catalog = (f"/Metadata {meta} 0 R /Outlines {outline} 0 R /StructTreeRoot {struct} 0 R /MarkInfo << /Marked true >> /Lang ({d.text('language')}) "
               f"/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier ({d.text('output condition')}) /Info ({d.text('output intent')}) /DestOutputProfile {icc} 0 R >>] "
               f"/PageLabels << /Nums [0 << /S /D /P ({d.text('page label')}) >>] >> /URI << /Base (https://{d.text('base address')}.example/) >> "
               f"/SpiderInfo << /V 1 /X ({d.text('spider information')}) >> /{d.text('unknown catalog entry')} true /PieceInfo << /Word << /Private ({d.text('catalog PieceInfo')}) >> >>")
    first = page_text(LINES, before=f"% {d.text('comment in the drawing')}\n",
                      after=f"/{d.text('marked point')} MP\n/Span << /ActualText ({d.text('ActualText')}) /E ({d.text('expansion')}) >> BDC\n"
                      f"q 192 0 0 128 60 400 cm /Im1 Do Q\nEMC\n/Artifact << /Owner ({d.text('property list')}) >> DP\n")
    root = base(pdf, first, page_text(SECOND), catalog, f"/Metadata {page_meta} 0 R /Thumb {thumb} 0 R {piece} /Tabs /S /StructParents 0 /ID ({d.text('page ID')})",
                f"/XObject << /Im1 {picture} 0 R >>")
    pdf.add(f"({d.text('object that nothing uses')})")
    pdf.stream(d.text("stream that nothing uses"))
    data = pdf.file(root, info, d.guid("trailer ID").replace("-", ""), f"% {d.text('comment at the beginning')}\n".encode())
    data += b"% " + d.text("behind the end").encode() + b"\n"
    corpus.add("pdf-properties.pdf", "pdf", data, d, shows(corpus))


def shows(corpus, text=True):
    return {"what": "document", "pages": 2, "text": LINES + SECOND if text else [], "least_db": 26}


def add_annotations(corpus, folder):
    d, pdf = corpus.dirt(), Pdf()
    look = pdf.stream("0.9 0.8 0.2 rg 0 0 40 20 re f", f"/Type /XObject /Subtype /Form /BBox [0 0 40 20] /LastModified ({pdf_date(d.date('form LastModified'))}) /PieceInfo << /X << /Private ({d.text('form PieceInfo')}) >> >>")
    common = lambda what: f"/T ({d.text(what + ' author')}) /NM ({d.guid(what + ' number')}) /M ({pdf_date(d.date(what + ' date'))}) /CreationDate ({pdf_date(d.date(what + ' creation'))})"  # noqa: E731
    notes = [f"<< /Type /Annot /Subtype /Text /Rect [500 700 520 720] /F 2 /Contents ({d.text('note')}) /RC (<body><p>{d.text('rich note')}</p></body>) /Subj ({d.text('note subject')}) {common('note')} >>",
             f"<< /Type /Annot /Subtype /Popup /Rect [400 600 500 700] /F 2 /Contents ({d.text('popup')}) >>",
             f"<< /Type /Annot /Subtype /Link /Rect [60 730 200 750] /Border [0 0 0] /A << /S /URI /URI (https://example.org/?who={d.text('link token')}) >> >>",
             f"<< /Type /Annot /Subtype /Link /Rect [60 700 200 720] /Border [0 0 0] /A << /S /Launch /F ({d.text('launched program')}) >> >>",
             f"<< /Type /Annot /Subtype /Link /Rect [60 680 200 700] /Border [0 0 0] /A << /S /GoToR /F (//server/{d.text('path of another document')}.pdf) /D [0 /Fit] >> >>",
             f"<< /Type /Annot /Subtype /Stamp /Rect [400 500 440 520] /F 4 /Name /{d.text('stamp name')} /AP << /N {look} 0 R >> {common('stamp')} >>"]
    attached = pdf.stream(d.text("attached file at a place"), f"/Type /EmbeddedFile /Params << /ModDate ({pdf_date(d.date('attachment date'))}) >>")
    notes.append(f"<< /Type /Annot /Subtype /FileAttachment /Rect [500 600 510 610] /F 2 /Contents ({d.text('attachment description')}) /FS << /Type /Filespec /F ({d.text('attachment path')}.docx) /EF << /F {attached} 0 R >> >> >>")
    numbers = [pdf.add(n) for n in notes]
    field_look = pdf.stream("BT /F1 10 Tf 2 4 Td (Yes) Tj ET", "/Type /XObject /Subtype /Form /BBox [0 0 60 16] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>")
    field = pdf.add(f"<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [300 300 360 316] /F 4 /T ({d.text('field name')}) /TU ({d.text('field tooltip')}) /TM ({d.text('field export name')}) "
                    f"/V ({d.text('field value')}) /DV ({d.text('field default')}) /AP << /N {field_look} 0 R >> /AA << /K << /S /JavaScript /JS ({d.text('field program')}) >> >> >>")
    hidden = pdf.add(f"<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [0 0 0 0] /F 2 /T ({d.text('hidden field')}) /V ({d.text('hidden field value')}) >>")
    numbers += [field, hidden]
    script = pdf.stream(f"app.alert('{d.text('program of the document')}')")
    file_stream = pdf.stream(d.text("attached file"), f"/Type /EmbeddedFile /Subtype /text#2Fplain /Params << /CreationDate ({pdf_date(d.date('attached file date'))}) /CheckSum <{d.hex8('checksum') * 4}> >>")
    spec = pdf.add(f"<< /Type /Filespec /F ({d.text('attached name')}.txt) /UF {utf16(d.text('attached name in UTF-16'))} /Desc ({d.text('attached description')}) /EF << /F {file_stream} 0 R >> /AFRelationship /Source >>")
    catalog = (f"/AcroForm << /Fields [{field} 0 R {hidden} 0 R] /DA (/F1 0 Tf 0 g) /XFA_none ({d.text('form entry')}) >> /OpenAction << /S /JavaScript /JS {script} 0 R >> "
               f"/AA << /WC << /S /JavaScript /JS ({d.text('closing program')}) >> >> /AF [{spec} 0 R] "
               f"/Names << /EmbeddedFiles << /Names [({d.text('name tree')}) {spec} 0 R] >> /JavaScript << /Names [({d.text('program name')}) << /S /JavaScript /JS ({d.text('named program')}) >>] >> "
               f"/Dests << /Names [({d.text('place name')}) [4 0 R /Fit]] >> >>")
    root = base(pdf, page_text(LINES), page_text(SECOND), catalog, "/Annots [" + " ".join(f"{n} 0 R" for n in numbers) +
                f"] /AA << /O << /S /URI /URI (https://{d.text('page action')}.example/) >> >>")
    document = shows(corpus)
    document["text"] = [*LINES, "Yes", *SECOND]
    corpus.add("pdf-annotations.pdf", "pdf", pdf.file(root, None, d.guid("trailer ID").replace("-", "")), d, document)


def add_layers(corpus, folder):
    d, pdf = corpus.dirt(), Pdf()
    off = pdf.add(f"<< /Type /OCG /Name ({d.text('layer name')}) /Usage << /CreatorInfo << /Creator ({d.text('layer creator')}) /Subtype /Artwork >> >> >>")
    on = pdf.add(f"<< /Type /OCG /Name ({d.text('shown layer name')}) >>")
    catalog = f"/OCProperties << /OCGs [{off} 0 R {on} 0 R] /D << /OFF [{off} 0 R] /ON [{on} 0 R] /Creator ({d.text('layers creator')}) /Name ({d.text('layer configuration')}) /Order [{off} 0 R {on} 0 R] >> >>"
    hidden = f"/OC /L0 BDC BT /F1 12 Tf 60 200 Td ({d.hidden('text of a layer that is off')}) Tj ET EMC\n"
    first = page_text(LINES[:1]) + hidden + "/OC /L1 BDC\n" + page_text(LINES[1:], top=722) + "EMC\n"
    root = base(pdf, first, page_text(SECOND), catalog, resources=f"/Properties << /L0 {off} 0 R /L1 {on} 0 R >> /XObject << /Unused {pdf.stream('BT ET', '/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Title (' + d.text('unused form') + ')')} 0 R >>")
    corpus.add("pdf-layers.pdf", "pdf", pdf.file(root), d, shows(corpus))


def add_revisions(corpus, folder):
    """The first version named somebody; the second one was saved behind it."""
    d, pdf = corpus.dirt(), Pdf()
    earlier = page_text([LINES[0], d.hidden("text of an earlier version")] + LINES[2:])
    info = pdf.add(f"<< /Author ({d.text('author of an earlier version')}) /ModDate ({pdf_date(d.date('date of an earlier version'))}) >>")
    root = base(pdf, earlier, page_text(SECOND))
    first = pdf.file(root, info, d.guid("ID of an earlier version").replace("-", ""))
    drawing = zlib.compress(page_text(LINES).encode())
    number = next(i for i, b in enumerate(pdf.objects, 1) if b.endswith(b"endstream"))
    at = len(first)
    new = f"{number} 0 obj\n<< /Filter /FlateDecode /Length {len(drawing)} >>\nstream\n".encode() + drawing + b"\nendstream\nendobj\n"
    old = first.rindex(b"startxref\n")
    previous = int(first[old + 10:].split()[0])
    table = at + len(new)
    data = first + new + f"xref\n{number} 1\n{at:010d} 00000 n \ntrailer\n<< /Size {len(pdf.objects) + 1} /Root {root} 0 R /Prev {previous} >>\nstartxref\n{table}\n%%EOF\n".encode()
    corpus.add("pdf-revisions.pdf", "pdf", data, d, shows(corpus))


def by_qpdf(corpus, folder):
    """The same properties, as other writers lay them out."""
    for name, arguments in (("pdf-object-streams.pdf", ["--object-streams=generate"]), ("pdf-linear.pdf", ["--linearize"]),
                            ("pdf-owner-password.pdf", ["--encrypt", "", "owner", "256", "--"])):
        d, pdf = corpus.dirt(), Pdf()
        info = information(pdf, d)
        meta = pdf.stream(xmp_packet(d), "/Type /Metadata /Subtype /XML", packed=False)
        root = base(pdf, page_text(LINES), page_text(SECOND), f"/Metadata {meta} 0 R")
        there, to = os.path.join(folder, "in.pdf"), os.path.join(folder, "out.pdf")
        with open(there, "wb") as f:
            f.write(pdf.file(root, info))
        subprocess.run(["qpdf", "--static-id", there, *arguments, to], check=True)
        with open(to, "rb") as f:
            corpus.add(name, "pdf", f.read(), d, shows(corpus))


def make(corpus, folder):
    for part in (add_properties, add_annotations, add_layers, add_revisions, by_qpdf):
        part(corpus, folder)
