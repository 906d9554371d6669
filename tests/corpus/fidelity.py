# SPDX-License-Identifier: Apache-2.0
"""Whether a cleaned file opens and shows the same as before, asked of programs that did not clean it.
Each function returns (what is damaged, what was lost in a way that its user sees at once)."""
import html
import io
import json
import math
import os
import re
import tarfile
import zipfile
import zlib
from email import message_from_bytes, policy

from documents import office_problems, office_text, pictures_in
from hunt import run


def size_of(path):
    done = run("ffprobe", "-v", "quiet", "-of", "json", "-show_streams", "-count_frames", path)
    rows = [s for s in json.loads(done.stdout or b"{}").get("streams", []) if s.get("codec_type") == "video"]
    return (rows[0]["width"], rows[0]["height"], int(rows[0].get("nb_read_frames", 1)), rows[0].get("pix_fmt", "")) if rows else None


def dots(path, form, every=False):
    return run("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet", "-i", path, *([] if every else ["-frames:v", "1"]), "-f", "rawvideo", "-pix_fmt", form, "-").stdout


def decibel(a, b):
    """Peak signal to noise; 99 for no difference at all."""
    if a == b:
        return 99.0
    step = max(1, len(a) // 400000) | 1
    a, b = a[::step], b[::step]
    error = sum((x - y) * (x - y) for x, y in zip(a, b)) / max(1, len(a))
    return 99.0 if error == 0 else 10 * math.log10(255 * 255 / error)


def picture(shows, dirty, clean, base):
    reference = os.path.join(base, shows["reference"]) if "reference" in shows else dirty
    path = clean
    if not size_of(clean):
        # HEIC: a decoder of its own, where there is one.
        path = clean + ".seen.png"
        run("heif-convert", clean, path)
    here, there = size_of(path), size_of(reference)
    if not here:
        return ["does not open as a picture"], []
    # ffmpeg turns pictures upright before it hands out their dots.
    form = "rgba" if shows.get("alpha") else "rgb24"
    every = shows.get("all_frames", False)
    one, two = dots(path, form, every), dots(reference, form, every)
    if not one:
        return ["does not decode"], []
    bad, lost = [], []
    turned = here[:2] == there[1::-1] and here[0] != here[1] and len(one) == len(two) and b"Orientation" in run("exiftool", "-Orientation", path).stdout
    if here[:2] != there[:2] and not turned:
        return [f"{there[0]}x{there[1]} became {here[0]}x{here[1]}"], []
    if every and here[2] != there[2]:
        (lost if here[2] == 1 and decibel(one, two[:len(one)]) >= shows["least_db"] else bad).append(f"{there[2]} frames became {here[2]}")
        return bad, lost
    quality = decibel(one, two) if len(one) == len(two) else 0
    if quality < shows["least_db"]:
        (lost if quality >= 24 and shows["least_db"] < 99 else bad).append(f"dots differ ({quality:.1f} dB)")
    deep = size_of(dirty)
    if deep and any(m in deep[3] for m in ("48", "64", "16be", "16le")) and not any(m in here[3] for m in ("48", "64", "16be", "16le")):
        lost.append("16 bits became 8")
    return bad, lost


def tiff_pages(data):
    """(width, height, dots) of each page that is plain or deflated RGB."""
    order = "little" if data[:2] == b"II" else "big"
    number = lambda at, n: int.from_bytes(data[at:at + n], order)  # noqa: E731
    at, out = number(4, 4), []
    while at and len(out) < 100:
        tags = {}
        for i in range(number(at, 2)):
            e = at + 2 + 12 * i
            tag, kind, count = number(e, 2), number(e + 2, 2), number(e + 4, 4)
            size = {1: 1, 3: 2, 4: 4}.get(kind)
            if size:
                place = e + 8 if size * count <= 4 else number(e + 8, 4)
                tags[tag] = [number(place + size * k, size) for k in range(count)]
        body = b"".join(data[o:o + n] if tags[259][0] == 1 else zlib.decompress(data[o:o + n]) if tags[259][0] in (8, 32946) else b"" for o, n in zip(tags[273], tags[279]))
        out.append((tags[256][0], tags[257][0], body, tags.get(317, [1])[0], tags.get(277, [1])[0]))
        at = number(at + 2 + 12 * number(at, 2), 4)
    return out


def undo_differences(width, height, body, predictor, samples):
    if predictor != 2:
        return body
    out, line = bytearray(body), width * samples
    for y in range(height):
        for x in range(y * line + samples, (y + 1) * line):
            out[x] = (out[x] + out[x - samples]) & 255
    return bytes(out)


def pages(shows, dirty, clean, base):
    with open(clean, "rb") as f:
        data = f.read()
    if data[:2] not in (b"II", b"MM"):
        return [f"{shows['pages']} pages became one"], []
    try:
        here = tiff_pages(data)
    except (KeyError, IndexError, zlib.error) as wrong:
        return [f"does not open ({wrong})"], []
    if len(here) != shows["pages"]:
        return [f"{shows['pages']} pages became {len(here)}"], []
    for i, (page, reference) in enumerate(zip(here, shows["references"]), 1):
        if undo_differences(*page) != dots(os.path.join(base, reference), "rgb24"):
            return [f"page {i} differs"], []
    return [], []


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


def missing(lines, text):
    """Lines that are not there, one behind the other."""
    text, at, out = plain(text), 0, []
    for line in lines:
        found = text.find(plain(line), at)
        if found < 0:
            out.append(line)
        else:
            at = found + len(plain(line))
    return out


def text(shows, dirty, clean, base):
    with open(clean, "rb") as f:
        data = f.read()
    try:
        words = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        return ["is not a text any more"], []
    gone = missing(shows["text"], re.sub("[\u200b-\u200f\u2060-\u2064\u202a-\u202e\ufeff\U000e0000-\U000e007f]", "", words))
    return [f"words are missing: {g}" for g in gone], []


def rendered(path):
    """Each page in grey, as (width, height, dots)."""
    data, out = run("pdftoppm", "-q", "-gray", "-r", "40", path).stdout, []
    while data.startswith(b"P5"):
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
        width, height = int(head[1]), int(head[2])
        out.append((width, height, data[head.end():head.end() + width * height]))
        data = data[head.end() + width * height:]
    return out


def document(shows, dirty, clean, base):
    done = run("qpdf", "--check", clean)
    if done.returncode not in (0, 3):
        return ["qpdf cannot open it"], []
    count = run("qpdf", "--show-npages", clean).stdout.strip()
    if count != str(shows["pages"]).encode():
        return [f"{shows['pages']} pages became {count.decode()}"], []
    bad, lost = [], []
    if done.returncode == 3:
        lost.append("qpdf warns of it")
    one, two = rendered(dirty), rendered(clean)
    if len(one) != len(two):
        return ["pages do not render"], []
    for i, (a, b) in enumerate(zip(one, two), 1):
        if abs(a[0] - b[0]) > 2 or abs(a[1] - b[1]) > 2:
            bad.append(f"page {i} has another size")
            continue
        width, height = min(a[0], b[0]), min(a[1], b[1])
        crop = lambda p: b"".join(p[2][y * p[0]:y * p[0] + width] for y in range(height))  # noqa: E731
        quality = decibel(crop(a), crop(b))
        if quality < shows["least_db"]:
            bad.append(f"page {i} looks different ({quality:.1f} dB)")
    gone = missing(shows["text"], run("pdftotext", "-q", clean, "-").stdout.decode("utf-8", "replace"))
    if gone:
        lost.append("its text cannot be searched any more" if len(gone) == len(shows["text"]) else f"words are missing: {gone[0]}")
    return bad, lost


def office(shows, dirty, clean, base):
    with open(clean, "rb") as f:
        data = f.read()
    if not data.startswith(b"PK"):
        return text(shows, dirty, clean, base)
    bad = office_problems(data)
    if bad:
        return bad, []
    bad = [f"words are missing: {w}" for w in missing(shows["text"], office_text(data))]
    here = pictures_in(data)
    if len(here) < shows["pictures"]:
        bad.append("a picture is missing")
    for name, body in here:
        path = clean + ".picture"
        with open(path, "wb") as f:
            f.write(body)
        if not size_of(path):
            bad.append(f"{name} does not open")
    return bad, []


def sound_of(path):
    return run("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet", "-i", path, "-map", "0:a:0", "-f", "s16le", "-").stdout


def sound(shows, dirty, clean, base):
    one, two = sound_of(dirty), sound_of(clean)
    if not two:
        return ["has no sound any more"], []
    short, long = sorted((one, two), key=len)
    slack = 0 if shows["samples"] == "same" else 2 * 2 * 3000
    if short == long or (len(long) - len(short) <= slack and (short in long or short[4800:-4800] in long)):
        return [], []
    return [f"samples differ ({len(one)} and {len(two)} bytes)"], []


def frames(path):
    done = run("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet", "-i", path, "-map", "0:V:0", "-fps_mode", "passthrough", "-f", "framemd5", "-")
    return [line.split(b",")[-1].strip() for line in done.stdout.splitlines() if not line.startswith(b"#")]


def seconds(path):
    done = run("ffprobe", "-v", "quiet", "-of", "csv=p=0", "-show_entries", "format=duration", path).stdout.strip()
    return float(done) if re.fullmatch(rb"[0-9.]+", done) else 0.0


def film(shows, dirty, clean, base):
    one, two = frames(dirty), frames(clean)
    bad, lost = sound(shows, dirty, clean, base)
    if not two:
        bad.append("has no picture any more")
    elif one != two:
        bad.append(f"pictures differ ({len(one)} and {len(two)})")
    if abs(seconds(dirty) - seconds(clean)) > 0.12:
        bad.append(f"{seconds(dirty):.2f} s became {seconds(clean):.2f} s")
    return bad, lost


def parts(shows, dirty, clean, base):
    with open(clean, "rb") as f:
        data = f.read().hex()
    gone = sum(p not in data for p in shows["parts"])
    if not gone:
        return [], []
    return [], [f"{gone} of {len(shows['parts'])} frames are gone"]


def visible(data):
    """The words that a reader of a page or a mail sees."""
    head = data[:400].lstrip().lower()
    if re.match(rb"[A-Za-z-]+:", head):
        mail = message_from_bytes(data, policy=policy.default)
        out = " ".join(str(mail[n] or "") for n in ("subject",))
        for part in mail.walk():
            if part.get_content_type() in ("text/plain", "text/html") and not part.is_attachment():
                try:
                    out += " " + visible(part.get_content().encode())
                except (LookupError, UnicodeError, KeyError):
                    pass
        return out
    words = data.decode("utf-8", "replace")
    if b"<" not in head[:200]:
        return words
    words = re.sub(r"(?is)<!--.*?-->|<(script|style|head|title|desc|metadata)\b.*?</\1\s*>", " ", words)
    return html.unescape(re.sub(r"(?s)<[^>]*>", " ", words))


def markup(shows, dirty, clean, base):
    with open(clean, "rb") as f:
        data = f.read()
    if not data:
        return ["is empty"], []
    if data.startswith((b"\x89PNG", b"\xff\xd8", b"%PDF-")):
        return [], ["became a picture"]
    if data.startswith(b"PK"):
        # A mail with attachments: a text beside them.
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            bodies = [z.read(n) for n in z.namelist()]
        pictures = sum(b.startswith((b"\xff\xd8", b"\x89PNG")) for b in bodies)
        words = "\n".join(b.decode() for b in bodies if not b.startswith((b"\xff\xd8", b"\x89PNG")))
        return ([] if pictures else ["the attachment is missing"]) + [f"words are missing: {w}" for w in missing(shows["text"], words)], []
    if clean.endswith(".txt"):
        return text(shows, dirty, clean, base)
    return [f"words are missing: {w}" for w in missing(shows["text"], visible(data))], []


def archive(shows, dirty, clean, base):
    found = []
    try:
        with open(clean, "rb") as f:
            packed = f.read(2) == b"PK"  # a TAR archive may end with a member that is one
        if packed:
            with zipfile.ZipFile(clean) as z:
                found = [z.read(i) for i in z.infolist() if not i.is_dir()]
        else:
            with tarfile.open(clean) as t:
                found = [t.extractfile(i).read() for i in t if i.isreg()]
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError) as wrong:
        return [f"does not open ({wrong})"], []
    bad = []
    for i, member in enumerate(shows["members"]):
        original = os.path.join(base, "dirty", member["name"])
        fits = False
        for j, body in enumerate(found):
            path = f"{clean}.{i}.{j}"
            with open(path, "wb") as f:
                f.write(body)
            if not fits and not look(member["shows"], original, path, base)[0]:
                fits = True
            os.unlink(path)
        if not fits:
            bad.append(f"{member['name']} is not in it any more, or damaged")
    return bad, []


def look(shows, dirty, clean, base):
    return {"picture": picture, "pages": pages, "text": text, "document": document, "office": office, "sound": sound, "film": film, "parts": parts,
            "markup": markup, "archive": archive}[shows["what"]](shows, dirty, clean, base)
