# SPDX-License-Identifier: Apache-2.0
"""Plain text, CSV and Markdown with characters that nobody sees."""

ZERO, ONE = "\u200b", "\u2060"


def tagged(value):
    """ASCII as the invisible characters of the tag block."""
    return "".join(chr(0xE0000 + ord(c)) for c in value)


def as_bits(value):
    return "".join(ONE if (ord(c) >> i) & 1 else ZERO for c in value for i in range(8))


def mark(dirt, field, spell):
    value = dirt.hidden(field)
    spelt = spell(value)
    dirt.canaries[-1]["texts"] = []
    dirt.canaries[-1]["raw"] = [spelt[:40].encode().hex(), spelt[:40].encode("utf-16-le").hex()]
    return spelt


def make(corpus, folder):
    lines = ["The mine at the river has had no ventilation since March.", "Katika shimo la pili, watu watatu walianguka.",
             "Три смены подряд без воды.", "Nobody was paid for the last week, 4,250 each."]
    shows = {"what": "text", "text": lines}

    d = corpus.dirt()
    out = [lines[0] + mark(d, "tag characters", tagged), lines[1] + mark(d, "bits of zero width", as_bits) + "   ",
           "\u202a" + lines[2] + "\u202c", lines[3].replace(" ", "\u2009", 1)]
    d.note("blanks at line ends", [], [b"   \r\n"], kind="hidden")
    corpus.add("text-marked.txt", "text", ("\ufeff" + "\r\n".join(out) + "\r\n").encode(), d, shows)

    d = corpus.dirt()
    wide = "\ufeff" + "\r\n".join(line[:20] + mark(d, "tag characters", tagged) + line[20:] for line in lines)
    corpus.add("text-utf-16.txt", "text", wide.encode("utf-16-le"), d, shows)

    d = corpus.dirt()
    table = ["name,shift,paid", "A" + mark(d, "tag characters in a cell", tagged) + ",night,no", "B,day," + mark(d, "bits in a cell", as_bits) + "no"]
    corpus.add("table-marked.csv", "text", "\n".join(table).encode(), d, {"what": "text", "text": ["name,shift,paid", "A,night,no", "B,day,no"]})

    d = corpus.dirt()
    page = f"# What happened\n\nOn the *third* day{mark(d, 'tag characters in Markdown', tagged)} the pump stopped.\n"
    corpus.add("notes-marked.md", "text", page.encode(), d, {"what": "text", "text": ["# What happened", "On the *third* day the pump stopped."]})
