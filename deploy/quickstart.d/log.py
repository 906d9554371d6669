# SPDX-License-Identifier: Apache-2.0
"""A second opinion on the gateway's log, written from the standards (RFC 6962, C2SP tlog-tiles,
signed-note, tlog-cosignature) with nothing of Adit in it: hashlib, and OpenSSL for Ed25519."""
import base64
import hashlib
import os
import subprocess
import tempfile
import urllib.request

ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")


def fetch(base, target):
    with urllib.request.urlopen(base + target, timeout=20) as answer:
        return answer.read()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves):
    """RFC 6962, 2.1, word for word: recursive, no cleverness."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node(root_of(leaves[:k]), root_of(leaves[k:]))


def is_signed(public_key, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        names = {n: os.path.join(folder, n) for n in ("key", "message", "signature")}
        for name, content in (("key", ED25519_SPKI + public_key), ("message", message), ("signature", signature)):
            with open(names[name], "wb") as f:
                f.write(content)
        run = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", names["key"], "-rawin",
                              "-in", names["message"], "-sigfile", names["signature"]], capture_output=True, check=False)
        return run.returncode == 0


def parse_vkey(text):
    name, key_id, key = text.split("+", 2)
    raw = base64.b64decode(key)
    return name, bytes.fromhex(key_id), raw[0], raw[1:]


class Checkpoint:
    def __init__(self, note):
        self.text, signatures = note.split("\n\n", 1)
        self.text += "\n"
        self.origin, size, root = self.text.rstrip("\n").split("\n")[:3]
        self.size, self.root = int(size), base64.b64decode(root)
        self.signatures = []
        for line in signatures.rstrip("\n").split("\n"):
            _, name, blob = line.split(" ")
            raw = base64.b64decode(blob)
            self.signatures.append((name, raw[:4], raw[4:]))

    def is_signed_by(self, vkey):
        name, key_id, kind, key = parse_vkey(vkey)
        for signer, signer_id, blob in self.signatures:
            if (signer, signer_id) != (name, key_id):
                continue
            if kind == 1:
                return is_signed(key, self.text.encode(), blob)
            when = int.from_bytes(blob[:8], "big")
            message = f"cosignature/v1\ntime {when}\n{self.text}".encode()
            return is_signed(key, message, blob[8:])
        return False


def entries_of(base, size):
    """All entries of the log up to this size, from its entry bundles."""
    out = []
    for index in range((size + 255) // 256):
        width = min(256, size - 256 * index)
        path = f"x{index // 1000:03d}/{index % 1000:03d}" if index >= 1000 else f"{index:03d}"
        bundle = fetch(base, f"/tile/entries/{path}" + ("" if width == 256 else f".p/{width}"))
        at = 0
        while at < len(bundle):
            length = int.from_bytes(bundle[at:at + 2], "big")
            out.append(bundle[at + 2:at + 2 + length])
            at += 2 + length
    return out


def letters_of(entry):
    """How many letters an epoch's record says that it has; 0 for another entry."""
    return int.from_bytes(entry[9:13], "little") if entry[0] == 0 else 0
