# SPDX-License-Identifier: Apache-2.0
"""Recordings of sound: a tone, and all that programs write around it."""
import base64
import random
import struct

from canary import iso
from pictures import exiftool, ffmpeg, png, scene, tags, xmp_packet

TONE = ["-f", "lavfi", "-i", "sine=duration=1:frequency=440:sample_rate=16000"]
NOTES = ("title", "artist", "album", "album_artist", "comment", "composer", "copyright", "encoded_by", "genre", "publisher", "description", "lyrics")


def notes(d, what, names=NOTES, dated="date"):
    """ffmpeg's arguments."""
    out, d.unsure = [], True
    for name in names:
        out += ["-metadata", f"{name}={d.text(f'{what} {name}')}"]
    if dated:
        out += ["-metadata", f"{dated}={iso(d.date(f'{what} {dated}'))}"]
    d.unsure = False
    return out


def cover(d, folder):
    jpeg = ffmpeg(png(scene(96, 64), 96), ".jpg", ["-q:v", "2"], folder)
    return exiftool(jpeg, ".jpg", tags(d, xmp=False, iptc=False), folder)


def id3v2(frames):
    body = b"".join(k + struct.pack(">I", len(b)) + b"\0\0" + b for k, b in frames)
    n = len(body)
    return b"ID3\x03\0\0" + bytes((n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127)) + body


def rich_id3(d, folder, what):
    frames = [(k, b"\0" + d.text(f"{what} {k.decode()}").encode()) for k in (b"TIT2", b"TPE1", b"TALB", b"TCOM", b"TENC", b"TSSE", b"TOWN", b"TPUB", b"TXXX")]
    frames += [(b"PRIV", d.text(f"{what} PRIV owner").encode() + b"\0" + d.text(f"{what} PRIV").encode()), (b"UFID", b"http://x\0" + d.text(f"{what} UFID").encode()),
               (b"GEOB", b"\0text/plain\0" + d.text(f"{what} GEOB name").encode() + b"\0\0" + d.text(f"{what} GEOB").encode()), (b"COMM", b"\x01eng\xff\xfe\0\0\xff\xfe" + d.text(f"{what} COMM").encode("utf-16-le")),
               (b"USLT", b"\0eng\0" + d.text(f"{what} USLT").encode()), (b"TDAT", b"\0" + d.date(f"{what} TDAT").strftime("%Y-%m-%d").encode()), (b"APIC", b"\0image/jpeg\0\x03" + d.text(f"{what} APIC name").encode() + b"\0" + cover(d, folder))]
    return id3v2(frames)


def ape(d):
    items = b""
    for key in ("Artist", "Title", "File"):
        value = d.text(f"APE {key}").encode()
        items += struct.pack("<II", len(value), 0) + key.encode() + b"\0" + value
    head = struct.pack("<IIII", 2000, len(items) + 32, 3, 0x80000000 | 0x20000000) + bytes(8)
    foot = struct.pack("<IIII", 2000, len(items) + 32, 3, 0x80000000) + bytes(8)
    return b"APETAGEX" + head + items + b"APETAGEX" + foot


def mp3(corpus, folder):
    for name, arguments in (("mp3-stacked.mp3", ["-b:a", "64k"]), ("mp3-variable.mp3", ["-q:a", "5", "-ac", "2"])):
        base = ffmpeg(None, ".mp3", ["-c:a", "libmp3lame", *arguments, "-id3v2_version", "0"], folder, TONE)
        d = corpus.dirt()
        lyrics = b"LYRICSBEGININD0000210LYR00014" + d.text("Lyrics3").encode()
        lyrics += f"{len(lyrics):06d}LYRICS200".encode()
        id3v1 = b"TAG" + d.text("ID3v1 title").encode().ljust(30, b"\0") + d.text("ID3v1 artist").encode().ljust(30, b"\0") + d.text("ID3v1 album").encode().ljust(30, b"\0") + b"2024" + d.text("ID3v1 comment").encode().ljust(30, b"\0") + b"\x11"
        data = rich_id3(d, folder, "ID3v2") + base + ape(d) + lyrics + id3v1
        corpus.add(name, "mp3", data, d, {"what": "sound", "samples": "within"})


def ogg(corpus, folder):
    for name, codec in (("opus-comments.ogg", "libopus"), ("vorbis-comments.ogg", "libvorbis")):
        d = corpus.dirt()
        picture = cover(d, folder)
        block = struct.pack(">II", 3, 10) + b"image/jpeg" + struct.pack(">I", 0) + struct.pack(">IIIII", 96, 64, 24, 0, len(picture)) + picture
        data = ffmpeg(None, ".ogg", ["-c:a", codec, *notes(d, "comment"), "-metadata", "METADATA_BLOCK_PICTURE=" + base64.b64encode(block).decode()], folder, TONE)
        corpus.add(name, "ogg", data, d, {"what": "sound", "samples": "same"})


def flac(corpus, folder):
    d = corpus.dirt()
    base = ffmpeg(None, ".flac", ["-c:a", "flac", *notes(d, "comment")], folder, TONE)
    picture = cover(d, folder)

    def block(kind, body):
        return bytes((kind,)) + struct.pack(">I", len(body))[1:] + body

    at = 4 + 4 + 34
    more = block(2, b"CNRY" + d.text("APPLICATION").encode()) + block(1, d.text("PADDING").encode()) + block(6, struct.pack(">II", 3, 10) + b"image/jpeg" + struct.pack(">I", 14) + d.text("PICTURE description").encode() + struct.pack(">IIIII", 96, 64, 24, 0, len(picture)) + picture)
    more += block(5, d.text("CUESHEET catalog").encode().ljust(128, b"\0") + struct.pack(">Q", 0) + bytes(259) + b"\x02" +
                  struct.pack(">QB", 0, 1) + bytes(26) + b"\x01" + bytes(8) + b"\x01\0\0\0" + struct.pack(">QB", 16000, 255) + bytes(27))
    data = base[:at] + more + base[at:] + b"TAG" + d.text("ID3v1 title").encode().ljust(125, b"\0")
    corpus.add("flac-blocks.flac", "flac", data, d, {"what": "sound", "samples": "same"})


def wav(corpus, folder):
    for name, codec in (("wav-broadcast.wav", "pcm_s16le"), ("wav-24-bit.wav", "pcm_s24le")):
        d = corpus.dirt()
        base = ffmpeg(None, ".wav", ["-c:a", codec], folder, TONE)

        def chunk(kind, body):
            return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

        moment = d.date("bext date")
        bext = d.text("bext description").encode().ljust(256, b"\0") + d.text("bext originator").encode().ljust(32, b"\0") + d.text("bext reference").encode().ljust(32, b"\0") + moment.strftime("%Y-%m-%d%H:%M:%S").encode()
        bext += struct.pack("<QH", 12345, 1) + d.text("bext UMID").encode().ljust(64, b"\0") + bytes(190) + d.text("bext coding history").encode()
        info = b"INFO" + b"".join(chunk(k, d.text(f"INFO {k.decode()}").encode()) for k in (b"INAM", b"IART", b"ICMT", b"ISFT", b"ICOP", b"IENG", b"ITCH", b"ISRC"))
        info += chunk(b"ICRD", moment.strftime("%Y-%m-%d").encode())
        ixml = f"<BWFXML><IXML_VERSION>1.5</IXML_VERSION><PROJECT>{d.text('iXML project')}</PROJECT><TAPE>{d.text('iXML tape')}</TAPE><FILE_UID>{d.text('iXML file')}</FILE_UID></BWFXML>".encode()
        adtl = b"adtl" + chunk(b"labl", struct.pack("<I", 1) + d.text("label").encode())
        extra = chunk(b"bext", bext) + chunk(b"LIST", info) + chunk(b"iXML", ixml) + chunk(b"_PMX", xmp_packet(d)) + chunk(b"JUNK", d.text("JUNK").encode()) + chunk(b"cue ", struct.pack("<IIIIIII", 1, 1, 0, 0x61746164, 0, 0, 0)) + chunk(b"LIST", adtl)
        extra += chunk(b"id3 ", rich_id3(d, folder, "id3 chunk")) + chunk(b"DISP", struct.pack("<I", 1) + d.text("DISP").encode())
        body = base[12:] + extra
        corpus.add(name, "wav", b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body + d.text("behind the end").encode(), d, {"what": "sound", "samples": "same"})


def plain_frames(corpus, folder):
    d = corpus.dirt()
    base = ffmpeg(None, ".aac", ["-c:a", "aac", "-f", "adts"], folder, TONE)
    data = rich_id3(d, folder, "ID3v2") + base + b"TAG" + d.text("ID3v1 title").encode().ljust(125, b"\0")
    corpus.add("aac-tags.aac", "aac", data, d, {"what": "sound", "samples": "same"})

    d = corpus.dirt()
    dice = random.Random(7)
    # 12.2 kbit/s: 31 bytes behind each head; any bits are sound.
    frames = b"".join(b"\x3c" + bytes(dice.randrange(256) for _ in range(30)) + bytes((dice.randrange(16) << 4,)) for _ in range(50))
    corpus.add("amr-voice.amr", "amr", b"#!AMR\n" + frames + d.text("behind the last frame").encode(), d, {"what": "sound", "samples": "within"})


def make(corpus, folder):
    for part in (mp3, ogg, flac, wav, plain_frames):
        part(corpus, folder)
