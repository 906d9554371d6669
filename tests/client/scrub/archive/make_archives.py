# SPDX-License-Identifier: Apache-2.0
# Archives by Python's own writers, with a canary in every field that they have.
#     make_archives.py OUT-DIR FILE...
# FILE... are put into each archive under names that tell much.
import gzip, io, os, struct, sys, tarfile, zipfile

out, files = sys.argv[1], sys.argv[2:]
payload = []
for i, path in enumerate(files):
    with open(path, "rb") as f:
        payload.append((f"ADIT-CANARY-name-{i} Kambale/IMG_2024{i}{os.path.splitext(path)[1]}", f.read()))
when = 1715940672  # 2024-05-17

with zipfile.ZipFile(os.path.join(out, "dirty.zip"), "w", zipfile.ZIP_DEFLATED) as z:
    z.comment = b"ADIT-CANARY-zipcomment-1"
    z.writestr(zipfile.ZipInfo("ADIT-CANARY-folder-1/", (2024, 5, 17, 10, 11, 12)), b"")
    for i, (name, data) in enumerate(payload):
        info = zipfile.ZipInfo(name, (2024, 5, 17, 10, 11, 12))
        info.compress_type = zipfile.ZIP_DEFLATED if i % 2 else zipfile.ZIP_STORED
        info.external_attr = 0o100600 << 16
        info.comment = f"ADIT-CANARY-filecomment-{i}".encode()
        info.extra = (struct.pack("<HHBI", 0x5455, 5, 1, when) +
                      struct.pack("<HHBBIBI", 0x7875, 11, 1, 4, 1234567, 4, 7654321) +
                      struct.pack("<HH", 0x6375, 24) + b"ADIT-CANARY-extrafield-1")
        z.writestr(info, data)
    z.writestr("__MACOSX/._IMG_1.jpg", b"ADIT-CANARY-appledouble-1")
    z.writestr("a/.DS_Store", b"ADIT-CANARY-dsstore-1")
    z.writestr("a/Thumbs.db", b"ADIT-CANARY-thumbs-1")
    z.writestr("a/empty-ADIT-CANARY.txt", b"")
with open(os.path.join(out, "dirty.zip"), "rb") as f:
    plain = f.read()
with open(os.path.join(out, "prefixed.zip"), "wb") as f:  # in front of the end: after the last member
    f.write(plain + b"ADIT-CANARY-tail-1")

for kind, form in (("pax", tarfile.PAX_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("ustar", tarfile.USTAR_FORMAT)):
    path = os.path.join(out, f"dirty-{kind}.tar")
    with tarfile.open(path, "w", format=form) as t:
        folder = tarfile.TarInfo("ADIT-CANARY-folder-1")
        folder.type, folder.uname, folder.mtime = tarfile.DIRTYPE, "ADIT-CANARY-uname-0", when
        t.addfile(folder)
        for i, (name, data) in enumerate(payload):
            long = name if kind == "ustar" else "./" + "long-folder-name/" * 8 + name
            info = tarfile.TarInfo(long)
            info.size, info.mtime, info.uid, info.gid, info.mode = len(data), when + i, 12345, 54321, 0o600
            info.uname, info.gname = f"ADIT-CANARY-uname-{i}", f"ADIT-CANARY-gname-{i}"
            if kind == "pax":
                info.mtime = when + 0.25
                info.pax_headers = {"SCHILY.xattr.user.xdg.origin.url": "https://ADIT-CANARY-origin.example/x",
                                    "comment": "ADIT-CANARY-paxcomment-1"}
            t.addfile(info, io.BytesIO(data))
        junk = tarfile.TarInfo("._ADIT-CANARY-junk")
        junk.size = 5
        t.addfile(junk, io.BytesIO(b"abcde"))
    with open(path, "rb") as f:
        tar = f.read()
    if kind == "pax":
        with open(os.path.join(out, "tail.tar"), "wb") as f:
            f.write(tar + b"ADIT-CANARY-tail-2".ljust(512, b"\0"))
        buffer = io.BytesIO()
        with gzip.GzipFile("ADIT-CANARY-gzipname.tar", "wb", mtime=when, fileobj=buffer) as g:
            g.write(tar)
        with open(os.path.join(out, "dirty.tar.gz"), "wb") as f:
            f.write(buffer.getvalue())

for name, kind, target in (("link", tarfile.SYMTYPE, "/etc/passwd"), ("hard", tarfile.LNKTYPE, "a.txt"),
                           ("device", tarfile.CHRTYPE, "")):
    with tarfile.open(os.path.join(out, f"bad-{name}.tar"), "w") as t:
        one = tarfile.TarInfo("a.txt")
        one.size = 3
        t.addfile(one, io.BytesIO(b"abc"))
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        t.addfile(info)
for name, path in (("up", "../a.txt"), ("absolute", "/tmp/a.txt"), ("inside", "a/../../b.txt")):
    with tarfile.open(os.path.join(out, f"bad-{name}.tar"), "w") as t:
        info = tarfile.TarInfo(path)
        info.size = 3
        t.addfile(info, io.BytesIO(b"abc"))
    with zipfile.ZipFile(os.path.join(out, f"bad-{name}.zip"), "w") as z:
        z.writestr(zipfile.ZipInfo(path), b"abc\n")
with zipfile.ZipFile(os.path.join(out, "bad-link.zip"), "w") as z:
    info = zipfile.ZipInfo("link")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    z.writestr(info, b"/etc/passwd")
with zipfile.ZipFile(os.path.join(out, "bad-program.zip"), "w") as z:
    z.writestr("note.txt", b"hello\n")
    z.writestr("run.exe", b"MZ\x90\0\3\0\0\0\4")
    z.writestr("run2.exe", b"MZ\x90\0\3\0\0\0\4\0")
with zipfile.ZipFile(os.path.join(out, "bomb.zip"), "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("zeros.txt", b"a" * (64 << 20))
with zipfile.ZipFile(os.path.join(out, "many.zip"), "w") as z:
    for i in range(257):
        z.writestr(f"{i}.txt", f"{i}\n".encode())
inner = None
for depth in range(3):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as z:
        z.writestr("ADIT-CANARY-inner.txt", b"words\n") if inner is None else z.writestr("in.zip", inner)
    inner = buffer.getvalue()
    with open(os.path.join(out, f"nested-{depth}.zip"), "wb") as f:
        f.write(inner)
