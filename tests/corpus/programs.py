# SPDX-License-Identifier: Apache-2.0
"""Runs a cleaner on one file: which files it made, what it said, how long it took and how much memory."""
import json
import os
import shutil
import subprocess
import time


class Ran:
    def __init__(self, files, said, seconds=0.0, mib=0.0, code=0):
        self.files, self.said, self.seconds, self.mib, self.code = files, said, seconds, mib, code


def measured(command, folder, **options):
    """The run, and its time and peak memory as GNU time has them: of the largest process."""
    note = os.path.join(folder, ".time")
    start = time.monotonic()
    wrapped = ["/usr/bin/time", "-q", "-f", "%M", "-o", note, *command] if os.path.exists("/usr/bin/time") else command
    done = subprocess.run(wrapped, capture_output=True, check=False, **options)
    seconds, mib = time.monotonic() - start, 0.0
    if os.path.exists(note):
        with open(note, encoding="ascii", errors="replace") as f:
            mib = int((f.read().split() or ["0"])[-1]) / 1024
        os.unlink(note)
    return done, seconds, mib


def made_in(folder):
    return sorted(os.path.join(folder, n) for n in os.listdir(folder) if not n.startswith("."))


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def adit(bin_folder, path, folder):
    """`folder` is made anew. Refusals are exit 7 and no file at all."""
    fresh(folder)
    done, seconds, mib = measured([os.path.join(bin_folder, "adit"), "clean", path, "--out", os.path.join(folder, "out"), "--json"], folder)
    out = os.path.join(folder, "out")
    files = made_in(out) if os.path.isdir(out) else []
    said = done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")
    return Ran(files, said, seconds, mib, done.returncode)


def reason(ran):
    """Why adit refused, from its JSON."""
    try:
        row = json.loads(ran.said.splitlines()[0])["files"][0]
    except (ValueError, IndexError, KeyError):
        return ran.said.strip()[:200]
    return " ".join([str(row.get("why") or row.get("error") or row), *map(str, row.get("reasons", []))])[:300]


def mat2(path, folder, command=("mat2",)):
    """mat2 writes NAME.cleaned.EXT beside the original: a copy is given to it."""
    fresh(folder)
    copy = os.path.join(folder, os.path.basename(path))
    shutil.copyfile(path, copy)
    done, seconds, mib = measured([*command, copy], folder)
    os.unlink(copy)
    said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
    return Ran(made_in(folder), said, seconds, mib, done.returncode)
