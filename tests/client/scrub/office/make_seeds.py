#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the fuzzers' seeds from dirty files: make_seeds.py CORPUS OUT_OFFICE OUT_ZIP"""
import io, os, re, sys, zipfile

corpus, office, packed = sys.argv[1:4]
for folder in (office, packed):
    os.makedirs(folder, exist_ok=True)
for name in sorted(os.listdir(corpus)):
    if not name.startswith("dirty."):
        continue
    kind = name[6:]
    with zipfile.ZipFile(os.path.join(corpus, name)) as z:
        parts = {i.filename: z.read(i) for i in z.infolist() if i.filename.endswith((".xml", ".rels")) or i.filename == "mimetype"}
    # What is left out anyway goes first, then what is long, until a seed is below 20 kB.
    for prefix in ("docProps/", "customXml/", "docMetadata/", "Configurations2/", "Basic/", "word/glossary", "word/people", "word/comments",
                   "ppt/tags", "ppt/changes", "ppt/notes", "ppt/diagrams", "ppt/slideLayouts/slideLayout2", "ppt/charts",
                   "word/theme", "word/charts", "word/numbering", "word/header"):
        if sum(map(len, parts.values())) > 18500 or not prefix.startswith(("ppt/", "word/")):
            parts = {n: b for n, b in parts.items() if not n.startswith(prefix)}
    short = lambda b: re.sub(rb' w(p?14)?:(rsid\w*|paraId|textId|date|author|anchorId|editId)="[^"]*"', b"", b).replace(b"ADIT-CANARY-", b"C-").replace(b'xml:space="preserve"', b"")
    parts = {n: short(b) for n, b in parts.items()}
    # One drawing of each kind is enough.
    drawing = re.compile(rb'<w:drawing>(?:(?!</w:drawing>).)*r:(?:embed="rEmf|link="rFar)(?:(?!</w:drawing>).)*</w:drawing>')
    parts = {n: drawing.sub(b"", b) for n, b in parts.items()}
    open(os.path.join(office, kind), "wb").write(b"".join(b"=== " + n.encode() + b"\n" + b + b"\n" for n, b in parts.items()))
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr(zipfile.ZipInfo("a/b.txt", (2024, 5, 17, 9, 31, 0)), "hello " * 20)
    z.writestr(zipfile.ZipInfo("c.bin"), b"\x00" * 40)
    z.comment = b"note"
open(os.path.join(packed, "two"), "wb").write(buffer.getvalue())


class Stream(io.RawIOBase):
    def __init__(self):
        self.out = b""

    def writable(self):
        return True

    def write(self, data):
        self.out += bytes(data)
        return len(data)


stream = Stream()
with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as z:
    with z.open("big", "w", force_zip64=True) as f:
        f.write(b"q" * 300)
open(os.path.join(packed, "streamed64"), "wb").write(stream.out)
