#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`adit clean` over a folder of real files that others made: what is cleaned, what is refused and why, what
is left or damaged. Outside of the tests: such files are fetched when they are needed, and none is kept here.

    foreign.py --bin FOLDER --work FOLDER FILES...     FILES: files and folders; each content counts once

A value is left if another program told it of the original, and it stands in the new file; what a reader of the
original sees does not count. Everything odd is printed for a person to look at. Exit 1 if anything is."""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import documents  # noqa: E402
import fidelity  # noqa: E402
import hunt  # noqa: E402
import programs  # noqa: E402
from judge import each, read  # noqa: E402

FAMILIES = (("photos and pictures", "jpg jpeg png gif bmp tif tiff webp heic heif avif"), ("PDF", "pdf"), ("office", "docx xlsx pptx odt ods odp docm xlsm pptm"),
            ("sound", "mp3 ogg oga opus flac wav m4a aac amr"), ("film", "mp4 mov 3gp 3g2 mkv webm avi m4v"), ("web pages, drawings, mails", "html htm svg eml"),
            ("text", "txt csv md"), ("archives", "zip tar tgz gz"))
# What exiftool tells that is no name, number or time of anybody.
HARMLESS = re.compile(r"(Image|Exif|Source)?(Width|Height|Size|Length|Offset)$|^(File|Composite|System|ExifTool)|Version|Compress|Color|Bits|Rate|MIMEType|Language|Brand|Zip|Codec|Filter|Encoding$")


def family(path):
    extension = os.path.splitext(path)[1].lower().lstrip(".")
    return next((name for name, some in FAMILIES if extension in some.split()), None)


def found_in(names):
    known, out = set(), []
    for name in names:
        paths = [name] if os.path.isfile(name) else [os.path.join(d, f) for d, _, fs in os.walk(name) for f in fs]
        for path in sorted(paths):
            digest = hashlib.sha256(read(path)).digest()
            if family(path) and digest not in known:
                known.add(digest)
                out.append(path)
    return out


def told_of(path):
    """Values that a program tells of a file, but for those that everybody's files have."""
    done = hunt.run("exiftool", "-j", "-a", "-G1", "-ee", path)
    try:
        row = json.loads(done.stdout)[0]
    except (ValueError, IndexError):
        return []
    values = {(k, str(v)) for k, v in row.items() if isinstance(v, str) and len(v) >= 6 and not HARMLESS.search(k.split(":")[-1]) and not k.startswith(("File:", "System:", "SourceFile", "ExifTool"))}
    return [(k, v) for k, v in values if not re.fullmatch(r"[0-9. x:/+-]{1,8}|\(Binary.*|(Adobe|Unknown|Normal|Horizontal).*", v)]


def words_of(path):
    """What a reader of the original sees, as far as that can be told."""
    data = read(path)
    if data.startswith(b"%PDF"):
        return hunt.run("pdftotext", "-q", path, "-").stdout.decode("utf-8", "replace")
    try:
        return documents.office_text(data) if data.startswith(b"PK") else data.decode("utf-8", "replace") if family(path) in ("text", "web pages, drawings, mails") else ""
    except Exception:
        return ""


def seen_dots(path, turned):
    """As on black paper: colours under transparent dots count for nothing."""
    form = "transpose=1," * turned + "format=rgba,premultiply=inplace=1,format=rgb24"
    return hunt.run("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet", "-noautorotate", "-i", path, "-frames:v", "1", "-vf", form, "-f", "rawvideo", "-").stdout


def picture(path, clean):
    """Whether the dots are nearly the same, for those that this program can turn upright itself."""
    if path.lower().endswith(("heic", "heif", "avif")) or clean.endswith((".tif", ".gif")):
        return []
    orientation = hunt.run("exiftool", "-s3", "-n", "-IFD0:Orientation", path).stdout.strip() or b"1"
    if orientation not in (b"1", b"6", b"3", b"8"):
        return []
    one = seen_dots(path, {b"1": 0, b"6": 1, b"3": 2, b"8": 3}[orientation])
    two = seen_dots(clean, 0)
    if not one:
        return []
    quality = fidelity.decibel(one, two) if len(one) == len(two) else 0
    return [f"dots differ ({quality:.1f} dB)"] if quality < 24 else []


def shows_of(path, clean):
    """What must be the same; None if these eyes do not know."""
    kind = family(path)
    if kind == "PDF":
        pages = hunt.run("qpdf", "--show-npages", path).stdout.strip()
        return {"what": "document", "pages": int(pages), "text": [], "least_db": 20} if pages.isdigit() else None
    if kind in ("sound", "film") and fidelity.sound_of(path):
        return {"what": "film" if kind == "film" and fidelity.frames(path) else "sound", "samples": "within"}
    return None


def look(path, files):
    """(what is left, what is damaged)"""
    if not files:
        return [], []
    seen_words, left, bad = words_of(path), [], []
    canaries = [{"field": f"{k} = {v}", "class": "", "texts": [v], "raw": []} for k, v in told_of(path) if v not in seen_words]
    with tempfile.TemporaryDirectory() as scratch:
        left = [f"{c['field'][:120]} in {c['where']}" for c in hunt.search(canaries, hunt.views(read(files[0]), scratch), "no such word")[0]]
        if files[0].endswith(("docx", "xlsx", "pptx", "odt", "ods", "odp")):
            bad = documents.office_problems(read(files[0]))
        elif family(path) == "photos and pictures":
            bad = picture(path, files[0])
        else:
            shows = shows_of(path, files[0])
            copy = os.path.join(scratch, "clean" + os.path.splitext(files[0])[1])
            with open(copy, "wb") as f:
                f.write(read(files[0]))
            try:
                bad = fidelity.look(shows, path, copy, "")[0] if shows else []
            except (subprocess.SubprocessError, ValueError, IndexError, KeyError, zipfile.BadZipFile) as wrong:
                bad = [repr(wrong)]
    return left, bad


def answer(ran):
    try:
        return json.loads(ran.said.splitlines()[0])["files"][0]
    except (ValueError, IndexError, KeyError):
        return {"error": "no answer", "reasons": [ran.said[:200]]}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bin", required=True)
    options.add_argument("--work", required=True)
    options.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth file")
    options.add_argument("files", nargs="+")
    chosen = options.parse_args()
    paths = found_in(chosen.files)[::chosen.every]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        runs = list(pool.map(lambda p: programs.adit(chosen.bin, p, os.path.join(chosen.work, hashlib.sha256(p.encode()).hexdigest()[:16])), paths))
    looks = each(look, paths, [r.files for r in runs])
    table, why, odd = collections.defaultdict(collections.Counter), collections.defaultdict(list), []
    for path, ran, (left, bad) in zip(paths, runs, looks):
        kind, row = family(path), answer(ran)
        state = "left something" if left else "damaged" if bad else "cleaned" if ran.files else "refused"
        table[kind][state] += 1
        if not ran.files:
            why[(kind, " ".join([row.get("seems_to_be", ""), str(row.get("error")), *map(str, row.get("reasons", []))]))].append(path)
        if ran.code not in (0, 7) or left or bad:
            odd.append(f"{path}: exit {ran.code}; " + "; ".join([*left[:3], *bad[:3]]))
    print(f"{len(paths)} files\n\n| kind | files | cleaned | refused | left something | damaged |\n| --- | --- | --- | --- | --- | --- |")
    for name, _ in FAMILIES:
        if table[name]:
            print(f"| {name} | {sum(table[name].values())} | " + " | ".join(str(table[name][s]) for s in ("cleaned", "refused", "left something", "damaged")) + " |")
    print("\nWhy refused:")
    for (kind, reason), some in sorted(why.items(), key=lambda x: -len(x[1])):
        print(f"{len(some):5d} {kind}: {reason[:300]}   e.g. " + " ".join(os.path.relpath(s) for s in some[:3]))
    print("\nOdd:\n" + "\n".join(odd))
    return 1 if odd else 0


if __name__ == "__main__":
    sys.exit(main())
