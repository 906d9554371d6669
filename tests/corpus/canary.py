# SPDX-License-Identifier: Apache-2.0
"""Values that a file must not keep. Each is unique in the corpus, so that the judge can say which
field of which file it came from."""
import datetime
import struct

WORD = "ADITCANARY"
METADATA = "metadata"
HIDDEN = "hidden"  # content that a reader of the file does not see


class Counter:
    """Gives each canary of the corpus its number."""

    def __init__(self):
        self.n = 0

    def next(self):
        self.n += 1
        return self.n


class Dirt:
    """The canaries of one file. Every method names the field, notes the value and returns it as the
    format wants it."""

    def __init__(self, counter):
        self.counter = counter
        self.canaries = []
        self.unsure = False  # whether another program writes the field, and not into every format

    def note(self, field, texts=(), raw=(), kind=METADATA):
        """`texts` are looked for as ASCII of either case, UTF-16 and hexadecimal, `raw` as bytes; of several
        spellings of one value each counts."""
        self.canaries.append({"field": field, "class": kind, "texts": list(texts), "raw": [r.hex() for r in raw],
                              "unsure": self.unsure})

    def text(self, field, kind=METADATA):
        value = f"{WORD}{self.counter.next():04d}"
        self.note(field, [value], kind=kind)
        return value

    def hidden(self, field):
        return self.text(field, HIDDEN)

    def number(self, field):
        """Eight digits: a serial number where letters are not allowed."""
        value = f"7{self.counter.next():04d}913"
        self.note(field, [value])
        return value

    def hex8(self, field):
        value = f"00AD{self.counter.next():04X}"
        self.note(field, [value])
        return value

    def guid(self, field):
        value = f"AD17CA9A-{self.counter.next():04X}-4B1D-8C3E-5F60718293A4"
        plain = bytes.fromhex(value.replace("-", ""))
        mixed = plain[3::-1] + plain[5:3:-1] + plain[7:5:-1] + plain[8:]
        self.note(field, [value, value.replace("-", "")], [plain, mixed])
        return value

    def date(self, field):
        """A moment before 2019 that no other field has."""
        n = self.counter.next()
        moment = datetime.datetime(2011, 3, 7, 4, 13, 19, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=n * 52021)
        unix = int(moment.timestamp())
        mac = unix + 2082844800
        ebml = (unix - 978307200) * 10**9
        raw = [struct.pack(f, v) for v in (unix, mac) for f in (">I", "<I")]
        parts = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
        raw += [struct.pack(">q", ebml), dos_time(moment), struct.pack(">6H", *parts), struct.pack(">H5B", *parts)]
        # The day alone is enough.
        self.note(field, [moment.strftime(f) for f in ("%Y-%m-%d", "%Y:%m:%d", "%Y%m%d", "%d.%m.%Y")] +
                  [moment.strftime("%d %b %Y"), str(unix)], raw)
        return moment

    def place(self, field):
        """(latitude, longitude) as text in decimal degrees."""
        n = self.counter.next()
        north, east = f"-4.7{n:04d}3", f"28.1{n:04d}7"
        self.note(field, [north.lstrip("-"), north[:3] + "0" + north[3:], east], [])
        return north, east


def dos_time(moment):
    return struct.pack("<HH", moment.hour << 11 | moment.minute << 5 | moment.second // 2,
                       (moment.year - 1980) << 9 | moment.month << 5 | moment.day)


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def exif_time(moment):
    return moment.strftime("%Y:%m:%d %H:%M:%S")
