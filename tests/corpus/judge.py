#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says of a cleaned file whether it is clean: with programs that did not clean it, and Python's own readers.

    judge.py CORPUS NAME CLEANED...       NAME: a file of the corpus; CLEANED: what it became
    judge.py CORPUS --dirty               each canary must be found in the dirty file: the judge judges himself

The verdicts: clean; left (a canary is still there: which, and where); damaged (it does not open, or
shows something else); refused (there is no file). Exit 1 if anything is not as it should be."""
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
    """All that can be seen in a file, by these eyes and by others'."""
    out = list(hunt.views(read(path), scratch))
    out.append(("exiftool", told if told is not None else hunt.told_by_exiftool([path])[path]))
    if probe:
        out.append(("ffprobe", hunt.told_by_ffprobe(path)))
    return out


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
        seen = []
        for path in cleaned:
            if os.path.getsize(path) == 0:
                return {"verdict": "damaged", "left": [], "damage": ["an empty file was left"], "lost": []}
            seen += everything(path, scratch, (told or {}).get(path), shows["what"] in FILMS)
        left = hunt.left(canaries, seen)
        known = {c["where"] for c in left}
        left += [{"field": "a canary that is not in the list", "class": "metadata", "where": w} for w in hunt.strays(seen) if not left and w not in known]
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


def judge_himself(base):
    """Canaries of dirty files that these eyes do not see; for fields that another program may not have
    written, there is no telling, and the manifest forgets them."""
    rows, blind = manifest(base), []
    told = hunt.told_by_exiftool([os.path.join(base, "dirty", r["name"]) for r in rows])
    with tempfile.TemporaryDirectory() as scratch:
        for row in rows:
            path = os.path.join(base, "dirty", row["name"])
            seen = everything(path, scratch, told[path], row["shows"]["what"] in FILMS)
            marked = [{**c, "class": i} for i, c in enumerate(row["canaries"])]
            found = {c["class"] for c in hunt.left(marked, seen)}
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
