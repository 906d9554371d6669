# SPDX-License-Identifier: Apache-2.0
"""Pictures drawn here, and the blocks of metadata that several formats share."""
import os
import struct
import subprocess
import zlib

from canary import exif_time, iso


def scene(width, height, turn=0):
    """Rows of RGB: hills under a sky. Smooth, so that coding with loss stays close to it."""
    rows = []
    for y in range(height):
        row = bytearray()
        for x in range(width):
            hill = height * 5 // 8 - (((x + turn) * 7 % width) * (width - (x + turn) * 7 % width) * height) // (width * width * 2)
            if y < hill:
                row += bytes((90 + 60 * y // height, 130 + 80 * y // height, 220 - 40 * x // width))
            else:
                row += bytes((40 + 90 * x // width, 120 - 50 * (y - hill) // height, 50 + 30 * y // height))
        rows.append(bytes(row))
    return rows


def turned_left(rows):
    """So that a reader who obeys orientation 6 (turn right) sees `rows`."""
    width = len(rows[0]) // 3
    return [b"".join(rows[y][3 * x:3 * x + 3] for y in range(len(rows))) for x in reversed(range(width))]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(rows, width, colour=2, depth=8, before=b"", after=b"", tail=b""):
    data = zlib.compress(b"".join(b"\0" + r for r in rows), 9)
    head = struct.pack(">IIBBBBB", width, len(rows), depth, colour, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + before + chunk(b"IDAT", data) + after + chunk(b"IEND", b"") + tail)


def ffmpeg(source, extension, arguments, folder, inputs=()):
    """The picture or recording `source` as ffmpeg writes it."""
    where_from, to = os.path.join(folder, "from.bin"), os.path.join(folder, "to" + extension)
    if source is not None:
        with open(where_from, "wb") as f:
            f.write(source)
        inputs = ["-i", where_from, *inputs]
    subprocess.run(["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *inputs, "-fflags", "+bitexact",
                    *arguments, to], check=True, stdin=subprocess.DEVNULL)
    with open(to, "rb") as f:
        data = f.read()
    os.unlink(to)
    return data


def exiftool(data, extension, arguments, folder):
    path = os.path.join(folder, "tagged" + extension)
    with open(path, "wb") as f:
        f.write(data)
    with open(path + ".args", "w", encoding="utf-8") as f:
        f.write("\n".join(arguments) + "\n")
    ran = subprocess.run(["exiftool", "-q", "-q", "-m", "-overwrite_original", "-@", path + ".args", path],
                         capture_output=True, text=True)
    if ran.returncode != 0:
        raise RuntimeError(f"exiftool {extension}: {ran.stderr}")
    with open(path, "rb") as f:
        return f.read()


# --- EXIF, XMP and IPTC that exiftool puts into any container ---

EXIF = """Artist Copyright HostComputer ImageDescription Make Model Software DocumentName PageName ReelName
    CameraOwnerName:OwnerName BodySerialNumber:SerialNumber LensSerialNumber LensModel LensMake ImageUniqueID
    CameraLabel ProcessingSoftware SpectralSensitivity ImageHistory SecurityClassification UserComment
    GPSMapDatum GPSSatellites GPSAreaInformation GPSProcessingMethod XPTitle XPComment XPAuthor XPKeywords
    XPSubject""".split()
XMP = """dc:Creator dc:Title dc:Description dc:Rights dc:Identifier dc:Source dc:Subject xmp:CreatorTool xmp:Label
    xmp:Nickname xmpMM:DocumentID xmpMM:InstanceID xmpMM:OriginalDocumentID photoshop:AuthorsPosition
    photoshop:CaptionWriter photoshop:City photoshop:Credit photoshop:History photoshop:Instructions photoshop:Source
    photoshop:TransmissionReference aux:SerialNumber aux:LensID aux:OwnerName iptcCore:Location iptcCore:CreatorCity
    iptcCore:CreatorWorkEmail iptcExt:PersonInImage xmpRights:Owner xmpRights:WebStatement pdf:Keywords
    pdf:Producer tiff:Make""".split()
IPTC = """By-line By-lineTitle Caption-Abstract City Contact Credit Headline Keywords ObjectName Source
    Sub-location OriginalTransmissionReference SpecialInstructions Writer-Editor""".split()


def tags(dirt, exif=True, xmp=True, iptc=True):
    out, before = [], dirt.unsure
    dirt.unsure = True
    if exif:
        for name in EXIF:
            field = name.split(":")[-1] if ":" in name else name
            out.append(f"-EXIF:{field}={dirt.text('EXIF ' + field)}")
        for field in ("DateTimeOriginal", "CreateDate", "ModifyDate"):
            out.append(f"-EXIF:{field}={exif_time(dirt.date('EXIF ' + field))}")
        moment = dirt.date("EXIF GPSDateStamp")
        out.append(f"-EXIF:GPSDateStamp={moment.strftime('%Y:%m:%d')}")
        north, east = dirt.place("EXIF GPS")
        out += [f"-EXIF:GPSLatitude={north.lstrip('-')}", "-EXIF:GPSLatitudeRef=S", f"-EXIF:GPSLongitude={east}",
                "-EXIF:GPSLongitudeRef=E", "-EXIF:GPSAltitude=1462"]
    if xmp:
        for name in XMP:
            group, field = name.split(":")
            value = dirt.text("XMP " + name)
            out.append(f"-XMP-{group}:{field}={value}")
        north, east = dirt.place("XMP exif:GPS")
        out += [f"-XMP-exif:GPSLatitude={north}", f"-XMP-exif:GPSLongitude={east}"]
        out.append(f"-XMP-xmp:CreateDate={exif_time(dirt.date('XMP xmp:CreateDate'))}")
        out.append(f"-XMP-photoshop:DateCreated={exif_time(dirt.date('XMP photoshop:DateCreated'))}")
    if iptc:
        for field in IPTC:
            out.append(f"-IPTC:{field}={dirt.text('IPTC ' + field)}")
        out.append(f"-IPTC:DateCreated={dirt.date('IPTC DateCreated').strftime('%Y:%m:%d')}")
    dirt.unsure = before
    return out


# --- EXIF by hand, for what exiftool does not write ---

def ifd(entries, base, following=0, order="<"):
    """(tag, type, value) as one directory at `base`; value: bytes, or a list of numbers."""
    size = {1: "B", 2: "B", 3: "H", 4: "I", 7: "B"}
    body, heap = b"", b""
    heap_at = base + 2 + 12 * len(entries) + 4
    for tag, kind, value in sorted(entries, key=lambda e: e[0]):
        data = value if isinstance(value, bytes) else struct.pack(f"{order}{len(value)}{size[kind]}", *value)
        count = len(data) // struct.calcsize(size[kind])
        if len(data) <= 4:
            place = data.ljust(4, b"\0")
        else:
            place = struct.pack(order + "I", heap_at + len(heap))
            heap += data + b"\0" * (len(data) % 2)
        body += struct.pack(order + "HHI", tag, kind, count) + place
    return struct.pack(order + "H", len(entries)) + body + struct.pack(order + "I", following) + heap


def exif_block(dirt, thumbnail=None, orientation=1, what="EXIF"):
    """A TIFF structure with a maker note, a preview and a byte range that nothing points to."""
    note = b"OLYMP\0\1\0" + dirt.text(what + " MakerNote").encode() + b"\0SN" + dirt.number(what + " MakerNote serial").encode()
    first = [(0x010F, 2, dirt.text(what + " Make").encode() + b"\0"), (0x0112, 3, [orientation]),
             (0xC4A5, 7, b"PrintIM\0" + dirt.text(what + " PrintIM").encode()),
             (0xEA1C, 7, dirt.text(what + " Padding").encode()), (0x8769, 4, [0])]
    sub = [(0x9000, 7, b"0231"), (0x927C, 7, note), (0xA433, 2, dirt.text(what + " LensMake").encode() + b"\0")]
    at_sub = 8 + len(ifd(first, 8))
    first[-1] = (0x8769, 4, [at_sub])
    sub_bytes = ifd(sub, at_sub)
    at_preview = at_sub + len(sub_bytes)
    out = b"II*\0\x08\0\0\0"
    if thumbnail is None:
        out += ifd(first, 8) + sub_bytes
    else:
        second = [(0x0103, 3, [6]), (0x0201, 4, [0]), (0x0202, 4, [len(thumbnail)]),
                  (0x0131, 2, dirt.text(what + " IFD1 Software").encode() + b"\0")]
        at_picture = at_preview + len(ifd(second, at_preview))
        second[1] = (0x0201, 4, [at_picture])
        out += ifd(first, 8, at_preview) + sub_bytes + ifd(second, at_preview) + thumbnail
    return out + dirt.text(what + " unreferenced").encode()


def xmp_packet(dirt, what="XMP"):
    created = iso(dirt.date(what + " CreateDate"))
    north, east = dirt.place(what + " GPS")
    return (f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
            'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" '
            f'xmp:CreatorTool="{dirt.text(what + " CreatorTool")}" xmp:CreateDate="{created}" '
            f'exif:GPSLatitude="{north}" exif:GPSLongitude="{east}" '
            f'xmpMM:DocumentID="uuid:{dirt.guid(what + " DocumentID")}"><dc:creator><rdf:Seq><rdf:li>'
            f'{dirt.text(what + " creator")}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>'
            '<?xpacket end="w"?>').encode()


def profile(dirt, what="ICC"):
    """An RGB display profile with the colours of sRGB and names of its own."""
    def s15(*values):
        return struct.pack(f">{len(values)}i", *(round(v * 65536) for v in values))

    def described(text):
        return b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + b"\0" * 78

    parts = [(b"desc", described(dirt.text(what + " description").encode())),
             (b"cprt", b"text\0\0\0\0" + dirt.text(what + " copyright").encode() + b"\0"),
             (b"dmnd", described(dirt.text(what + " maker").encode())),
             (b"dmdd", described(dirt.text(what + " model").encode())),
             (b"wtpt", b"XYZ \0\0\0\0" + s15(0.9642, 1, 0.8249)),
             (b"rXYZ", b"XYZ \0\0\0\0" + s15(0.4360, 0.2225, 0.0139)), (b"gXYZ", b"XYZ \0\0\0\0" + s15(0.3851, 0.7169, 0.0971)),
             (b"bXYZ", b"XYZ \0\0\0\0" + s15(0.1431, 0.0606, 0.7141))]
    a, b = 1 / 1.055, 0.055 / 1.055
    parts += [(c + b"TRC", b"para\0\0\0\0\0\x03\0\0" + s15(2.4, a, b, 1 / 12.92, 0.04045)) for c in (b"r", b"g", b"b")]
    parts.append((b"MMOD", dirt.text(what + " private tag").encode()))
    table, data, at = struct.pack(">I", len(parts)), b"", 132 + 12 * len(parts)
    for name, body in parts:
        table += name + struct.pack(">II", at + len(data), len(body))
        data += body + b"\0" * (-len(body) % 4)
    m = dirt.date(what + " date")
    head = struct.pack(">I4sI4s4s4s6H4s", 128 + len(table) + len(data), b"appl", 0x02400000, b"mntr", b"RGB ", b"XYZ ",
                       m.year, m.month, m.day, m.hour, m.minute, m.second, b"acsp")
    head += b"APPL" + b"\0" * 4 + b"ADIT" + b"CNRY" + b"\0" * 8 + struct.pack(">I", 0) + s15(0.9642, 1, 0.8249)
    return head.ljust(128, b"\0") + table + data
