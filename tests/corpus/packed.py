# SPDX-License-Identifier: Apache-2.0
"""ZIP and TAR archives of files that are dirty themselves."""
import gzip
import io
import tarfile

from package import zip_file

INSIDE = ("jpeg-tags.jpg", "docx-plain.docx", "text-marked.txt", "png-chunks.png")


def payload(corpus, d):
    """name -> bytes; the canaries of the files count for the archive too."""
    out = {}
    for i, name in enumerate(INSIDE):
        d.canaries += corpus.row(name)["canaries"]
        out[f"{d.text('folder name')}/{d.text('name of a file')}.{name.rsplit('.', 1)[1]}"] = corpus.data(name)
    return out


def shows(corpus, names=INSIDE):
    return {"what": "archive", "members": [{"name": n, "shows": corpus.row(n)["shows"]} for n in names]}


def make(corpus, folder):
    try:
        corpus.row(INSIDE[0])
    except StopIteration:
        for name in ("make_pictures", "words", "texts"):
            __import__(name).make(corpus, folder)

    d = corpus.dirt()
    parts = payload(corpus, d)
    junk = {"__MACOSX/._IMG_1.jpg": d.text("AppleDouble").encode(), "a/.DS_Store": d.text(".DS_Store").encode(), "a/Thumbs.db": d.text("Thumbs.db").encode()}
    data = zip_file(d, {**parts, **junk})
    corpus.add("zip-everything.zip", "zip", data, d, shows(corpus))

    d = corpus.dirt()
    data = zip_file(d, payload(corpus, d))
    inner = io.BytesIO(data).getvalue()
    d.canaries += corpus.row("text-marked.txt")["canaries"]
    outer = zip_file(d, {d.text("name of the inner archive") + ".zip": inner})
    corpus.add("zip-in-zip.zip", "zip", outer, d, {"what": "archive", "members": [{"name": "zip-everything.zip", "shows": shows(corpus)}]})

    for name, form, packed in (("tar-pax.tar", tarfile.PAX_FORMAT, False), ("tar-gnu.tar.gz", tarfile.GNU_FORMAT, True), ("tar-old.tar", tarfile.USTAR_FORMAT, False)):
        d = corpus.dirt()
        out = io.BytesIO()
        moment = int(d.date("times of members").timestamp())
        d.canaries[-1]["texts"].append(f"{moment:o}")
        with tarfile.open(fileobj=out, mode="w", format=form) as t:
            for path, body in payload(corpus, d).items():
                info = tarfile.TarInfo(path)
                info.size, info.mtime, info.uid, info.gid, info.mode = len(body), moment, 12345, 54321, 0o600
                info.uname, info.gname = d.text("user"), d.text("group")
                if form == tarfile.PAX_FORMAT:
                    info.pax_headers = {"SCHILY.xattr.user.xdg.origin.url": f"https://{d.text('origin')}.example/x", "comment": d.text("pax comment")}
                t.addfile(info, io.BytesIO(body))
            junk = tarfile.TarInfo("._junk")
            body = d.text("AppleDouble").encode()
            junk.size, junk.mtime = len(body), moment
            t.addfile(junk, io.BytesIO(body))
        data = out.getvalue()
        if packed:
            squeezed = io.BytesIO()
            with gzip.GzipFile(d.text("gzip name") + ".tar", "wb", mtime=moment, fileobj=squeezed) as g:
                g.write(data)
            data = squeezed.getvalue()
        corpus.add(name, "tar", data, d, shows(corpus))
