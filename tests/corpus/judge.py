#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says of a cleaned file whether it is clean: with programs that did not clean it, and Python's own readers.

    judge.py CORPUS NAME CLEANED...       NAME: a file of the corpus; CLEANED: what it became
    judge.py CORPUS --dirty               each canary must be found in the dirty file: the judge judges himself

The verdicts: clean; left (a canary is still there: which, and where); damaged (it does not open, or
shows something else); refused (there is no file). Exit 1 if anything is not as it should be."""
import concurrent.futures
import json
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import fidelity  # noqa: E402
import hunt  # noqa: E402

FILMS = ("film", "sound")


def read(path):
    with open(path, "rb") as f:
        return f.read()


def everything(path, scratch, told=None, probe=True):
    """All that can be seen in a file, by these eyes and by others'; one view at a time."""
    yield from hunt.views(read(path), scratch)
    yield "exiftool", told if told is not None else hunt.told_by_exiftool([path])[path]
    if probe:
        yield "ffprobe", hunt.told_by_ffprobe(path)


def mat2_shows(path):
    done = hunt.run("mat2", "--show", path)
    return [line for line in done.stdout.decode("utf-8", "replace").splitlines()[1:] if line.strip() and "No metadata" not in line]


def judge(row, base, cleaned, told=None, look_at=True):
    """`cleaned`: paths of what the file became; none means that it was refused."""
    if not cleaned:
        return {"verdict": "refused", "left": [], "damage": [], "lost": []}
    canaries, shows = row["canaries"], row["shows"]
    dirty = os.path.join(base, "dirty", row["name"])
    with tempfile.TemporaryDirectory() as scratch:
        if any(os.path.getsize(path) == 0 for path in cleaned):
            return {"verdict": "damaged", "left": [], "damage": ["an empty file was left"], "lost": []}
        left, strays = hunt.search(canaries, (view for path in cleaned for view in everything(path, scratch, (told or {}).get(path), shows["what"] in FILMS)))
        if strays and not left:
            left = [{"field": "a canary that is not in the list", "class": "metadata", "where": w} for w in strays]
        if row["expect"] == "refuse":
            bad, lost = ["something was made of a file that should be refused"], []
        elif look_at:
            # A look at a copy: the eyes leave files beside it.
            bad, lost = [], []
            if len(cleaned) > 1 and shows["what"] != "pages":
                bad = [f"became {len(cleaned)} files"]
            else:
                copy = os.path.join(scratch, "clean" + os.path.splitext(cleaned[0])[1])
                with open(copy, "wb") as f:
                    f.write(read(cleaned[0]))
                try:
                    bad, lost = fidelity.look(shows, dirty, copy, base)
                except Exception as wrong:  # a file that trips the reader does not open
                    bad, lost = [f"does not open ({type(wrong).__name__}: {wrong})"], []
        else:
            bad, lost = [], []
    return {"verdict": "left" if left else "damaged" if bad else "clean", "left": left, "damage": bad, "lost": lost}


def manifest(base):
    with open(os.path.join(base, "manifest.json"), encoding="utf-8") as f:
        return json.load(f)["files"]


def seen_in(row, path, told):
    """Numbers of the canaries that these eyes see in the dirty file."""
    marked = [{**c, "class": i} for i, c in enumerate(row["canaries"])]
    with tempfile.TemporaryDirectory() as scratch:
        return {c["class"] for c in hunt.search(marked, everything(path, scratch, told, row["shows"]["what"] in FILMS))[0]}


def each(function, *columns):
    """In as many processes as there are processors: Python's threads would wait for each other."""
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(function, *columns))


def judge_all(rows, base, cleaned):
    """`cleaned`: the paths that each row became."""
    told = hunt.told_by_exiftool([path for paths in cleaned for path in paths])
    some = [{path: told[path] for path in paths} for paths in cleaned]
    return each(judge, rows, [base] * len(rows), cleaned, some)


def judge_himself(base):
    """Canaries of dirty files that these eyes do not see; for fields that another program may not have
    written, there is no telling, and the manifest forgets them."""
    rows, blind = manifest(base), []
    paths = [os.path.join(base, "dirty", r["name"]) for r in rows]
    told = hunt.told_by_exiftool(paths)
    for row, found in zip(rows, each(seen_in, rows, paths, [told[p] for p in paths])):
        for i, c in enumerate(row["canaries"]):
            if i not in found and not c["unsure"]:
                blind.append(f"{row['name']}: {c['field']}")
        row["canaries"] = [c for i, c in enumerate(row["canaries"]) if i in found]
    with open(os.path.join(base, "manifest.json"), "w", encoding="utf-8") as f:
        json.dump({"files": rows}, f, indent=1)
        f.write("\n")
    return blind, rows


def describe(result):
    out = result["verdict"]
    for c in result["left"][:6]:
        out += f"\n    {c['field']} ({c['class']}): in {c['where']}"
    if len(result["left"]) > 6:
        out += f"\n    and {len(result['left']) - 6} more"
    return out + "".join(f"\n    {w}" for w in result["damage"]) + "".join(f"\n    lost: {w}" for w in result["lost"])


def main():
    if len(sys.argv) < 3 or sys.argv[1] == "--help":
        print(re.sub(r"\A", "", __doc__))
        return 2
    base = sys.argv[1]
    if sys.argv[2] == "--dirty":
        blind, rows = judge_himself(base)
        print("\n".join(blind + [f"{len(rows)} files, {sum(len(r['canaries']) for r in rows)} canaries seen in them, {len(blind)} not"]))
        return 1 if blind else 0
    row = next(r for r in manifest(base) if r["name"] == sys.argv[2])
    result = judge(row, base, sys.argv[3:])
    print(describe(result))
    return 0 if result["verdict"] == "clean" else 1


if __name__ == "__main__":
    sys.exit(main())
