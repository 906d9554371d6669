#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The real `adit clean` over the whole corpus: no value that was planted is left in what counts as clean,
everything opens and shows the same, two runs give the same bytes, and cleaning what is clean changes
nothing. Before that, the judge must find every planted value in the dirty files, and name each of a
few files that pretend to be clean.

    clean_corpus.py --bin FOLDER [--keep FOLDER] [--only NAME,...]
"""
import argparse
import concurrent.futures
import os
import subprocess
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import hunt  # noqa: E402
import programs  # noqa: E402
from judge import describe, judge, judge_all, judge_himself, read  # noqa: E402

WORKERS = os.cpu_count() or 1
TOOLS = ("exiftool", "ffmpeg", "ffprobe", "qpdf", "pdftotext", "pdftoppm")


def each(function, rows):
    """Side by side: it is other programs that work."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(function, rows))


def planted(base, work, rows, cleaned):
    """Files that pretend to be clean, and what the judge must say of each."""
    by_name = {r["name"]: r for r in rows}

    def put(name, data):
        path = os.path.join(work, "planted-" + name)
        with open(path, "wb") as f:
            f.write(data)
        return path

    def of(name):
        return read(cleaned[name].files[0])

    canary = lambda name: by_name[name]["canaries"][3]["texts"][0]  # noqa: E731
    cases = []
    if "jpeg-tags.jpg" in cleaned:
        cases.append(("left", "jpeg-tags.jpg", put("tail.jpg", of("jpeg-tags.jpg") + canary("jpeg-tags.jpg").encode("utf-16-le"))))
        cases.append(("damaged", "jpeg-tags.jpg", os.path.join(base, "reference", "tiff-pages.tif.1.png")))
    if "docx-plain.docx" in cleaned:
        path = put("note.docx", of("docx-plain.docx"))
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as z:
            z.writestr("word/x.bin", canary("docx-plain.docx"))
        cases.append(("left", "docx-plain.docx", path))
        short = put("short.docx", b"")
        with zipfile.ZipFile(cleaned["docx-plain.docx"].files[0]) as z, zipfile.ZipFile(short, "w") as out:
            for n in z.namelist():
                out.writestr(n, z.read(n).replace(b"ventilation", b"air"))
        cases.append(("damaged", "docx-plain.docx", short))
    if "png-tags.png" in cleaned:
        whole = of("png-tags.png")
        cases.append(("damaged", "png-tags.png", put("cut.png", whole[:len(whole) // 3])))
    if "pdf-layers.pdf" in cleaned:
        # Packed, and reachable by nothing.
        cases.append(("left", "pdf-revisions.pdf", os.path.join(base, "dirty", "pdf-revisions.pdf")))
    if "mp3-stacked.mp3" in cleaned:
        whole = of("mp3-stacked.mp3")
        cases.append(("damaged", "mp3-stacked.mp3", put("half.mp3", whole[:len(whole) // 2])))
    if "mp4-phone.mp4" in cleaned:
        cases.append(("damaged", "mp4-phone.mp4", put("other.mp4", of("mp4-fragments.mp4")[:6000])))
    out = []
    for wanted, name, path in cases:
        got = judge(by_name[name], base, [path])
        if got["verdict"] != wanted:
            out.append(f"the judge calls {os.path.basename(path)} {got['verdict']} and not {wanted}")
    return len(cases), out


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bin", required=True)
    options.add_argument("--keep", help="a folder for the files, which stay there; a corpus that is there already is used")
    options.add_argument("--only", help="some files")
    chosen = options.parse_args()
    for tool in TOOLS:
        if hunt.run("sh", "-c", f"command -v {tool}").returncode:
            print(f"corpus: error: {tool} is missing: run deploy/bootstrap", file=sys.stderr)
            return 1
    with tempfile.TemporaryDirectory() as scratch:
        work = chosen.keep or scratch
        base = os.path.join(work, "corpus")
        if not os.path.exists(os.path.join(base, "manifest.json")):
            subprocess.run([sys.executable, os.path.join(HERE, "make.py"), base], check=True)
        return check(chosen, work, base)


def check(chosen, work, base):
    wrong = []
    blind, rows = judge_himself(base)
    wrong += [f"the judge does not see in the dirty file: {b}" for b in blind]
    count = sum(len(r["canaries"]) for r in rows)
    print(f"{len(rows)} files, {count} planted values, all seen in them: {not blind}", flush=True)
    if chosen.only:
        rows = [r for r in rows if r["name"] in chosen.only.split(",")]

    def clean(row, run):
        return programs.adit(chosen.bin, os.path.join(base, "dirty", row["name"]), os.path.join(work, run, row["name"]))

    first = dict(zip((r["name"] for r in rows), each(lambda r: clean(r, "first"), rows)))
    second = dict(zip((r["name"] for r in rows), each(lambda r: clean(r, "second"), rows)))
    results = judge_all(rows, base, [first[r["name"]].files for r in rows])
    cleaned, refused = {}, 0
    for row, result in zip(rows, results):
        name, ran = row["name"], first[row["name"]]
        wanted = "refused" if row["expect"] == "refuse" else "clean"
        refused += result["verdict"] == "refused"
        if result["verdict"] != wanted:
            more = " " + programs.reason(ran) if result["verdict"] == "refused" else ""
            wrong.append(f"{name}: {describe(result)}{more}")
        if wanted == "refused" and (ran.code != 7 or ran.files):
            wrong.append(f"{name}: refused with exit {ran.code} and {len(ran.files)} files, not with 7 and none")
        if [read(f) for f in ran.files] != [read(f) for f in second[name].files]:
            wrong.append(f"{name}: two runs gave different bytes")
        if ran.files:
            cleaned[name] = ran

    def again(name):
        out = []
        for path in cleaned[name].files:
            ran = programs.adit(chosen.bin, path, os.path.join(work, "third", name))
            if [read(f) for f in ran.files] != [read(path)]:
                out.append(f"{name}: cleaning it once more gave something else")
        return out

    wrong += [w for found in each(again, list(cleaned)) for w in found]
    caught, missed = planted(base, work, rows, cleaned)
    wrong += missed
    for line in wrong:
        print(line)
    lost = [f"{r['name']} ({', '.join(x['lost'])})" for r, x in zip(rows, results) if x["lost"]]
    if lost:
        print("what its user sees at once: " + "; ".join(lost))
    print(f"{len(cleaned)} cleaned, {refused} refused, {caught - len(missed)} of {caught} planted files caught, {len(wrong)} wrong")
    return 1 if wrong or not cleaned else 0


if __name__ == "__main__":
    sys.exit(main())
