# SPDX-License-Identifier: Apache-2.0
"""Films and what shares their containers: MP4, MOV, 3GP, M4A, Matroska, WebM, AVI."""
import os
import struct

from canary import iso
from pictures import ffmpeg, xmp_packet
from sounds import TONE, cover, notes

FILM = ["-f", "lavfi", "-i", "testsrc=duration=1:size=64x48:rate=10", *TONE]
SEI = "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+"


def box(kind, body):
    return struct.pack(">I", len(body) + 8) + kind + body


def boxes(data, at=0, end=None):
    end = len(data) if end is None else end
    while at + 8 <= end:
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        yield kind, at, at + size
        at += size


def with_user_data(data, more):
    """`more` put at the end of moov/udta, which ffmpeg writes last of all."""
    kind, start, end = list(boxes(data))[-1]
    assert kind == b"moov" and end == len(data)
    inner = [b for b in boxes(data, start + 8, end) if b[0] == b"udta"]
    if not inner:
        more, out = box(b"udta", more), bytearray(data)
    else:
        assert inner[-1][2] == end
        out = bytearray(data)
        out[inner[-1][1]:inner[-1][1] + 4] = struct.pack(">I", end - inner[-1][1] + len(more))
    out[start:start + 4] = struct.pack(">I", end - start + len(more))
    return bytes(out) + more


def user_data(d, what):
    def text(kind, field, value=None):
        value = (value or d.text(f"{what} {field}")).encode()
        return box(kind, struct.pack(">HH", len(value), 0x15C7) + value)

    north, east = d.place(f"{what} location")
    out = text(b"\xa9xyz", "", f"{north}+0{east}/") + text(b"\xa9mak", "maker") + text(b"\xa9mod", "model") + text(b"\xa9swr", "software") + text(b"\xa9inf", "information")
    out += text(b"\xa9day", "", iso(d.date(f"{what} day")))
    for kind in (b"titl", b"auth", b"perf", b"dscp", b"albm", b"cprt"):
        out += box(kind, b"\0\0\0\0\x15\xc7" + d.text(f"{what} {kind.decode()}").encode() + b"\0")
    out += box(b"loci", b"\0\0\0\0\x15\xc7" + d.text(f"{what} loci").encode() + b"\0\0" + struct.pack(">iii", 28 << 16, -4 << 16, 0) + b"earth\0\0")
    out += box(b"XMP_", xmp_packet(d, f"{what} XMP_")) + box(b"smta", b"\0\0\0\0" + box(b"saut", d.text(f"{what} smta").encode())) + box(b"GPMF", d.text(f"{what} GPMF").encode()) + box(b"CAME", d.text(f"{what} CAME").encode())
    return out


def behind(d):
    xmp = bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + xmp_packet(d, "uuid XMP")
    c2pa = bytes.fromhex("d8fec3d61b0e483c92975828877ec481") + b"\0\0\0\0manifest\0" + d.text("C2PA").encode()
    return box(b"uuid", xmp) + box(b"uuid", c2pa) + box(b"uuid", bytes(range(16)) + d.text("uuid of a maker").encode()) + box(b"free", d.text("free box").encode()) + box(b"skip", d.text("skip box").encode()) + box(b"mdat", d.text("mdat without samples").encode())


def streams(d, what):
    d.unsure = True
    out = ["-metadata:s", f"handler_name={d.text(what + ' handler')}", "-metadata:s", f"title={d.text(what + ' track title')}", "-metadata:s", "language=swa"]
    out += ["-metadata:s", f"creation_time={iso(d.date(what + ' track creation'))}"]
    d.unsure = False
    return out


def chapters(d, folder, what):
    path = os.path.join(folder, "chapters.txt")
    with open(path, "w", encoding="utf-8") as f:
        f.write(f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle={d.text(what + ' chapter')}\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=1000\ntitle={d.text(what + ' second chapter')}\n")
    return path


def subtitles(d, folder, what):
    path = os.path.join(folder, "subtitles.srt")
    with open(path, "w", encoding="utf-8") as f:
        f.write(f"1\n00:00:00,000 --> 00:00:00,900\n{d.hidden(what + ' subtitle')}\n")
    return path


def bmff(corpus, folder):
    h264 = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "5", "-bf", "2", "-c:a", "aac"]
    hevc = ["-pix_fmt", "yuv420p", "-c:v", "libx265", "-x265-params", "log-level=none", "-tag:v", "hvc1", "-c:a", "aac"]
    rows = (("mp4-phone.mp4", "mp4", FILM, h264, True), ("mp4-turned.mp4", "mp4", FILM, [*h264, "-metadata:s:v", "rotate=90"], False), ("mp4-hevc.mp4", "mp4", FILM, hevc, True),
            ("mov-phone.mov", "mov", FILM, h264, True), ("3gp-phone.3gp", "threegp", FILM, ["-c:v", "h263", "-s", "128x96", "-c:a", "aac"], False),
            ("m4a-voice.m4a", "m4a", TONE, ["-c:a", "aac"], False), ("m4a-lossless.m4a", "m4a", TONE, ["-c:a", "alac"], False))
    for name, kind, inputs, arguments, spoken in rows:
        d = corpus.dirt()
        more = [*notes(d, "ilst", dated="creation_time"), *streams(d, "stream")]
        if "libx264" in arguments:
            more += ["-bsf:v", SEI + d.text("SEI")]
        extra = []
        if spoken:
            extra = ["-i", subtitles(d, folder, "mov_text"), "-i", chapters(d, folder, "moov")]
            more += ["-map", "0", "-map", "1", "-map", "2:s", "-map_chapters", "3", "-c:s", "mov_text"]
        data = ffmpeg(None, "." + name.rsplit(".", 1)[1], [*arguments, *more], folder, [*inputs, *extra])
        data = with_user_data(data, user_data(d, "udta")) + behind(d)
        corpus.add(name, kind, data, d, {"what": "film" if inputs is FILM else "sound", "samples": "same"})

    d = corpus.dirt()
    picture = os.path.join(folder, "cover.jpg")
    with open(picture, "wb") as f:
        f.write(cover(d, folder))
    data = ffmpeg(None, ".m4a", ["-map", "0", "-map", "1", "-c:a", "aac", "-c:v", "copy", "-disposition:v:0", "attached_pic", *notes(d, "ilst", ("title", "artist"), None)], folder, [*TONE, "-i", picture])
    corpus.add("m4a-cover.m4a", "m4a", data, d, {"what": "sound", "samples": "same"})

    d = corpus.dirt()
    data = ffmpeg(None, ".mp4", ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "5", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", *notes(d, "ilst", ("title", "artist"), "creation_time"), "-bsf:v", SEI + d.text("SEI")], folder, FILM)
    corpus.add("mp4-fragments.mp4", "mp4", data + box(b"free", d.text("free box").encode()), d, {"what": "film", "samples": "same"})

    d = corpus.dirt()
    data = ffmpeg(None, ".mov", ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "pcm_s16le", "-movflags", "use_metadata_tags", "-timecode", "01:02:03:04", "-metadata", f"com.apple.quicktime.location.ISO6709={'+0'.join(d.place('keys location'))}/",
                                 *[a for n in ("make", "model", "software", "content.identifier", "author") for a in ("-metadata", f"com.apple.quicktime.{n}={d.text('keys ' + n)}")], "-metadata", f"creation_time={iso(d.date('mvhd'))}"], folder, FILM)
    corpus.add("mov-keys.mov", "mov", data, d, {"what": "film", "samples": "same"})


def ebml(identity, body):
    return bytes.fromhex(identity) + struct.pack(">Q", 0x0100000000000000 | len(body)) + body


def matroska(corpus, folder):
    rows = (("mkv-everything.mkv", "mkv", FILM, ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "5", "-c:a", "flac"]), ("webm-vp9.webm", "webm", FILM, ["-pix_fmt", "yuv420p", "-c:v", "libvpx-vp9", "-cpu-used", "8", "-c:a", "libopus"]),
            ("webm-voice.webm", "webm", TONE, ["-c:a", "libopus"]))
    for name, kind, inputs, arguments in rows:
        d = corpus.dirt()
        more = [*notes(d, "tag", ("title", "artist", "comment", "encoded_by", "location"), "creation_time"), "-metadata:s", f"title={d.text('track name')}", "-metadata:s", f"WHERE={d.text('track tag')}", "-metadata:s", "language=swa"]
        path = chapters(d, folder, "mkv")
        extra = ["-i", path]
        more += ["-map", "0", *(["-map", "1"] if inputs is FILM else []), "-map_chapters", str(inputs.count("-i"))]
        if kind == "mkv":
            attached = os.path.join(folder, f"{d.text('attached name')}.jpg")
            with open(attached, "wb") as f:
                f.write(cover(d, folder))
            more += ["-attach", attached, "-metadata:s:t", "mimetype=image/jpeg", "-metadata:s:t", f"title={d.text('attachment description')}", "-bsf:v", SEI + d.text("SEI")]
        data = ffmpeg(None, "." + name.rsplit(".", 1)[1], [*arguments, *more], folder, [*inputs, *extra]) + ebml("ec", d.text("Void behind the end").encode())
        corpus.add(name, kind, data, d, {"what": "film" if inputs is FILM else "sound", "samples": "same"})


def avi(corpus, folder):
    for name, arguments in (("avi-mpeg4.avi", ["-pix_fmt", "yuv420p", "-c:v", "mpeg4", "-c:a", "libmp3lame"]), ("avi-camera.avi", ["-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-c:a", "pcm_s16le"])):
        d = corpus.dirt()
        data = ffmpeg(None, ".avi", [*arguments, *notes(d, "INFO", ("title", "artist", "comment", "copyright", "genre", "encoded_by"), "date"), "-metadata:s:v", f"title={d.text('strn')}"], folder, FILM)
        junk = b"JUNK" + struct.pack("<I", 14) + d.text("JUNK").encode() + b"IDIT" + struct.pack("<I", 20) + d.date("IDIT").strftime("%Y-%m-%d %H:%M:%S").encode() + b"\0"
        size = struct.unpack("<I", data[4:8])[0]
        data = data[:4] + struct.pack("<I", size + len(junk)) + data[8:] + junk
        corpus.add(name, "avi", data, d, {"what": "film", "samples": "within"})


def make(corpus, folder):
    for part in (bmff, matroska, avi):
        part(corpus, folder)
