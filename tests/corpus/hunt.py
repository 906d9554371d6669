# SPDX-License-Identifier: Apache-2.0
"""Looks for values in a file as a forensic program does: in its bytes, in every member of every archive in
it, in every stream that can be inflated, in what other programs report of it; as ASCII of either case,
as UTF-16, in hexadecimal and in base64."""
import base64
import binascii
import gzip
import hashlib
import html
import io
import json
import os
import quopri
import re
import subprocess
import tarfile
import urllib.parse
import zipfile
import zlib

DEEPEST = 5
MOST = 32 << 20  # of anything unpacked
LONG = 4 << 20   # what is longer is dots or samples: it is searched, but not taken for text or for packed data
ZLIB_HEADS = re.compile(rb"[\x08\x18\x28\x38\x48\x58\x68\x78][\x01\x5e\x9c\xda\x20\x7d\xbb\xf9]")


def inflate(data, raw=False):
    """What unpacks, also if the end is missing."""
    unpacker = zlib.decompressobj(-15 if raw else 15)
    try:
        out = unpacker.decompress(data, MOST)
    except zlib.error:
        return b""
    return out


def run(*arguments, data=None):
    return subprocess.run(arguments, input=data, capture_output=True, check=False,
                          stdin=subprocess.DEVNULL if data is None else None)


def members_of_zip(data):
    """By the directory, and once more by what stands in front of each member."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            for info in z.infolist():
                yield info.filename, info.filename.encode() + b"\0" + info.comment + b"\0" + info.extra
                try:
                    yield info.filename, z.read(info)
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
                    pass
            yield "comment", z.comment
    except (zipfile.BadZipFile, ValueError):
        pass
    for at in (m.start() for m in re.finditer(rb"PK\x03\x04", data)):
        head = data[at:at + 30]
        if len(head) == 30 and head[8:10] == b"\x08\0":
            start = at + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            yield f"local member at {at}", inflate(data[start:], raw=True)


def members_of_tar(data):
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as t:
            for info in t:
                yield info.name, repr((info.name, info.linkname, info.uname, info.gname, info.uid, info.gid, info.mtime, info.pax_headers)).encode()
                if info.isreg():
                    yield info.name, t.extractfile(info).read()
    except (tarfile.TarError, EOFError, ValueError, OSError):
        pass


def without_long_streams(data):
    """Dots of pictures are no words."""
    if len(data) <= LONG:
        return data
    out, at = [], 0
    while True:
        start = data.find(b"stream", at)
        stop = data.find(b"endstream", start + 6) if start >= 0 else -1
        if stop < 0:
            out.append(data[at:at + LONG])
            return b"".join(out)
        out.append(data[at:start])
        if stop - start < 200000:
            out.append(data[start:stop])
        at = stop + 9


def parts_of_pdf(data, scratch):
    path = os.path.join(scratch, "hunted.pdf")
    with open(path, "wb") as f:
        f.write(data)
    done = run("qpdf", "--qdf", "--object-streams=disable", "--decode-level=generalized", "--no-original-object-ids", path, "-")
    yield "qpdf --qdf", done.stdout
    for text in (without_long_streams(data), without_long_streams(done.stdout)):
        strings = [re.sub(rb"\s", b"", s) for s in re.findall(rb"<([0-9A-Fa-f\s]{8,})>", text)]
        yield "hexadecimal strings", b"\n".join(binascii.unhexlify(s + b"0" * (len(s) % 2)) for s in strings)
        plain = re.sub(rb"\\([0-7]{1,3})", lambda m: bytes((int(m[1], 8) & 255,)), text)
        yield "literal strings", re.sub(rb"\\\r?\n|\\(.)", rb"\1", plain)
        yield "names", re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: binascii.unhexlify(m[1]), text)
        # Words that a writer drew letter by letter: [(AD) -3 (IT)] TJ
        yield "drawn text", re.sub(rb"\)\s*-?[0-9.]*\s*\(", b"", plain)
    yield "pdftotext", run("pdftotext", "-q", path, "-").stdout
    # Earlier versions: everything up to each end but the last.
    ends = [m.end() for m in re.finditer(rb"%%EOF\r?\n?", data)]
    for end in ends[:-1]:
        with open(path, "wb") as f:
            f.write(data[:end])
        yield "earlier version", run("qpdf", "--qdf", "--object-streams=disable", "--decode-level=generalized", path, "-").stdout


def dots_of_picture(data, scratch):
    path = os.path.join(scratch, "hunted.picture")
    with open(path, "wb") as f:
        f.write(data)
    done = run("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet", "-noautorotate", "-i", path, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgba", "-")
    yield "decoded dots", done.stdout
    if data.startswith(b"\x89PNG"):
        at, packed = 8, b""
        while at + 12 <= len(data):
            size, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
            if kind in (b"IDAT", b"fdAT"):
                packed += data[at + 8 + 4 * (kind == b"fdAT"):at + 8 + size]
            at += 12 + size
        yield "IDAT", inflate(packed)


def parts_of(data, scratch, depth):
    """(name, bytes) of what these bytes hold, one level down."""
    if b"PK\x03\x04" in data:
        yield from members_of_zip(data)
    if data[257:262] == b"ustar":
        yield from members_of_tar(data)
    if data.startswith(b"\x1f\x8b"):
        try:
            yield "gzip", gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            pass
    if b"%PDF-" in data[:1024]:
        yield from parts_of_pdf(data, scratch)
    if data.startswith((b"\x89PNG", b"GIF8", b"BM")) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        yield from dots_of_picture(data, scratch)
    if depth >= 3 or (depth and len(data) > LONG):
        return
    if not data.startswith(b"PK"):
        whole = memoryview(data)
        for found in ZLIB_HEADS.finditer(data):
            at = found.start()
            if (data[at] * 256 + data[at + 1]) % 31 == 0:
                # A short try first: most of these are chance.
                if len(inflate(whole[at:at + 4096])) >= 12:
                    yield f"deflated at {at}", inflate(whole[at:at + LONG])
    for blob in re.finditer(rb"[A-Za-z0-9+/]{40,}(?:\r?\n[A-Za-z0-9+/]+)*={0,2}", data):
        plain = re.sub(rb"\s", b"", blob[0])
        try:
            yield "base64", base64.b64decode(plain[:len(plain) // 4 * 4])
        except binascii.Error:
            pass
    if len(data) > LONG:
        return
    if b"&#" in data or b"&amp;" in data:
        yield "entities", html.unescape(data.decode("latin-1")).encode("latin-1", "ignore")
    if re.search(rb"=[0-9A-F]{2}", data) and b"\0" not in data[:4096]:
        yield "quoted-printable", quopri.decodestring(data)
    if re.search(rb"%[0-9A-Fa-f]{2}", data) and b"\0" not in data[:4096]:
        yield "percent", urllib.parse.unquote_to_bytes(data)


def views(data, scratch, where="file", depth=0, known=None):
    """(where, bytes) of everything that is in these bytes, each once; they themselves come first. One view
    at a time is in memory for each level."""
    known = set() if known is None else known
    digest = hashlib.sha256(data).digest()
    if digest in known or not data:
        return
    known.add(digest)
    yield where, data
    if depth < DEEPEST and len(data) >= 8:
        for name, body in parts_of(data, scratch, depth):
            yield from views(body, scratch, f"{where} > {name}", depth + 1, known)


def needles(canary):
    out = [bytes.fromhex(r).lower() for r in canary["raw"]]
    for text in canary["texts"]:
        low = text.lower()
        plain = low.encode()
        out += [plain, low.encode("utf-16-le"), low.encode("utf-16-be"), plain.hex().encode(), low.encode("utf-16-be").hex().encode()]
        # The two or three letters at either end of a base64 word depend on what stands beside it.
        for shift in range(3):
            word = base64.b64encode(b"\0" * shift + text.encode())
            out.append(word[4 if shift else 0:len(word) // 4 * 4 - 4].lower())
    return out


def search(canaries, seen, word="aditcanary"):
    """(canaries that are in the views, each with the first place; places of any canary, noted or not)"""
    wanted = [[n for n in needles(c) if len(n) >= 4] for c in canaries]
    worded = [all(t.lower().startswith(word) for t in c["texts"]) and not c["raw"] for c in canaries]
    brief = [needles(c)[:len(c["raw"]) + 1] for c in canaries]
    shapes = (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode().hex().encode())
    places, strays = [None] * len(canaries), []
    for where, body in seen:
        body = body.lower()
        marked = any(s in body for s in shapes)
        if marked:
            strays.append(where)
        for i, needles_of_it in enumerate(wanted):
            if places[i] is not None or (len(body) > LONG and not marked and worded[i]):
                continue
            # Dots and samples: for what stands there as bytes or plain letters.
            if any(n in body for n in (needles_of_it if len(body) <= LONG else brief[i])):
                places[i] = where
    return [{"field": c["field"], "class": c["class"], "where": p} for c, p in zip(canaries, places) if p is not None], strays


def told_by_exiftool(paths):
    """What exiftool says of each, in words and in numbers; but for what it says of the file system."""
    out = {p: b"" for p in paths}
    if not paths:
        return out
    hidden = ("SourceFile", "ExifTool", "System:", "File:File")
    for numbers in ([], ["-n"]):
        done = run("exiftool", "-j", "-a", "-u", "-ee", "-G1", "-api", "LargeFileSupport=1", *numbers, *paths)
        try:
            rows = json.loads(done.stdout or b"[]")
        except ValueError:
            rows = []
        for row in rows:
            lines = [f"{k}: {v}" for k, v in row.items() if not k.startswith(hidden)]
            out[row["SourceFile"]] += "\n".join(lines).encode() + b"\n"
    return out


def told_by_ffprobe(path):
    return run("ffprobe", "-v", "quiet", "-show_format", "-show_streams", "-show_chapters", path).stdout.replace(os.fsencode(path), b"")
