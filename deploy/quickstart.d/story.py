#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The whole story on this machine, with the real programs: a report travels from a reporter through a
gateway to two of three vetted recipients, and an answer comes back. Called by deploy/quickstart and
by the end-to-end test.

    story.py --bin FOLDER [--stay]
"""
import argparse
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True

import log  # noqa: E402
from deployment import Deployment, Desk  # noqa: E402
from stage import Failed, Stage  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
PHOTO = os.path.join(HERE, "..", "..", "tests", "data", "photo-with-gps.jpg")
ANSWER = "We read it. Do not sign anything. Two others from your pit wrote to us too."
PHRASE = "the word UNION behind it"  # of report.toml


class Story:
    def __init__(self, stage):
        self.stage = stage
        self.world = Deployment(stage)
        self.net = ["--direct", "--tls-ca", stage.path("tls.pem")]
        self.rights = Desk(stage, "rights", "Mine Workers Rights Desk", "Copperbelt Union", "work, blacklisting", self.net)
        self.law = Desk(stage, "law", "Legal Aid for Miners", "Law Clinic", "dismissals", self.net)
        self.water = Desk(stage, "water", "Water Watch", "River Committee", "water and land", self.net)
        self.outsider = Desk(stage, "outsider", "Friendly Stranger", "unknown", "everything", self.net)
        self.vetted = [self.rights, self.law, self.water]
        self.secret = None

    def adit(self, *args, **more):
        return self.stage.run("adit", "-i", self.stage.path("invitation.txt"), *self.net, "--no-input", "--no-pauses", *args, **more)

    # --- The ceremony ---

    def set_up(self):
        s, world = self.stage, self.world
        s.step("three people make a council; two of them must sign")
        world.council()
        s.step("a gateway gets its keys")
        world.configure_gateway()
        invitation = world.invite()
        s.step("three organisations apply, and somebody whom nobody vetted")
        for desk in self.vetted + [self.outsider]:
            desk.apply(invitation)
        s.step("the council vets the three, compares what changes, and two members sign")
        shown = world.directory(self.vetted)
        if self.outsider.name in shown:
            raise Failed("the directory names somebody who was not vetted")
        one = world.sign("directory", "Ana")
        s.run("adit-council", "merge", s.path("directory.prop"), one, "--council", s.path("council.doc"),
              "--out", s.path("too-few.doc"), code=5)
        s.claim("a directory that only one of the council signed is refused; with two it is made")
        s.step("the gateway starts, and the council publishes")
        world.start_gateway()
        world.publish()
        s.step("the recipients publish the keys of the coming weeks")
        for desk in self.vetted:
            desk.run("publish")
        world.keep_in_sync(self.vetted)
        s.step("enough recipients confirm the gateway's record")
        s.until("three recipients who can be written to", self.all_addressable)
        s.claim("the gateway's state passes the six checks: council, directory, quorum, inclusion, state, keys")

    def all_addressable(self):
        ran = self.adit("recipients", "--json", code=None)
        return ran.code == 0 and len(json.loads(ran.out)["recipients"]) == 3

    # --- There ---

    def report(self):
        s = self.stage
        s.step("a report with a photo and a text file is written, cleaned, sealed and sent to two of the three")
        before = self.exif(PHOTO)
        if "GPSLatitude" not in before:
            raise Failed("the photo of this test carries no place: there would be nothing to clean")
        self.serial = before["SerialNumber"]
        ran = self.adit("report", "--from", os.path.join(HERE, "report.toml"), "--attach", PHOTO, "--attach",
                        os.path.join(HERE, "notes.txt"), "--to", self.rights.name, "--to", self.law.name, seconds=120)
        self.secret = self.secret_in(ran.out)
        if "sent: yes" not in ran.out:
            raise Failed("the report was not sent:\n" + ran.out)
        s.claim("a report with two attachments was sealed to two recipients and accepted; its writer holds nine words")

    def secret_in(self, out):
        found = re.search(r"^secret: (.*)$", out, re.M)
        if not found or len(found[1].split()) != 9:
            raise Failed("no nine words were shown:\n" + out)
        return found[1]

    def exif(self, file):
        ran = self.stage.run("exiftool", "-json", file)
        return json.loads(ran.out)[0]

    def arrives(self, desk):
        """The number of the report in this desk's list, once it and its files are there."""
        s = self.stage
        letters = s.until(f"the report at {desk.name}", lambda: self.letters(desk))
        if len(letters) != 1:
            raise Failed(f"{desk.name} has {len(letters)} letters instead of one")
        number = letters[0]["number"]
        s.until(f"the attachments at {desk.name}", lambda: all(f["state"] == "complete" for f in desk.json("show", number)["files"]))
        return number

    def letters(self, desk):
        ran = desk.run("list", "--json", code=(0, 9))
        return json.loads(ran.out)["letters"] if ran.out.strip() else []

    def read(self):
        s = self.stage
        for desk, other in ((self.rights, self.law), (self.law, self.rights)):
            s.step(f"{desk.name} receives it, verifies who can read it, and saves the attachments")
            number = self.arrives(desk)
            letter = desk.json("show", number)
            desk.letter = letter
            if not any(PHRASE in a["answer"] for a in letter["answers"]):
                raise Failed(f"{desk.name} does not see what was written")
            if not letter["included"] or not letter["view_known"]:
                raise Failed(f"{desk.name} has no proof that the letter is in the log: {letter}")
            readers = {slot.get("rid") for slot in letter["slots"] if slot["verdict"] == "readable"}
            expected = {self.rids()[desk.name], self.rids()[other.name]}
            others = [slot["verdict"] for slot in letter["slots"] if slot["verdict"] != "readable"]
            if readers != expected or others != ["unused", "unused"]:
                raise Failed(f"{desk.name} sees other readers than the two: {letter['slots']}")
            s.claim(f"{desk.name} reads the report and knows that exactly {desk.name} and {other.name} can")
            self.attachments(desk, number)

    def rids(self):
        known = json.loads(self.adit("recipients", "--json").out)["recipients"]
        return {r["name"]: r["rid"] for r in known}

    def attachments(self, desk, number):
        s = self.stage
        folder = s.path(desk.key + "-files")
        os.makedirs(folder, exist_ok=True)
        desk.run("save", number, "--out", folder)
        files = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        photos = [f for f in files if f.endswith(".jpg") or f.endswith(".jpeg")]
        texts = [f for f in files if f.endswith(".txt")]
        if len(photos) != 1 or len(texts) != 1:
            raise Failed(f"{desk.name} saved {files}")
        left = self.exif(photos[0])
        with open(photos[0], "rb") as f:
            content = f.read()
        place = [k for k in left if k.startswith("GPS") or "Serial" in k or k in ("Make", "Model", "DateTimeOriginal")]
        if place or self.serial.encode() in content or b"Exif" in content:
            raise Failed(f"the photo still says {place}")
        if left["ImageWidth"] != self.exif(PHOTO)["ImageWidth"]:
            raise Failed("the photo is not the same picture any more")
        with open(texts[0], encoding="utf-8") as f, open(os.path.join(HERE, "notes.txt"), encoding="utf-8") as g:
            if f.read().split() != g.read().split():
                raise Failed("the text file is not what was attached")
        s.claim(f"{desk.name} saved both attachments; the photo carries no place, no camera and no serial number")

    # --- Those who may not ---

    def others(self):
        s = self.stage
        s.step("the third recipient holds the same feed and cannot open the report")
        leaf = self.rights.letter["leaf"]
        status = s.until("the third recipient's own sync to pass that epoch", lambda: self.passed(self.water, leaf))
        if status["letters"] or self.letters(self.water):
            raise Failed("the third recipient has a letter")
        # Not to find its slot in a feed would be an alarm, and so would be a letter that the log does not name.
        if status["alarms"] or not status["listed"]:
            raise Failed(f"the third recipient did not open the feed: {status}")
        s.claim("the third recipient opened the feed of that epoch, found it as the log says, and can read no letter of it")
        s.step("an outsider fetches the feeds and cannot open even one")
        self.outsider.run("publish", code=4)
        visit = json.loads(self.outsider.run("sync", "--json", code=(0, 9)).out)
        if visit["listed"] or visit["letters"] or self.letters(self.outsider):
            raise Failed(f"an outsider is listed or has a letter: {visit}")
        status = self.passed(self.outsider, leaf)
        entries = log.entries_of(self.world.http, status["log_size"]) if status else []
        feeds = sum(1 for e in entries if log.letters_of(e))
        if not feeds or visit["not_for_us"] != feeds:
            raise Failed(f"an outsider opened a feed, or did not try all {feeds}: {visit}")
        s.claim(f"an outsider fetched all {visit['not_for_us']} feeds and could open none")

    def passed(self, desk, leaf):
        """The desk's status once it has read and opened the log beyond this leaf."""
        status = desk.json("status")
        return status if status["log_size"] > leaf and not status["unread_epochs"] else None

    # --- And back ---

    def answer(self):
        s = self.stage
        s.step("a recipient answers, and the writer reads it with the nine words")
        text = s.write("answer.txt", ANSWER + "\n")
        self.rights.run("reply", self.rights.letter["number"], "--text", text)
        s.until("the answer", self.read_answer, seconds=40)
        s.claim("the answer was read with the nine words, and both recipients confirmed that the report arrived")
        s.step("a wrong secret and a mistyped one")
        ran = self.adit("seal", "--from", os.path.join(HERE, "report.toml"), "--to", self.law.name, "--out", s.path("sealed"))
        other = self.secret_in(ran.out)
        ran = self.adit("read", "--secret-fd", "{fd}", secret=other, code=9)
        if ANSWER in ran.out or ran.out.strip():
            raise Failed("another secret shows something:\n" + ran.out)
        s.claim("a wrong but well-formed secret is an empty thread, without an error")
        self.mistype()
        s.claim("a mistyped secret is noticed on the spot (exit code 6), and nobody is asked")

    def read_answer(self):
        ran = self.adit("read", "--json", "--secret-fd", "{fd}", secret=self.secret, code=(0, 9))
        if ran.code:
            return False
        voices = {v["name"]: v for v in json.loads(ran.out)["recipients"]}
        if set(voices) - {self.rights.name, self.law.name}:
            raise Failed(f"somebody else answered: {sorted(voices)}")
        if len(voices) != 2 or not all(v["received"] for v in voices.values()):
            return False
        return any(m["text"].strip() == ANSWER for m in voices[self.rights.name]["messages"])

    def mistype(self):
        words = self.secret.split()
        # Eleven check bits let one slip in 2048 pass: two of three slips must be noticed.
        slips = [[words[1], words[0]] + words[2:], words[:7] + [words[8], words[7]], ["zzzz"] + words[1:]]
        noticed = [self.adit("read", "--secret-fd", "{fd}", secret=" ".join(slip), code=(0, 6, 9)).code == 6
                   for slip in slips if slip != words]
        if sum(noticed) < 2:
            raise Failed("a mistyped secret was not noticed")

    # --- The log, by a second opinion ---

    def courier(self):
        s = self.stage
        s.step("a courier carries a sealed report; its place in the log is proved from outside")
        with open(s.path("sealed"), "rb") as f:
            sealed = hashlib.sha256(f.read()).digest()
        self.adit("carry", s.path("sealed"))
        s.until("the carried report", lambda: len(self.letters(self.law)) == 2)
        hashes = (sealed, bytes.fromhex(self.rights.letter["hash"]))
        found = s.until("a confirmed checkpoint with both reports", lambda: self.logged([b"\1" + h for h in hashes]))
        s.claim(f"both reports are among the {found} entries of the log; inclusion, root, signature and quorum were verified "
                "without any code of this project")

    def logged(self, wanted):
        """The size of a confirmed log that holds these entries, all of it recomputed."""
        checkpoint = log.Checkpoint(log.fetch(self.world.http, "/checkpoint").decode())
        entries = log.entries_of(self.world.http, checkpoint.size)
        if len(entries) != checkpoint.size:
            raise Failed("the log does not have the entries that it says")
        if log.root_of([hashlib.sha256(b"\0" + e).digest() for e in entries]) != checkpoint.root:
            raise Failed("the entries do not lead to the checkpoint's root")
        if not checkpoint.is_signed_by(self.world.log_key):
            raise Failed("the checkpoint is not signed by the gateway")
        witnesses = [line.split(": ", 1)[1] for desk in self.vetted
                     for line in open(self.stage.path(desk.key + ".application"), encoding="utf-8").read().split("\n")
                     if line.startswith("witness: ")]
        confirmed = sum(checkpoint.is_signed_by(w) for w in witnesses)
        if confirmed < 2:
            raise Failed(f"only {confirmed} recipients confirmed the checkpoint")
        return checkpoint.size if all(w in entries for w in wanted) else 0

    def gateway_knows_nothing(self):
        s = self.stage
        s.step("what the gateway has on its disk")
        needles = [n.encode() for n in (PHRASE, ANSWER, self.serial, "We asked the shift boss")] + [self.secret.encode()]
        for folder, _, names in os.walk(s.path("gateway")):
            for name in names:
                try:
                    with open(os.path.join(folder, name), "rb") as f:
                        content = f.read()
                except FileNotFoundError:  # published or replaced meanwhile
                    continue
                for needle in needles:
                    if needle in content:
                        raise Failed(f"{name} of the gateway holds what only the recipients may read")
        said = s.output_of("gateway")
        if "127.0.0.1" in said.replace(f"127.0.0.1:{self.world.http_port}", ""):
            raise Failed("the gateway wrote an address into its log:\n" + said)
        s.claim("no file of the gateway holds a word of the report, the answer, the photo's serial number or the secret")

    def play(self):
        self.set_up()
        self.report()
        self.read()
        self.others()
        self.answer()
        self.courier()
        self.gateway_knows_nothing()

    def stay(self):
        s = self.stage
        net = " ".join(self.net)
        adit = f"{s.bin}/adit -i {s.path('invitation.txt')} {net} --no-pauses"
        s.write("secret", self.secret + "\n")
        lines = [f"everything is running in {s.folder} until Ctrl-C", "", "the reporter:",
                 f"  {adit} recipients", f"  {adit} report",
                 f"  {adit} read --secret-fd 3 3<{s.path('secret')}", "", "the recipients:"]
        for desk in self.vetted:
            lines.append(f"  {desk.wrapper()} list        (then show 1, save 1 --out FOLDER, reply 1, status)")
        lines += ["", "the council:", f"  {s.bin}/adit-council diff {s.path('directory.prop')}", "", "the gateway:",
                  f"  its public record: {self.world.http}/checkpoint", f"  its own log: {s.path('gateway.log')}"]
        print("\n".join(lines), flush=True)
        while True:
            s.must_live()
            time.sleep(1)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--bin", required=True)
    options.add_argument("--stay", action="store_true")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stage = Stage(given.bin)
    failed = False
    try:
        story = Story(stage)
        story.play()
        print("quickstart: ok", flush=True)
        if given.stay:
            story.stay()
    except KeyboardInterrupt:
        failed = not given.stay
    except (Failed, KeyError, ValueError, OSError, subprocess.SubprocessError) as problem:
        failed = True
        reason = str(problem) if isinstance(problem, Failed) else f"{type(problem).__name__}: {problem}"
        stage.log("FAILED: " + reason)
        print(f"quickstart: FAILED at: {stage.step_name}\n{reason}\nquickstart: the logs are in {stage.folder}",
              file=sys.stderr, flush=True)
    finally:
        stage.close(keep=failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
