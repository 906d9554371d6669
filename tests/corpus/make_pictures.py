# SPDX-License-Identifier: Apache-2.0
"""JPEG, PNG, GIF, BMP, HEIC and AVIF with everything that they can carry."""
import os
import struct
import zlib

from pictures import chunk, exif_block, exiftool, ffmpeg, png, profile, scene, tags, turned_left, xmp_packet

HERE = os.path.dirname(os.path.abspath(__file__))
WIDE, HIGH = 96, 64


def segment(marker, body):
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def after_start(jpeg, *segments):
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def jumbf(dirt):
    """C2PA's box in APP11, as a camera signs it."""
    label = b"c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0"
    claim = ("claim_generator " + dirt.text("C2PA signer")).encode()
    inner = struct.pack(">I", 8 + len(label)) + b"jumd" + label + struct.pack(">I", 8 + len(claim)) + b"json" + claim
    box = struct.pack(">I", 8 + len(inner)) + b"jumb" + inner
    return b"JP\0\x01\0\0\0\x01" + box


def photoshop(dirt):
    def resource(number, body):
        return b"8BIM" + struct.pack(">H", number) + b"\0\0" + struct.pack(">I", len(body)) + body + b"\0" * (len(body) % 2)

    caption = dirt.text("Photoshop IPTC caption").encode()
    return (b"Photoshop 3.0\0" + resource(0x0404, b"\x1c\x02\x78" + struct.pack(">H", len(caption)) + caption) +
            resource(0x040B, dirt.text("Photoshop URL").encode()) + resource(0x0428, b"\0\0\0\1") +
            resource(0x2710, dirt.text("Photoshop print information").encode()))


def jpegs(corpus, folder):
    rows = scene(WIDE, HIGH)
    plain = png(rows, WIDE)
    jpeg = ffmpeg(plain, ".jpg", ["-q:v", "2", "-pix_fmt", "yuvj444p"], folder)
    small = ffmpeg(png(scene(32, 24, 9), 32), ".jpg", ["-q:v", "4"], folder)
    shows = {"what": "picture", "reference": plain, "least_db": 30}

    d = corpus.dirt()
    corpus.add("jpeg-tags.jpg", "jpeg", exiftool(jpeg, ".jpg", tags(d), folder), d, shows)

    d = corpus.dirt()
    preview = after_start(small, segment(0xFE, d.text("comment of the preview").encode()))
    corpus.add("jpeg-maker-note.jpg", "jpeg", after_start(jpeg, segment(0xE1, b"Exif\0\0" + exif_block(d, preview))), d, shows)

    d = corpus.dirt()
    big = xmp_packet(d, "extended XMP")
    digest = d.hex8("extended XMP digest").encode() * 4
    parts = [segment(0xE0, b"JFXX\0\x10" + after_start(small, segment(0xFE, d.text("JFXX preview").encode()))),
             segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp_packet(d)),
             segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + digest + struct.pack(">II", len(big), 0) + big),
             segment(0xE2, b"ICC_PROFILE\0\x01\x01" + profile(d)), segment(0xEB, jumbf(d)), segment(0xED, photoshop(d)),
             segment(0xFE, d.text("comment").encode()), segment(0xFE, d.text("second comment").encode("utf-16-le"))]
    for marker in (0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xEC, 0xEF):
        parts.append(segment(marker, b"VENDOR\0" + d.text(f"APP{marker - 0xE0}").encode()))
    corpus.add("jpeg-segments.jpg", "jpeg", after_start(jpeg, *parts), d, shows)

    d = corpus.dirt()
    second = exiftool(small, ".jpg", tags(d, xmp=False, iptc=False), folder)
    film = struct.pack(">I4s4sI4s", 20, b"ftyp", b"mp42", 0, b"isom") + b"\0\0\0\x40free" + d.text("film behind the end").encode().ljust(56, b"\0")
    corpus.add("jpeg-behind-the-end.jpg", "jpeg", jpeg + second + film + b"SEFT" + d.text("maker's trailer").encode(), d, shows)

    d = corpus.dirt()
    sideways = ffmpeg(png(turned_left(rows), HIGH), ".jpg", ["-q:v", "2", "-pix_fmt", "yuvj444p"], folder)
    corpus.add("jpeg-sideways.jpg", "jpeg", after_start(sideways, segment(0xE1, b"Exif\0\0" + exif_block(d, orientation=6))), d, shows)

    d = corpus.dirt()
    grey = ffmpeg(plain, ".jpg", ["-q:v", "2", "-pix_fmt", "gray"], folder)
    grey_rows = ffmpeg(grey, ".png", ["-pix_fmt", "rgb24"], folder)
    data = after_start(grey, b"\xff\xff\xff" + segment(0xFE, d.text("comment behind fill bytes").encode()))
    corpus.add("jpeg-grey-named-png.png", "jpeg", data, d, {"what": "picture", "reference": grey_rows, "least_db": 30})

    d = corpus.dirt()
    with open(os.path.join(HERE, "..", "data", "photo-with-gps.jpg"), "rb") as f:
        camera = f.read()
    corpus.add("jpeg-camera.jpg", "jpeg", exiftool(camera, ".jpg", tags(d), folder), d, {"what": "picture", "least_db": 30})


def pngs(corpus, folder):
    rows = scene(WIDE, HIGH)
    plain = png(rows, WIDE)
    d = corpus.dirt()
    moment = d.date("tIME")
    time = struct.pack(">HBBBBB", moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    parts = [chunk(b"iCCP", d.text("iCCP name").encode() + b"\0\0" + zlib.compress(profile(d)))]
    for name in ("Author", "Title", "Comment", "Software", "Source", "Copyright", "Creation Time", "Raw profile type exif"):
        parts.append(chunk(b"tEXt", name.encode() + b"\0" + d.text("tEXt " + name).encode()))
    for name in ("Description", "Disclaimer", "parameters"):
        parts.append(chunk(b"zTXt", name.encode() + b"\0\0" + zlib.compress(d.text("zTXt " + name).encode())))
    parts.append(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp_packet(d)))
    parts.append(chunk(b"iTXt", b"Title\0\1\0sw\0Kichwa\0" + zlib.compress(d.text("iTXt compressed").encode())))
    parts.append(chunk(b"tEXt", d.text("tEXt keyword").encode() + b"\0x"))
    parts += [chunk(b"tIME", time), chunk(b"eXIf", exif_block(d)), chunk(b"pHYs", struct.pack(">IIB", 73913, 73913, 1)),
              chunk(b"caNr", d.text("private chunk").encode()), chunk(b"caBX", jumbf(d)[8:]),
              chunk(b"sPLT", d.text("sPLT name").encode() + b"\0\x08" + bytes(6)),
              chunk(b"pCAL", d.text("pCAL name").encode() + b"\0" + struct.pack(">iiBB", 0, 255, 0, 2) + b"m\0" + b"0\0" + b"1")]
    after = chunk(b"tEXt", b"Late\0" + d.text("tEXt behind the picture").encode())
    tail = plain[len(plain) // 2:] + d.text("behind IEND").encode()
    corpus.add("png-chunks.png", "png", png(rows, WIDE, before=b"".join(parts), after=after, tail=tail), d,
               {"what": "picture", "reference": plain, "least_db": 99})

    d = corpus.dirt()
    corpus.add("png-tags.png", "png", exiftool(plain, ".png", tags(d), folder), d, {"what": "picture", "reference": plain, "least_db": 99})

    d = corpus.dirt()
    wide_rows = [b"".join(struct.pack(">H", v * 257) for v in row) for row in rows]
    corpus.add("png-16-bit.png", "png", png(wide_rows, WIDE, depth=16, before=chunk(b"tEXt", b"Author\0" + d.text("tEXt Author").encode())),
               d, {"what": "picture", "least_db": 45})

    # The colours of dots that nobody sees.
    d = corpus.dirt()
    secret = d.hidden("colours under transparent dots").encode()
    secret += b"\0" * (-len(secret) % 3)
    clear_rows, black_rows = [], []
    for y, row in enumerate(rows):
        a = b"".join(row[3 * x:3 * x + 3] + b"\xff" for x in range(WIDE))
        hidden = bytes(secret)
        invisible = b"".join(hidden[i:i + 3] + b"\0" for i in range(0, len(hidden), 3))
        clear_rows.append(invisible + a[len(invisible):] if y == 3 else a)
        black_rows.append(bytes(len(invisible)) + a[len(invisible):] if y == 3 else a)
    d.canaries[-1].update(texts=[], raw=[secret.hex(), invisible.hex()])
    corpus.add("png-transparent.png", "png", png(clear_rows, WIDE, colour=6), d,
               {"what": "picture", "reference": png(black_rows, WIDE, colour=6), "least_db": 99, "alpha": True})

    d = corpus.dirt()
    secret = d.hidden("unused colours of the palette").encode() + b"\0"
    palette = bytes((200, 60, 30, 20, 90, 160, 240, 240, 230)) + secret
    indexes = [bytes((x // 8 + y // 8) % 3 for x in range(WIDE)) for y in range(HIGH)]
    before = chunk(b"PLTE", palette) + chunk(b"hIST", struct.pack(">8H", *range(8)))
    shown = [b"".join(palette[3 * i:3 * i + 3] for i in row) for row in indexes]
    corpus.add("png-palette.png", "png", png(indexes, WIDE, colour=3, before=before), d,
               {"what": "picture", "reference": png(shown, WIDE), "least_db": 99})


def gif_blocks(data):
    """Where the first block behind the header begins."""
    table = 3 * 2 ** ((data[10] & 7) + 1) if data[10] & 0x80 else 0
    return 13 + table


def sub_blocks(data):
    return b"".join(bytes((len(data[i:i + 255]),)) + data[i:i + 255] for i in range(0, len(data), 255)) + b"\0"


def gifs(corpus, folder):
    for name, moving in (("gif-still.gif", False), ("gif-animation.gif", True)):
        inputs = ["-f", "lavfi", "-i", f"testsrc=size=64x48:rate=5:duration={'0.8' if moving else '0.2'}"]
        clean = ffmpeg(None, ".gif", [], folder, inputs)
        d = corpus.dirt()
        at = gif_blocks(clean)
        magic = bytes(range(0xFF, -1, -1))
        extra = (b"!\xfe" + sub_blocks(d.text("comment").encode()) + b"!\xff\x0bXMP DataXMP" + xmp_packet(d) + b"\x01" + magic + b"\0" +
                 b"!\xff\x0bICCRGBG1012" + sub_blocks(profile(d)) + b"!\xff\x0bADITCANARY1" + sub_blocks(d.text("application block").encode()))
        plain_text = b"!\x01\x0c" + struct.pack("<HHHHBBBB", 0, 0, 8, 8, 8, 8, 0, 1) + sub_blocks(d.text("plain text").encode()) if moving else b""
        data = clean[:at] + extra + clean[at:-1]
        data += b"!\xfe" + sub_blocks(d.text("last comment").encode()) + plain_text + b";" + d.text("behind the end").encode()
        corpus.add(name, "gif", data, d, {"what": "picture", "reference": clean, "least_db": 99, "all_frames": True})


def bmps(corpus, folder):
    rows = scene(WIDE, HIGH)
    plain = png(rows, WIDE)
    d = corpus.dirt()
    dots = b"".join(b"".join(r[3 * x:3 * x + 3][::-1] for x in range(WIDE)) for r in reversed(rows))
    icc = profile(d)
    gap = d.text("gap before the dots").encode()
    at = 14 + 124 + len(gap)
    head = struct.pack("<IiiHHIIiiII", 124, WIDE, HIGH, 1, 24, 0, len(dots), 2835, 2835, 0, 0) + bytes(16) + b"DEBM" + bytes(48)
    head += struct.pack("<IIII", 4, at - 14 + len(dots), len(icc), 0)
    data = b"BM" + struct.pack("<IHHI", at + len(dots) + len(icc), 0, 0, at) + head + gap + dots + icc + d.text("behind the end").encode()
    corpus.add("bmp-profile.bmp", "bmp", data, d, {"what": "picture", "reference": plain, "least_db": 99})


def from_phones(corpus, folder):
    """HEIC and AVIF: small ones are kept here, since their encoders are large."""
    for kind in ("heic", "avif"):
        with open(os.path.join(HERE, "base", "picture." + kind), "rb") as f:
            clean = f.read()
        d = corpus.dirt()
        data = exiftool(clean, "." + kind, tags(d, iptc=False), folder)
        uuid = b"uuid" + bytes.fromhex("85c0b687820f11e08111f4ce462b6a48") + d.text("maker's box").encode()
        free = b"free" + d.text("free box").encode()
        for box in (uuid, free):
            data += struct.pack(">I", len(box) + 4) + box
        with open(os.path.join(HERE, "base", "picture.png"), "rb") as f:
            shows = {"what": "picture", "reference": f.read(), "least_db": 28}
        corpus.add(f"{kind}-tags.{kind}", kind, data, d, shows)


def make(corpus, folder):
    for part in (jpegs, pngs, gifs, bmps, from_phones):
        part(corpus, folder)
