# SPDX-License-Identifier: Apache-2.0
"""Files that nobody can clean whole, and of which a scrubber must make nothing."""
import os
import struct
import subprocess

from package import XML, content_types, relations, zip_file
from pdfs import LINES, SECOND, Pdf, base, information, page_text
from pictures import chunk, png, scene
from words import MAIN, SPACES, run


def make(corpus, folder):
    nothing = {"what": "nothing"}
    d, pdf = corpus.dirt(), Pdf()
    info = information(pdf, d)
    root = base(pdf, page_text(LINES), page_text(SECOND))
    there, to = os.path.join(folder, "in.pdf"), os.path.join(folder, "out.pdf")
    with open(there, "wb") as f:
        f.write(pdf.file(root, info))
    subprocess.run(["qpdf", there, "--encrypt", "word", "owner", "256", "--", to], check=True)
    with open(to, "rb") as f:
        corpus.add("password.pdf", "pdf", f.read(), corpus.dirt(), nothing, "refuse", "needs a password to open")
    d = corpus.dirt()
    parts = {"_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")), "word/document.xml": XML + f"<w:document {SPACES}><w:body><w:p>{run('Words')}</w:p></w:body></w:document>",
             "word/vbaProject.bin": bytes.fromhex("d0cf11e0a1b11ae1") + d.text("macro").encode()}
    parts["word/_rels/document.xml.rels"] = relations(("rId1", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"))
    parts = {"[Content_Types].xml": content_types(parts, {"word/document.xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}), **parts}
    corpus.add("macros.docm", "docx", zip_file(d, parts), d, nothing, "refuse", "a form with macros")
    whole = png(scene(96, 64), 96, before=chunk(b"tEXt", b"Author\0" + b"x"))
    corpus.add("cut.png", "png", whole[:len(whole) // 2], corpus.dirt(), nothing, "refuse", "ends in the middle")
    corpus.add("empty.jpg", "jpeg", b"", corpus.dirt(), nothing, "refuse", "is empty")
    d = corpus.dirt()
    corpus.add("old.doc", "doc", bytes.fromhex("d0cf11e0a1b11ae1") + d.text("author").encode("utf-16-le") + bytes(2000), d, nothing, "refuse", "an older Word document")
    d = corpus.dirt()
    corpus.add("unknown.bin", "unknown", b"\x01\x02\x03" + d.text("unknown").encode() + struct.pack("<Q", 7), d, nothing, "refuse", "of no kind that anybody knows")
