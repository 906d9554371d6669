#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the rules of the house that no compiler holds: formatting, who may include whom, where the
clock is read, size of files, licence lines, no paths or hosts of anybody's machine, shell scripts.

    tests/lint/lint.py              every check; one line each, then 'N passed, N failed'
    tests/lint/lint.py --self-test  plants a violation for every check: each must be caught
"""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
MAX_LINES = 400
SOURCE = (".cc", ".h")
OURS = ("include/", "crypto/", "gateway/", "client/")
# Data, and what others wrote.
NOT_OURS = ("tests/vectors/", "tests/fuzz/corpus/", "tests/data/", "crypto/wordlists/")


def listed_files():
    """Everything that is or would be in the repository."""
    run = subprocess.run(["git", "-c", "safe.directory=*", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         capture_output=True, check=True)
    return sorted({p for p in run.stdout.decode().split("\0") if p and os.path.isfile(os.path.join(ROOT, p))})


def load():
    """path -> text, of all text files."""
    files = {}
    for path in listed_files():
        with open(os.path.join(ROOT, path), "rb") as f:
            raw = f.read()
        if b"\0" not in raw:
            files[path] = raw.decode("utf-8", "replace")
    return files


def is_script(path, text):
    return text.startswith("#!") or path.endswith((".sh", ".py"))


def is_source(path):
    return path.endswith(SOURCE) and not path.startswith(NOT_OURS)


INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]')


def includes(files):
    for path, text in files.items():
        if not is_source(path):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            match = INCLUDE.match(line)
            if match:
                yield path, number, match.group(1)


# Third party -> where it may be included. Tests may include anything.
FENCES = [
    ("Beast", re.compile(r"^boost/beast"), re.compile(r"^(gateway/http|client/net/)")),
    ("sodium", re.compile(r"^sodium"), re.compile(r"^(crypto/|include/adit/secret\.h$)")),
    ("msgpack", re.compile(r"^msgpack"), re.compile(r"^crypto/value\.cc$")),
    ("SQLite", re.compile(r"^sqlite3"), re.compile(r"^client/case/vault\w*\.(cc|h)$")),
]
# A room -> what its files may never include.
ROOMS = [
    ("include/", re.compile(r"^(crypto|gateway|client|tests)/")),
    ("crypto/", re.compile(r"^(gateway|client|tests)/")),
    ("gateway/", re.compile(r"^(client|tests)/")),
    ("client/", re.compile(r"^(gateway|tests)/")),
]


def fences(files):
    out = []
    for path, number, target in includes(files):
        if not path.startswith(OURS):
            continue
        for name, what, where in FENCES:
            if what.match(target) and not where.match(path):
                out.append(f"{path}:{number}: {name} is included outside of its fence")
        for room, never in ROOMS:
            if path.startswith(room) and never.match(target):
                out.append(f"{path}:{number}: {room} may not include {target}")
    users = {p for p, _, t in includes(files) if t.startswith("sqlite3") and p.startswith(OURS)}
    if len(users) > 1:
        out.append(f"SQLite is included in more than one file: {', '.join(sorted(users))}")
    return out


CLOCK = re.compile(r"\bsystem_clock\b|\bgettimeofday\b|\bstd::time\s*\(|(?<![\w.:>])time\s*\(\s*(NULL|nullptr|0|&)|"
                   r"\bCLOCK_REALTIME\b|\blocaltime|\butc_clock\b")


def clock(files):
    out = []
    for path, text in files.items():
        if not is_source(path) or not path.startswith(OURS) or path == "crypto/clock.cc":
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if CLOCK.search(line.split("//")[0]):
                out.append(f"{path}:{number}: the time of day is read outside of crypto/clock.cc")
    return out


# Written in pieces so that this file does not hold what it looks for.
MACHINE = re.compile("|".join([
    r"(?<![\w.$}])/wo" r"rk/", r"/ro" r"ot/(?!\.\.)\w", r"/ho" r"me/(?!ADIT-CANARY)\w", r"/tmp/br" r"ief", r"bash_" r"jobs",
    r"pypi\." r"org", r"python" r"hosted", r"npm" r"js\.", r"crates" r"\.io", r"deb\.de" r"bian\.org",
    r"docker" r"\.io", r"gh" r"cr\.io", r"quay" r"\.io", r"proxy\.go" r"lang", r"ruby" r"gems\.org",
    r"maven" r"\.org", r"conda" r"\.anaconda", r"arti" r"factory", r"index\.docker",
]), re.IGNORECASE)


def machine(files):
    out = []
    for path, text in files.items():
        if path.startswith(NOT_OURS):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if MACHINE.search(line):
                out.append(f"{path}:{number}: names a path of one machine, or a package registry")
    return out


def licence(files):
    out = []
    for path, text in files.items():
        if not (is_source(path) or is_script(path, text)) or path.startswith(NOT_OURS):
            continue
        if "SPDX-License-Identifier: Apache-2.0" not in "\n".join(text.split("\n")[:2]):
            out.append(f"{path}:1: the SPDX line is missing")
    return out


def length(files):
    out = []
    for path, text in files.items():
        lines = text.count("\n")
        if (is_source(path) or is_script(path, text)) and not path.startswith(NOT_OURS) and lines > MAX_LINES:
            out.append(f"{path}: {lines} lines, {MAX_LINES} at most: it has two ideas")
    return out


def in_folder(files, chosen, command):
    """Runs a command on copies of the chosen files, so that planted text can be checked too."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(ROOT, ".clang-format")) as f, open(os.path.join(folder, ".clang-format"), "w") as g:
            g.write(f.read())
        for path in chosen:
            place = os.path.join(folder, path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "w") as f:
                f.write(files[path])
        run = subprocess.run(command + chosen, cwd=folder, capture_output=True, text=True)
        if run.returncode == 0:
            return []
        return [line for line in (run.stderr + run.stdout).split("\n") if line.strip()][:40]


def formatting(files):
    chosen = [p for p in files if is_source(p)]
    found = in_folder(files, chosen, ["clang-format-19", "--dry-run", "-Werror"]) if chosen else []
    return [line for line in found if "error:" in line] or found


def shell(files):
    chosen = [p for p, text in files.items() if re.match(r"#!.*\b(ba|da)?sh\b", text) and not p.startswith(NOT_OURS)]
    return in_folder(files, chosen, ["shellcheck", "--severity=warning", "--format=gcc"]) if chosen else []


CHECKS = {"formatting": formatting, "fences": fences, "clock": clock, "machine": machine, "licence": licence,
          "length": length, "shell": shell}

SPDX = "// SPDX-License-Identifier: Apache-2.0\n"
PLANTS = {
    "formatting": [("crypto/planted.cc", SPDX + "int   f( ){return 1 ;}\n")],
    "fences": [
        ("client/thread/planted.cc", SPDX + "#include <boost/beast/core.hpp>\n"),
        ("gateway/planted.cc", SPDX + "#include <sodium.h>\n"),
        ("crypto/planted.cc", SPDX + "#include <msgpack.hpp>\n"),
        ("client/desk/planted.cc", SPDX + "#include <sqlite3.h>\n"),
        ("gateway/planted.cc", SPDX + '#include "client/net/transport.h"\n'),
        ("client/net/planted.cc", SPDX + '#include "gateway/config.h"\n'),
        ("crypto/planted.cc", SPDX + '#include "client/net/transport.h"\n'),
        ("include/adit/planted.h", SPDX + '#include "crypto/sign.h"\n'),
        ("gateway/planted.cc", SPDX + '#include "tests/support/world.h"\n'),
    ],
    "clock": [("gateway/planted.cc", SPDX + "auto t = std::chrono::system_clock::now();\n"),
              ("client/planted.cc", SPDX + "auto t = time(nullptr);\n")],
    "machine": [("docs/planted.md", "see /wo" "rk/here\n"), ("deploy/planted", "fetch https://py" "pi.org/x\n")],
    "licence": [("crypto/planted.cc", "int x;\n"), ("deploy/planted", "#!/bin/sh\nexit 0\n")],
    "length": [("crypto/planted.cc", SPDX + "\n" * MAX_LINES)],
    "shell": [("deploy/planted", '#!/bin/bash\n# SPDX-License-Identifier: Apache-2.0\nx=$(ls)\ncd $1\n')],
}


def run_checks():
    files = load()
    passed = failed = 0
    for name, check in CHECKS.items():
        found = check(files)
        if found:
            failed += 1
            print(f"lint: FAILED {name}")
            for line in found:
                print(f"  {line}")
        else:
            passed += 1
            print(f"lint: ok {name}")
    return passed, failed


def self_test():
    passed = failed = 0
    for name, plants in PLANTS.items():
        for path, text in plants:
            caught = any("planted" in line for line in CHECKS[name]({path: text}))
            passed, failed = passed + caught, failed + (not caught)
            if not caught:
                print(f"lint: FAILED {name}: a planted violation in {path} was not found")
    missing = set(CHECKS) - set(PLANTS)
    for name in missing:
        print(f"lint: FAILED {name}: nothing is planted for it")
    clean = {"crypto/planted.cc": SPDX + "#include <sodium.h>\n"}
    for name, check in CHECKS.items():
        if check(clean):
            failed += 1
            print(f"lint: FAILED {name}: finds fault with a clean file")
    return passed, failed + len(missing)


def main():
    if len(sys.argv) > 2 or (len(sys.argv) == 2 and sys.argv[1] != "--self-test"):
        print(__doc__, file=sys.stderr)
        return 2
    passed, failed = self_test() if len(sys.argv) == 2 else run_checks()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
