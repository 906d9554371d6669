# SPDX-License-Identifier: Apache-2.0
"""TIFF and WebP, whose containers are written here byte by byte."""
import struct
import zlib

from canary import exif_time
from pictures import exif_block, exiftool, ffmpeg, ifd, png, profile, scene, tags, xmp_packet

WIDE, HIGH = 96, 64


def tiff_page(rows, dirt, at, last, packed, note):
    """One directory with its dots behind it; `at` is where it will stand."""
    width = len(rows[0]) // 3
    dots = b"".join(rows)
    dots = zlib.compress(dots) if packed else dots
    moment = exif_time(dirt.date(note + " DateTime"))

    def text(tag, name):
        return (tag, 2, dirt.text(f"{note} {name}").encode() + b"\0")

    entries = [(256, 4, [width]), (257, 4, [len(rows)]), (258, 3, [8, 8, 8]), (259, 3, [8 if packed else 1]), (262, 3, [2]),
               (273, 4, [0]), (277, 3, [3]), (278, 4, [len(rows)]), (279, 4, [len(dots)]), (284, 3, [1]),
               text(269, "DocumentName"), text(270, "ImageDescription"), text(271, "Make"), text(272, "Model"),
               text(285, "PageName"), text(305, "Software"), (306, 2, moment.encode() + b"\0"), text(315, "Artist"),
               text(316, "HostComputer"), text(337, "TargetPrinter"), text(33432, "Copyright"), (700, 1, xmp_packet(dirt, note + " XMP")),
               (34675, 7, profile(dirt, note + " ICC")), (34377, 1, b"8BIM\x04\x0b\0\0" + struct.pack(">I", 14) + dirt.text(note + " Photoshop").encode()),
               (50341, 7, b"PrintIM\0" + dirt.text(note + " PrintIM").encode()), (65000, 2, dirt.text(note + " private tag").encode() + b"\0"),
               (42016, 2, dirt.guid(note + " ImageUniqueID").encode() + b"\0")]
    size = len(ifd(entries, at))
    entries[5] = (273, 4, [at + size])
    end = at + size + len(dots)
    gap = dirt.text(note + " bytes between pages").encode()
    gap += b"\0" * (-(end + len(gap)) % 2)
    return ifd(entries, at, 0 if last else end + len(gap)) + dots + gap


def tiffs(corpus, folder):
    one, two = scene(WIDE, HIGH), scene(WIDE, HIGH, 31)
    for name, pages, packed in (("tiff-one-page.tif", [one], False), ("tiff-pages.tif", [one, two, one], True)):
        d = corpus.dirt()
        data = b"II*\0\x08\0\0\0"
        for i, rows in enumerate(pages):
            data += tiff_page(rows, d, len(data), i + 1 == len(pages), packed, f"page {i + 1}")
        corpus.add(name, "tiff", data + d.text("behind the end").encode(), d,
                   {"what": "pages" if len(pages) > 1 else "picture", "pages": len(pages), "least_db": 99,
                    "reference": png(one, WIDE), "references": [png(r, WIDE) for r in pages]})
    d = corpus.dirt()
    plain = png(one, WIDE)
    base = ffmpeg(plain, ".tif", ["-compression_algo", "lzw"], folder)
    corpus.add("tiff-tags.tif", "tiff", exiftool(base, ".tif", tags(d), folder), d, {"what": "picture", "reference": plain, "least_db": 99})


def riff_chunk(kind, body):
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def riff(kind, chunks):
    body = kind + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_file(flags, width, height, chunks):
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return riff(b"WEBP", [riff_chunk(b"VP8X", struct.pack("<I", flags) + size), *chunks])


def coded(webp):
    """The chunk with the coded picture of a plain WebP file."""
    at = 12
    while at < len(webp):
        kind, size = webp[at:at + 4], struct.unpack("<I", webp[at + 4:at + 8])[0]
        if kind in (b"VP8 ", b"VP8L"):
            return riff_chunk(kind, webp[at + 8:at + 8 + size])
        at += 8 + size + size % 2
    raise RuntimeError("no picture in the WebP file")


def webps(corpus, folder):
    rows = scene(WIDE, HIGH)
    plain = png(rows, WIDE)
    for name, lossless, least in (("webp-lossy.webp", "0", 30), ("webp-lossless.webp", "1", 99)):
        base = ffmpeg(plain, ".webp", ["-c:v", "libwebp", "-lossless", lossless, "-q:v", "95", "-pix_fmt", "bgra" if lossless == "1" else "yuv420p"], folder)
        d = corpus.dirt()
        data = webp_file(0x20 | 0x08 | 0x04, WIDE, HIGH,
                         [riff_chunk(b"ICCP", profile(d)), coded(base), riff_chunk(b"EXIF", exif_block(d)), riff_chunk(b"XMP ", xmp_packet(d)),
                          riff_chunk(b"CNRY", d.text("unknown chunk").encode())]) + d.text("behind the end").encode()
        corpus.add(name, "webp", data, d, {"what": "picture", "reference": plain if lossless == "1" else ffmpeg(base, ".png", [], folder), "least_db": least})
    d = corpus.dirt()
    base = ffmpeg(plain, ".webp", ["-c:v", "libwebp", "-lossless", "1", "-pix_fmt", "bgra"], folder)
    corpus.add("webp-tags.webp", "webp", exiftool(base, ".webp", tags(d, iptc=False), folder), d, {"what": "picture", "reference": plain, "least_db": 99})

    # No tool that the tests may ask decodes it: the coded pictures are compared.
    d = corpus.dirt()
    frames, streams = [], []
    for turn in (0, 20, 40):
        one = coded(ffmpeg(png(scene(WIDE, HIGH, turn), WIDE), ".webp", ["-c:v", "libwebp", "-lossless", "1", "-pix_fmt", "bgra"], folder))
        streams.append(one.hex())
        inside = one + riff_chunk(b"JUNK", d.text(f"unknown chunk of frame {turn}").encode())
        frames.append(riff_chunk(b"ANMF", bytes(6) + struct.pack("<I", WIDE - 1)[:3] + struct.pack("<I", HIGH - 1)[:3] + struct.pack("<I", 200)[:3] + b"\0" + inside))
    data = webp_file(0x02 | 0x20 | 0x08 | 0x04, WIDE, HIGH,
                     [riff_chunk(b"ICCP", profile(d)), riff_chunk(b"ANIM", bytes(6)), *frames, riff_chunk(b"EXIF", exif_block(d)), riff_chunk(b"XMP ", xmp_packet(d))])
    corpus.add("webp-animation.webp", "webp", data, d, {"what": "parts", "parts": streams})


def make(corpus, folder):
    tiffs(corpus, folder)
    webps(corpus, folder)
