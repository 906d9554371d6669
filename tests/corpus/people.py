# SPDX-License-Identifier: Apache-2.0
"""What phones and people make of several formats at once: a photo with a film behind it, a film with a track of
places, a picture that moves, a mail that forwards another."""
import base64
import io
import os
import struct
import zipfile
import zlib

from films import FILM, SEI, box, subtitles, user_data, with_user_data
from make_pictures import after_start, segment
from markup import mail
from package import rich_photo
from pictures import chunk, exif_block, exiftool, ffmpeg, png, scene, tags
from sounds import rich_id3

WIDE, HIGH = 96, 64


def phone_film(d, folder, what):
    data = ffmpeg(None, ".mp4", ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac", "-bsf:v", SEI + d.text(what + " SEI")], folder, FILM)
    return with_user_data(data, user_data(d, what))


def photos(corpus, folder):
    plain = png(scene(WIDE, HIGH), WIDE)
    jpeg = ffmpeg(plain, ".jpg", ["-q:v", "2", "-pix_fmt", "yuvj444p"], folder)
    small = ffmpeg(png(scene(32, 24, 9), 32), ".jpg", ["-q:v", "4"], folder)
    shows = {"what": "picture", "reference": plain, "least_db": 30}

    d = corpus.dirt()
    second = exiftool(small, ".jpg", tags(d, xmp=False, iptc=False), folder)
    first = after_start(jpeg, segment(0xE1, b"Exif\0\0" + exif_block(d)))
    # The list of pictures in the file, as phones write it: offsets count from behind its letters.
    def pictures(start):
        entries = struct.pack("<IIIHH", 0x20030000, len(first), 0, 0, 0) + struct.pack("<IIIHH", 0, len(second), start, 0, 0)
        return b"MPF\0" + b"II*\0\x08\0\0\0" + struct.pack("<H", 3) + struct.pack("<HHI4s", 0xB000, 7, 4, b"0100") + struct.pack("<HHII", 0xB001, 4, 1, 2) + struct.pack("<HHII", 0xB002, 7, 32, 50) + struct.pack("<I", 0) + entries
    whole = after_start(first, segment(0xE2, pictures(len(first) + len(pictures(0)))))
    trailer = d.text("maker's trailer").encode()
    corpus.add("jpeg-motion-photo.jpg", "jpeg", whole + second + phone_film(d, folder, "film behind a photo") + b"SEFH" + trailer + struct.pack("<I", len(trailer)) + b"SEFT", d, shows)

    d = corpus.dirt()
    behind = io.BytesIO()
    with zipfile.ZipFile(behind, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(d.text("name of a file behind a photo"), d.text("a file behind a photo") * 3)
    corpus.add("jpeg-that-is-also-zip.jpg", "jpeg", jpeg + behind.getvalue(), d, shows)

    d = corpus.dirt()
    rows = scene(WIDE, HIGH)
    secret = d.hidden("dots of a later picture").encode()
    later = zlib.compress(b"".join(b"\0" + (secret + row[len(secret):] if y == 5 else row) for y, row in enumerate(scene(WIDE, HIGH, 40))))
    control = struct.pack(">IIIIHHBB", WIDE, HIGH, 0, 0, 1, 10, 0, 0)
    before = chunk(b"acTL", struct.pack(">II", 2, 0)) + chunk(b"fcTL", struct.pack(">I", 0) + control)
    after = chunk(b"tEXt", b"Author\0" + d.text("tEXt between pictures").encode()) + chunk(b"fcTL", struct.pack(">I", 1) + control) + chunk(b"fdAT", struct.pack(">I", 2) + later)
    corpus.add("png-moving.png", "png", png(rows, WIDE, before=before, after=after), d, {"what": "picture", "reference": plain, "least_db": 99})


def recordings(corpus, folder):
    d = corpus.dirt()
    data = ffmpeg(None, ".mp4", ["-map", "0", "-map", "1", "-map", "2:s", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac", "-c:s", "mov_text"], folder, [*FILM, "-i", subtitles(d, folder, "track of places")])
    assert data.count(b"tx3g") == 1 and data.count(b"sbtl") == 1
    data = data.replace(b"tx3g", b"gpmd").replace(b"sbtl", b"meta")
    corpus.add("mp4-track-of-places.mp4", "mp4", data + box(b"free", d.text("free box").encode()), d, {"what": "film", "samples": "same"})

    d = corpus.dirt()
    pauses = ["-f", "lavfi", "-i", "aevalsrc='if(between(mod(t,1),0.3,0.7),0,sin(880*PI*t))':d=3:s=22050"]
    data = rich_id3(d, folder, "ID3v2") + ffmpeg(None, ".mp3", ["-c:a", "libmp3lame", "-b:a", "32k"], folder, pauses)
    corpus.add("mp3-pauses.mp3", "mp3", data, d, {"what": "sound", "samples": "within"})


def mails(corpus, folder):
    d = corpus.dirt()
    inner = mail(d, rich_photo(d, folder))
    name, letter = d.text("name of the letter"), corpus.data("docx-plain.docx")
    d.canaries += corpus.row("docx-plain.docx")["canaries"]
    line = d.text("boundary")
    data = f"Received: from {d.text('Received')} by mx.example.org\nX-Mailer: {d.text('X-Mailer')}\nMessage-ID: <{d.text('Message-ID')}@host.example>\nFrom: boss@example.org\nTo: all@example.org\nSubject: Fwd\n"
    data += f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"{line}\"\n\n--{line}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nSee below: caf=C3=A9 and the pump.\n"
    data += f"--{line}\nContent-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document; name=\"{name}.docx\"\nContent-Disposition: attachment; filename=\"{name}.docx\"\nContent-Transfer-Encoding: base64\n\n{base64.encodebytes(letter).decode()}"
    data += f"--{line}\nContent-Type: message/rfc822\n\n{inner}\n--{line}--\n"
    corpus.add("mail-forwarded.eml", "mail", data.encode(), d, {"what": "archive", "members": [{"name": "docx-plain.docx", "shows": corpus.row("docx-plain.docx")["shows"]}]})


def refused(corpus, folder):
    nothing = {"what": "nothing"}
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as z:
        z.writestr("a.txt", "words of somebody")
    locked = bytearray(plain.getvalue())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(magic) + flags] |= 1
    corpus.add("password.zip", "zip", bytes(locked), corpus.dirt(), nothing, "refuse", "needs a password")
    corpus.add("letter.rtf", "rtf", b"{\\rtf1\\ansi{\\info{\\author A}}Words}", corpus.dirt(), nothing, "refuse", "an RTF document")
    film = corpus.data("mp4-phone.mp4")
    corpus.add("cut.mp4", "mp4", film[:len(film) // 3], corpus.dirt(), nothing, "refuse", "ends in the middle")
    corpus.add("cut.docx", "docx", corpus.data("docx-plain.docx")[:-400], corpus.dirt(), nothing, "refuse", "ends in the middle")


def make(corpus, folder):
    assert os.path.isdir(folder)
    needed = (("docx-plain.docx", "words"), ("mp4-phone.mp4", "films"))
    for name, module in needed:
        if name not in (r["name"] for r in corpus.rows):
            __import__(module).make(corpus, folder)
    for part in (photos, recordings, mails, refused):
        part(corpus, folder)
