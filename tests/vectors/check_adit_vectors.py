#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second implementation, written from docs/protocol.md alone, that derives again what is in adit/.

Python 3 and its standard library only. Taken from the files and not derived: what X-Wing, Argon2id and
Ed25519 give (ciphertexts, shared secrets, roots, public keys, signatures). Everything else is made
here and compared: D, words and digits, X25519, XChaCha20-Poly1305, the letter, decoy, card, parcel,
feed, documents, log, state, puzzle filter, trailer, invitation.
"""
import base64, hashlib, json, os, struct, sys

HERE = os.path.dirname(os.path.abspath(__file__))
LISTS = os.path.join(HERE, "..", "..", "crypto", "wordlists")
checks = 0


def same(got, expected, what):
    global checks
    checks += 1
    if got != expected:
        show = lambda v: v.hex() if isinstance(v, bytes) else repr(v)
        sys.exit("%s differs:\n  derived  %.200s\n  vector   %.200s" % (what, show(got), show(expected)))


def load(name):
    with open(os.path.join(HERE, "adit", name), encoding="utf-8") as f:
        return json.load(f)


def h(text):
    return bytes.fromhex(text)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def D(label, key, n, *parts):
    d = hashlib.blake2b(digest_size=n, key=key, salt=bytes(16), person=label.encode().ljust(16, b"\0"))
    for p in parts:
        d.update(struct.pack("<I", len(p)) + p)
    return d.digest()


# --- msgpack, one encoding for each value ---

def pack(v):
    if v is None:
        return b"\xc0"
    if isinstance(v, int):
        if v < 0x80: return bytes([v])
        if v < 0x100: return b"\xcc" + struct.pack(">B", v)
        if v < 0x10000: return b"\xcd" + struct.pack(">H", v)
        if v < 0x100000000: return b"\xce" + struct.pack(">I", v)
        return b"\xcf" + struct.pack(">Q", v)
    if isinstance(v, str):
        b, n = v.encode(), len(v.encode())
        if n < 32: return bytes([0xa0 | n]) + b
        return (b"\xd9" + bytes([n]) if n < 256 else b"\xda" + struct.pack(">H", n) if n < 65536 else b"\xdb" + struct.pack(">I", n)) + b
    if isinstance(v, bytes):
        n = len(v)
        return (b"\xc4" + bytes([n]) if n < 256 else b"\xc5" + struct.pack(">H", n) if n < 65536 else b"\xc6" + struct.pack(">I", n)) + v
    n = len(v)
    head = bytes([0x90 | n]) if n < 16 else b"\xdc" + struct.pack(">H", n)
    return head + b"".join(pack(x) for x in v)


def pad(m, n):
    assert len(m) <= n - 2
    return (struct.pack("<H", len(m)) + m).ljust(n, b"\0")


# --- X25519 (RFC 7748) ---

P = 2**255 - 19


def x25519(k, u):
    k = bytearray(k)
    k[0] &= 248; k[31] &= 127; k[31] |= 64
    k = int.from_bytes(k, "little")
    x1 = int.from_bytes(u, "little") & (2**255 - 1)
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in range(254, -1, -1):
        kt = k >> t & 1
        if swap ^ kt: x2, x3, z2, z3 = x3, x2, z3, z2
        swap = kt
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap: x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


# --- XChaCha20-Poly1305 with a nonce of zeros ---

def rounds(s):
    s = list(s)
    def quarter(a, b, c, d):
        for x, y, z, r in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            s[x] = s[x] + s[y] & 0xffffffff
            v = s[z] ^ s[x]
            s[z] = (v << r | v >> 32 - r) & 0xffffffff
    for _ in range(10):
        quarter(0, 4, 8, 12); quarter(1, 5, 9, 13); quarter(2, 6, 10, 14); quarter(3, 7, 11, 15)
        quarter(0, 5, 10, 15); quarter(1, 6, 11, 12); quarter(2, 7, 8, 13); quarter(3, 4, 9, 14)
    return s


SIGMA = struct.unpack("<4I", b"expand 32-byte k")


def aead(key, ad, plain):
    mixed = rounds(SIGMA + struct.unpack("<8I", key) + (0,) * 4)
    sub = tuple(mixed[:4] + mixed[12:])
    def block(i):
        state = SIGMA + sub + (i, 0, 0, 0)
        return struct.pack("<16I", *(a + b & 0xffffffff for a, b in zip(rounds(state), state)))
    stream = b"".join(block(1 + i) for i in range((len(plain) + 63) // 64))
    ct = bytes(a ^ b for a, b in zip(plain, stream))
    one = block(0)
    r = int.from_bytes(one[:16], "little") & 0x0ffffffc0ffffffc0ffffffc0fffffff
    s = int.from_bytes(one[16:32], "little")
    z = lambda b: b + bytes(-len(b) % 16)
    data, acc = z(ad) + z(ct) + struct.pack("<QQ", len(ad), len(ct)), 0
    for i in range(0, len(data), 16):
        acc = (acc + int.from_bytes(data[i:i + 16] + b"\1", "little")) * r % (2**130 - 5)
    return ct + ((acc + s) % 2**128).to_bytes(16, "little")


# --- the files ---

def check_basics():
    for row in load("derive.json")["values"]:
        same(D(row["label"], h(row["key"]), row["bytes"], *map(h, row["parts"])), h(row["out"]), "D " + row["label"])
    for row in load("padding.json")["blocks"]:
        same(pad(h(row["m"]), row["bytes"]), h(row["block"]), "padding")
    values = {"nil": None, "text abc": "abc", "text of 31 x": "x" * 31, "text of 32 x": "x" * 32, "bytes 0102": b"\1\2",
              "bytes, 256 zeros": bytes(256), "array of 15 nil": [None] * 15, "array of 16 nil": [None] * 16}
    for row in load("value.json")["accepted"]:
        v = int(row["value"]) if row["value"].isdigit() else values[row["value"]]
        same(pack(v), h(row["hex"]), "value " + row["value"])


def check_secrets():
    lists = {}
    for name in ("english", "spanish", "french", "portuguese"):
        with open(os.path.join(LISTS, name + ".txt"), encoding="utf-8") as f:
            lists[name] = f.read().split()
    for row in load("secret.json")["secrets"]:
        secret = h(row["secret"])
        check = D("adit1 check", b"", 16, secret)
        number = int.from_bytes(secret, "big")
        bits = number << 11 | int.from_bytes(check[:2], "big") >> 5
        for name, words in lists.items():
            same(" ".join(words[bits >> 11 * (8 - i) & 2047] for i in range(9)), row[name], "words " + name)
        digits = "%027d%03d" % (number, int.from_bytes(check[:8], "little") % 1000)
        same(" ".join(digits[i:i + 5] for i in range(0, 30, 5)), row["digits"], "digits")


class Thread:
    def __init__(self, root, dep):
        self.root, self.dep = root, dep
        self.x = D("adit1 thread-x", root, 32, dep)
        self.X = x25519(self.x, b"\x09" + bytes(31))
        self.abase = D("adit1 attach", root, 32, dep)

    def grant(self, rid): return D("adit1 grant", self.root, 16, self.dep, rid)

    def ck(self, rid, A): return D("adit1 thread", x25519(self.x, A), 32, self.dep, self.X, A, rid)


def check_thread():
    j = load("thread.json")
    dep = h(j["dep"])
    same(D("adit1 salt", b"", 16, dep), h(j["argon2id"]["salt"]), "salt")
    t = Thread(h(j["root"]), dep)
    same(D("adit1 reply-seed", t.root, 32, dep), h(j["reply_seed"]), "reply seed")
    same(t.x, h(j["x_T"]), "x_T")
    same(t.X, h(j["X_T"]), "X_T")
    same(t.abase, h(j["abase"]), "abase")
    same(D("adit1 bucket", t.root, 16, dep), h(j["bucket"]), "bucket")
    for r in j["recipients"]:
        rid, A, secret = h(r["rid"]), h(r["A_R"]), h(r["auth_secret"])
        same(x25519(secret, b"\x09" + bytes(31)), A, "A_R")
        same(x25519(secret, t.X), h(r["dh"]), "DH of the recipient")
        same(t.grant(rid), h(r["grant"]), "grant")
        same(t.ck(rid, A), h(r["ck"]), "ck")


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def check_slots(slots, dep, k_L, what):
    out = b""
    for i, s in enumerate(slots):
        n, pk_hash = bytes([i]), h(s["pk_hash"])
        if s["for"] == "dummy":
            same(D("adit1 dummy", k_L, 32, dep, n), h(s["dummy_seed"]), what + " dummy seed")
        same(D("adit1 encap", k_L, 64, dep, n, pk_hash), h(s["encapsulation_seed"]), what + " encapsulation seed")
        w = xor(k_L, D("adit1 wrap", h(s["ss"]), 32, dep, n, pk_hash))
        same(w, h(s["w"]), what + " w")
        out += h(s["ct"]) + w
    return out


def check_keys(j, dep, k_L, slots, what):
    hh = D("adit1 header", b"", 32, dep, slots)
    same(hh, h(j["hh"]), what + " hh")
    k_core, k_chan = D("adit1 core", k_L, 32, hh), D("adit1 chan", k_L, 32, hh)
    c1, c2 = D("adit1 core-com", b"", 32, k_core), D("adit1 chan-com", b"", 32, k_chan)
    com = D("adit1 com", b"", 32, hh, c1, c2)
    for name, v in (("k_core", k_core), ("k_chan", k_chan), ("c1", c1), ("c2", c2), ("com", com)):
        same(v, h(j[name]), what + " " + name)
    return k_core, k_chan, com


def check_letter():
    j = load("letter.json")
    dep, drawn = h(j["dep"]), [h(r) for r in j["randomness"]]
    t = Thread(h(j["root"]), dep)
    people = {h(a["rid"]): h(a["A_R"]) for a in j["addressees"]}
    places = [h(a["rid"]) for a in j["addressees"]] + [None, None]
    for i in (4, 3, 2):
        n = int.from_bytes(drawn.pop(0), "little")
        assert n >= 2**32 % i
        places[i - 1], places[n % i] = places[n % i], places[i - 1]
    grants = [t.grant(p) if p else drawn.pop(0) for p in places]
    f = j["core_fields"]
    e = f["file"]
    core = pack([1, f["form"], f["lang"], [[k, v] for k, v in f["fields"].items()],
                 [[e["name"], e["type"], e["size"], h(e["sha256"]), h(e["key"]), [h(p) for p in e["parts"]], h(e["original"])]]])
    same(core, h(j["core"]), "core")
    def channel(tags):
        return pack([1, places, h(j["reply_pk"]), t.X, grants, tags, h(j["mid"]), j["kind"], j["week"], h(j["view"])])
    untagged = channel([bytes(16)] * 4)
    same(untagged, h(j["channel_with_zero_tags"]), "channel with zero tags")
    core_block, untagged_block = pad(core, 10192), pad(untagged, 1520)
    k_L = D("adit1 letterkey", drawn.pop(0), 32, t.root, core_block, untagged_block)
    same(k_L, h(j["k_L"]), "k_L")
    same([s["for"] == "recipient" for s in j["slots"]], [p is not None for p in places], "places")
    slots = check_slots(j["slots"], dep, k_L, "letter")
    k_core, k_chan, com = check_keys(j, dep, k_L, slots, "letter")
    d1, d2 = D("adit1 body", b"", 32, core_block), D("adit1 body", b"", 32, untagged_block)
    same(d1, h(j["core_body"]), "core body")
    same(d2, h(j["channel_body"]), "channel body")
    tags = [D("adit1 ftag", t.ck(p, people[p]), 16, com, d1, d2) if p else drawn[i] for i, p in enumerate(places)]
    same([x.hex() for x in tags], j["tags"], "tags")
    same(channel(tags), h(j["channel"]), "channel")
    letter = slots + com + aead(k_chan, com, pad(channel(tags), 1520)) + aead(k_core, com, core_block)
    same(len(letter), 16384, "size of a letter")
    same(letter, h(j["letter"]), "letter")
    same(sha(letter), h(j["letter_sha256"]), "letter id")
    s = j["spliced"]
    same(sha(letter[:6176] + aead(k_core, com, pad(h(s["core"]), 10192))), h(s["letter_sha256"]), "spliced letter")

    j = load("decoy.json")
    dep = h(j["dep"])
    core_block, channel_block, random = (h(r) for r in j["randomness"])
    k_L = D("adit1 letterkey", random, 32, b"", core_block, channel_block)
    same(k_L, h(j["k_L"]), "decoy k_L")
    slots = check_slots(j["slots"], dep, k_L, "decoy")
    k_core, k_chan, com = check_keys(j, dep, k_L, slots, "decoy")
    same(sha(slots, com, aead(k_chan, com, channel_block), aead(k_core, com, core_block)), h(j["letter_sha256"]), "decoy")


def check_card():
    j = load("card.json")
    dep, rid = h(j["dep"]), h(j["rid"])
    t = Thread(h(j["root"]), dep)
    same(t.grant(rid), h(j["grant"]), "card grant")
    ck = t.ck(rid, h(j["A_R"]))
    same(ck, h(j["ck"]), "card ck")
    c = j["content"]
    block = lambda tag: pack([1, rid, t.grant(rid), c["kind"], c["body"], [h(a) for a in c["acks"]], c["text"], [], tag])
    same(block(bytes(32)), h(j["block_with_zero_tag"]), "card block with zero tag")
    untagged, pk_hash, ct, ss = pad(block(bytes(32)), 2928), h(j["pk_hash"]), h(j["ct"]), h(j["ss"])
    same(D("adit1 rencap", h(j["randomness"][0]), 64, dep, pk_hash, untagged), h(j["encapsulation_seed"]), "card seed")
    rcom, rkey = D("adit1 rcom", ss, 32, dep, ct, pk_hash), D("adit1 rkey", ss, 32, dep, ct, pk_hash)
    same(rcom, h(j["rcom"]), "rcom")
    same(rkey, h(j["rkey"]), "rkey")
    body = D("adit1 body", b"", 32, untagged)
    same(body, h(j["body"]), "card body")
    tag = D("adit1 rtag", ck, 32, rcom, body)
    same(tag, h(j["tag"]), "card tag")
    same(block(tag), h(j["block"]), "card block")
    card = ct + rcom + aead(rkey, rcom, pad(block(tag), 2928))
    same(card, h(j["card"]), "card")
    same(sha(card), h(j["card_sha256"]), "card id")

    j = load("cardpost.json")
    card = h(j["card"])
    body = pack(["adit/v1/cardpost", h(j["dep"]), h(j["rid"]), j["round"], [sha(card)]])
    same(body, h(j["body"]), "cardpost body")
    env = pack([body, [[0, h(j["signature"])]]])
    same(env, h(j["envelope"]), "cardpost envelope")
    same(card + pad(env, 512), h(j["upload"]), "cardpost upload")


def padme(m):
    if m < 4:
        return m
    e = m.bit_length() - 1
    unit = 1 << e - e.bit_length()
    return -(-m // unit) * unit


def check_parcels():
    j = load("parcel.json")
    t = Thread(h(j["root"]), h(j["dep"]))
    same(t.abase, h(j["abase"]), "abase")
    for row in j["padme"]:
        same(padme(row["m"]), row["n"], "PADME of %d" % row["m"])
    o = j["original"]
    salt = D("adit1 orig-salt", t.abase, 32, h(o["sha256"]))
    same(salt, h(o["salt"]), "salt of the original")
    same(D("adit1 original", salt, 32, h(o["sha256"])), h(o["commitment"]), "commitment to the original")
    for f in j["files"]:
        content = bytes(i % 251 for i in range(f["size"]))
        same(sha(content), h(f["sha256"]), "file digest")
        file_key = D("adit1 file", t.abase, 32, sha(content))
        same(file_key, h(f["file_key"]), "file key")
        n = padme(max(1, -(-f["size"] // 65520)))
        same(n, f["n"], "parcel count")
        wanted = n > 64 or (f.get("manifest_wanted", False) and n > 1)
        same(-(-n // 2047) if wanted else 0, f["manifests"], "manifest count")
        for p in f["parcels"]:
            key = D("adit1 parcel", file_key, 32, struct.pack("<I", p["index"]), struct.pack("<I", n))
            same(key, h(p["key"]), "parcel key")
        if f["size"] in (0, 1000):  # one parcel each: the others would take minutes here
            parcel = aead(h(f["parcels"][0]["key"]), b"", content.ljust(65520, b"\0"))
            same(sha(parcel), h(f["parts"][0]), "parcel id")
            same(parcel[:64], h(f["parcels"][0]["first_bytes"]), "first bytes of a parcel")
        if f["size"] == 65521 and wanted:  # two parcels and their manifest
            sealed = lambda index, plain: aead(D("adit1 parcel", file_key, 32, struct.pack("<I", index), struct.pack("<I", n)),
                                               b"", plain.ljust(65520, b"\0"))
            ids = b"".join(sha(sealed(i, content[i * 65520:(i + 1) * 65520])) for i in range(n))
            same(sha(ids), h(f["sha256_of_ids"]), "ids of a small file")
            same([sha(sealed(1 << 31, ids)).hex()], f["parts"], "a manifest of a small file is its one part")


def envelope(e):
    lists = [[[s["index"], h(s["signature"])] for s in e[k]] for k in ("signatures", "new_signatures") if k in e]
    return pack([h(e["body"])] + lists)


def check_document(e, kind, dep, body, what):
    same(body, h(e["body"]), what + " body")
    before = b"adit/v1/sig\0" + kind.encode() + b"\0" + dep
    same(before, h(e["signed"]["before_body"]), what + " signed bytes")
    same(sha(before, body), h(e["signed"]["sha256"]), what + " signed bytes")
    same(envelope(e), h(e["envelope"]), what + " envelope")


def check_documents():
    j = load("council.json")
    f = j["fields"]
    def body(seq, prev, members, delay):
        return pack(["adit/v1/council", seq, prev, f["k"], members, f["from_epoch"], f["expires_epoch"], delay, h(f["nonce"])])
    members = [[m["name"], h(m["pk"])] for m in f["members"]]
    genesis = body(0, bytes(32), members, f["delay_days"])
    dep = sha(b"adit/v1/genesis\0", genesis)
    same(dep, h(j["dep"]), "dep")
    check_document(j["genesis"], "council", dep, genesis, "council")
    next_body = h(j["successor"]["body"])
    members[0] = ["Member 3", next_body[next_body.index(b"Member 3") + 10:][:32]]
    check_document(j["successor"], "council", dep, body(1, sha(genesis), members, 7), "second council")

    j = load("directory.json")
    f = j["fields"]
    recipients = []
    for r in f["recipients"]:
        same(sha(b"adit/v1/rid\0", dep, h(r["identity"]))[:8], h(r["rid"]), "rid")
        same(x25519(h(r["auth_secret"]), b"\x09" + bytes(31)), h(r["auth"]), "A_R of the directory")
        recipients.append([h(r["rid"]), r["name"], r["org"], r["scope"], r["languages"], h(r["identity"]), h(r["auth"]),
                           r["active_from"], r["status"]])
    d = pack(["adit/v1/directory", dep, f["seq"], h(f["prev"]), f["council_seq"], f["from_epoch"], f["expires_epoch"],
              [f["onion"], f["log_vkey"]], recipients, [f["q"], f["witnesses"]], list(f["params"].values()), f["forms"]])
    check_document(j["directory"], "directory", dep, d, "directory")

    for b in load("bulletin.json")["bulletins"]:
        check_document(b["bulletin"], "bulletin", dep,
                       pack(["adit/v1/bulletin", dep, h(b["rid"]), b["week"], h(b["xwing_pk"])]), "bulletin")
    j = load("burn.json")
    check_document(j["burn"], "burn", dep, pack(["adit/v1/burn", dep, h(j["rid"]), j["from_epoch"]]), "burn")


def leaf(entry): return sha(b"\0", entry)


def root(leaves):
    if not leaves: return sha()
    if len(leaves) == 1: return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1", root(leaves[:k]), root(leaves[k:]))


def path(m, leaves):
    if len(leaves) == 1: return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return path(m, leaves[:k]) + [root(leaves[k:])] if m < k else path(m - k, leaves[k:]) + [root(leaves[:k])]


def tile_index(n):
    out = "%03d" % (n % 1000)
    while n >= 1000:
        n //= 1000
        out = "x%03d/" % (n % 1000) + out
    return out


def record(r):
    return b"\0" + struct.pack("<QIIII", r["epoch"], r["letters"], r["cards"], r["parcels"], r["documents"]) + b"".join(
        r[k] if isinstance(r[k], bytes) else h(r[k]) for k in ("state_hash", "feed", "parcels_file", "cards_file"))


def vkey(name, kind, key):
    key_id = sha(name.encode(), b"\n", bytes([kind]), key)[:4]
    return "%s+%s+%s" % (name, key_id.hex(), base64.b64encode(bytes([kind]) + key).decode()), key_id


def check_log():
    j = load("entry.json")
    bundle = b""
    for kind, e in zip((1, 2, 3, 4), j["entries"]):
        entry = bytes([kind]) + h(e["sha256_of_object"])
        same(entry, h(e["entry"]), "entry")
        same(leaf(entry), h(e["leaf_hash"]), "leaf hash")
        bundle += struct.pack(">H", len(entry)) + entry
    r = record(j["record"])
    same(r, h(j["record"]["encoded"]), "epoch record")
    same(leaf(r), h(j["record"]["leaf_hash"]), "leaf hash of the record")
    same(sha(r)[:8], h(j["record"]["view"]), "view")
    same(bundle + struct.pack(">H", len(r)) + r, h(j["bundle"]["hex"]), "bundle of entries")

    j = load("tree.json")
    leaves = []
    for row in j["trees"]:
        if row["size"]: leaves.append(leaf(bytes([row["size"] - 1])))
        same(root(leaves), h(row["root"]), "root at size %d" % row["size"])
        if leaves: same([d.hex() for d in path(len(leaves) - 1, leaves)], row["last_leaf_proof"], "proof of the last leaf")
        edge, at = b"", 0
        for bit in range(8, -1, -1):
            if row["size"] >> bit & 1:
                edge += root(leaves[at:at + (1 << bit)])
                at += 1 << bit
        same(struct.pack("<Q", row["size"]) + edge, h(row["compact"]), "right edge")
    for p in j["paths"]:
        end = tile_index(p["index"]) + ("" if p["width"] == 256 else ".p/%d" % p["width"])
        same("/tile/%d/%s" % (p["level"], end), p["tile"], "tile path")
        same("/tile/entries/" + end, p["entries"], "entries path")

    j = load("checkpoint.json")
    same("adit.invalid/" + j["dep"][:16], j["origin"], "origin")
    text = "%s\n%d\n%s\n" % (j["origin"], j["size"], base64.b64encode(h(j["root"])).decode())
    same(text, j["text"], "checkpoint text")
    def part(v): return base64.b64decode(v.split("+", 2)[2])[1:]  # base64 may hold a plus
    text_key, key_id = vkey(j["origin"], 1, part(j["log_vkey"]))
    same(text_key, j["log_vkey"], "verifier key of the log")
    same(base64.b64decode(j["log_blob"])[:4], key_id, "key id of the log")
    note = text + "\n\u2014 %s %s\n" % (j["origin"], j["log_blob"])
    for w in j["cosignatures"]:
        name = w["vkey"].split("+")[0]
        text_key, key_id = vkey(name, 4, part(w["vkey"]))
        same(text_key, w["vkey"], "verifier key of a witness")
        same("cosignature/v1\ntime %d\n%s" % (w["time"], text), w["signed"], "text of a cosignature")
        same(base64.b64decode(w["blob"])[:12], key_id + struct.pack(">Q", w["time"]), "head of a cosignature")
        note += "\u2014 %s %s\n" % (name, w["blob"])
    same(note, j["note"], "note")


def check_state():
    j = load("state.json")
    council, directory = h(load("council.json")["genesis"]["envelope"]), h(load("directory.json")["directory"]["envelope"])
    bulletins = [h(b["bulletin"]["envelope"]) for b in load("bulletin.json")["bulletins"]]
    L = lambda docs: sha(*(struct.pack("<I", len(d)) + d for d in docs))
    state = sha(L([council]), sha(directory), L(bulletins), L([]), sha())
    same(state, h(j["state_hash"]), "state hash")
    r = record({"epoch": 2983608, "letters": 0, "cards": 0, "parcels": 0, "documents": 2, "state_hash": state, "feed": sha(),
                "parcels_file": sha(), "cards_file": sha()})
    same(r, h(j["epoch_record"]), "epoch record of the state")
    leaves = [leaf(b"\4" + sha(council)), leaf(b"\4" + sha(directory)), leaf(r)]
    checkpoint = j["checkpoint"]
    same(checkpoint.split("\n")[2], base64.b64encode(root(leaves)).decode(), "root of the state's checkpoint")
    value = pack([checkpoint, r, path(2, leaves), [council], directory, bulletins, [], b""])
    same(value, h(j["value"]), "state bundle")
    whole = struct.pack("<I", len(value)) + value
    whole += bytes(-len(whole) % 65536)
    same(len(whole), j["padded_bytes"], "size of the state bundle")
    same(sha(whole), h(j["padded_sha256"]), "padded state bundle")


def check_feed():
    j = load("feed.json")
    dep, k_F, letter = h(j["dep"]), h(j["k_F"]), h(j["letter"])
    same(h(j["randomness"][0]), k_F, "k_F")
    slots = b""
    for i, s in enumerate(j["slots"]):
        n, pk_hash = struct.pack("<H", i), h(s["pk_hash"])
        same(D("adit1 f-encap", k_F, 64, dep, n, pk_hash), h(s["encapsulation_seed"]), "feed seed")
        w = xor(k_F, D("adit1 f-wrap", h(s["ss"]), 32, dep, n, pk_hash))
        same(w, h(s["w"]), "feed w")
        slots += h(s["ct"]) + w
    hh = D("adit1 f-header", b"", 32, dep, slots)
    com, k_core = D("adit1 f-com", k_F, 32, hh), D("adit1 f-core", k_F, 32, hh)
    same(hh, h(j["hh"]), "feed hh")
    same(com, h(j["com"]), "feed com")
    same(k_core, h(j["k_core"]), "feed k_core")
    feed = struct.pack("<H", 3) + slots + com + aead(k_core, com, letter)
    same(feed, h(j["feed"]), "feed")
    p = j["parcel"]
    key = D("adit1 f-parcels", k_F, 32, hh, struct.pack("<I", p["index"]))
    same(key, h(p["key"]), "key of a parcel of the feed")
    same(sha(aead(key, com, bytes(i % 251 for i in range(65536)))), h(p["sha256"]), "parcel of the feed")


def zero_bits(b):
    return len(b) * 8 - int.from_bytes(b, "big").bit_length()


def check_admission():
    j = load("puzzle.json")
    dep = h(j["dep"])
    for row in j["solved"]:
        pre = D("adit1 pow", b"", 32, dep, h(j["seed"]), h(j["object_sha256"]), h(row["nonce"]))
        same(pre, h(row["pre"]), "puzzle")
        same(zero_bits(pre) >= row["d0"] and zero_bits(h(row["out"])) >= row["k"], True, "zero bits")
    for row in j["refused"]:
        pre = D("adit1 pow", b"", 32, dep, h(row["seed"]), h(row["object_sha256"]), h(row["nonce"]))
        same(pre, h(row["pre"]), "refused puzzle")
    j = load("trailer.json")
    same((b"\1" + bytes(7) + struct.pack("<Q", j["epoch"]) + h(j["nonce"])).ljust(128, b"\0"), h(j["trailer"]), "trailer")
    j = load("invitation.json")
    b32 = lambda b: base64.b32encode(b).decode().lower()
    digest = sha(b"adit/v1/invitation\0", h(j["dep"]), j["address"].encode())
    same(digest, h(j["check_sha256"]), "check of an invitation")
    same("adit1:%s:%s:%s" % (b32(h(j["dep"]))[:52], b32(digest)[:4], j["address"]), j["invitation"], "invitation")


for check in (check_basics, check_secrets, check_thread, check_letter, check_card, check_parcels, check_documents, check_log,
              check_state, check_feed, check_admission):
    check()
print("%d values derived again, all the same" % checks)
