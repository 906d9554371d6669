#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a folder of files that tell everything they can: in each field of each format stands a value of
its own. manifest.json says for each file what must not be in it once it is clean, and what must stay.

    make.py FOLDER [--only FAMILY,...] [--large]      --large: some of the sizes that people send, without canaries
"""
import argparse
import json
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from canary import Counter, Dirt  # noqa: E402

FAMILIES = ("make_pictures", "rasters", "texts", "pdfs", "words", "sheets", "slides", "open_documents", "sounds", "films", "packed", "markup", "people", "refused")


class Corpus:
    """Files, and what is known about them."""

    def __init__(self, folder):
        self.folder = folder
        self.counter = Counter()
        self.rows = []
        self.references = os.path.join(folder, "reference")
        os.makedirs(os.path.join(folder, "dirty"), exist_ok=True)
        os.makedirs(self.references, exist_ok=True)

    def dirt(self):
        return Dirt(self.counter)

    def data(self, name):
        """What an earlier file is: for those that hold other files."""
        with open(os.path.join(self.folder, "dirty", name), "rb") as f:
            return f.read()

    def row(self, name):
        return next(r for r in self.rows if r["name"] == name)

    def refer(self, name, data):
        with open(os.path.join(self.references, name), "wb") as f:
            f.write(data)
        return "reference/" + name

    def add(self, name, kind, data, dirt, shows, expect="clean", note=""):
        """`shows`: what must stay; bytes in it become files of their own."""
        shows = dict(shows)
        if "reference" in shows:
            shows["reference"] = self.refer(name + ".png", shows["reference"])
        if "references" in shows:
            shows["references"] = [self.refer(f"{name}.{i}.png", b) for i, b in enumerate(shows["references"])]
        with open(os.path.join(self.folder, "dirty", name), "wb") as f:
            f.write(data)
        self.rows.append({"name": name, "kind": kind, "expect": expect, "shows": shows, "canaries": dirt.canaries, "note": note})


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder")
    options.add_argument("--only", default=",".join(FAMILIES), help="some of " + " ".join(FAMILIES))
    options.add_argument("--large", action="store_true")
    chosen = options.parse_args()
    corpus = Corpus(chosen.folder)
    names = ["large"] if chosen.large else chosen.only.split(",")
    with tempfile.TemporaryDirectory() as scratch:
        for name in names:
            __import__(name).make(corpus, scratch)
    with open(os.path.join(chosen.folder, "manifest.json"), "w", encoding="utf-8") as f:
        json.dump({"files": corpus.rows}, f, indent=1)
        f.write("\n")
    print(f"{len(corpus.rows)} files, {sum(len(r['canaries']) for r in corpus.rows)} canaries")


if __name__ == "__main__":
    main()
