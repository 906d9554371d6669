#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a council changes while a gateway runs, and that reporters see it: a recipient is suspended,
one is added, the council itself changes, and those who left it can sign nothing any more.

    council_story.py --bin FOLDER
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "..", "deploy", "quickstart.d"))

from deployment import EPOCH_SECONDS, Deployment, Desk  # noqa: E402
from stage import Failed, tell  # noqa: E402


def play(stage):
    world = Deployment(stage, unix_only=True)
    world.address = world.http
    desks = {key: Desk(stage, key, f"Desk {key}", "Union", "work", ["--direct"]) for key in ("one", "two", "three", "late")}
    first = [desks[key] for key in ("one", "two", "three")]
    council = ["--council", stage.path("council.doc")]
    publish = ["--gateway", world.http, "--direct"]

    def writable():
        ran = stage.run("adit", "-i", stage.path("invitation.txt"), "--direct", "--no-pauses", "--no-input", "recipients", "--json", code=None)
        return {r["name"] for r in json.loads(ran.out)["recipients"]} if ran.code == 0 else set()

    def until_writable(*keys):
        wanted = {desks[key].name for key in keys}
        stage.until(f"recipients {sorted(wanted)}", lambda: writable() == wanted)

    stage.step("a deployment with three recipients")
    world.council()
    world.configure_gateway()
    invitation = world.invite()
    for desk in desks.values():
        desk.apply(invitation)
    world.directory(first)
    world.start_gateway()
    world.publish()
    for desk in first:
        desk.run("publish")
    world.keep_in_sync(first)
    until_writable("one", "two", "three")

    stage.step("one is suspended, one is added")
    rid = desks["two"].json("status")["rid"]
    shown = stage.run("adit-council", "directory", *council, "--previous", stage.path("directory.doc"), "--suspend", rid,
                      "--add", stage.path("late.application"), "--lead-seconds", 5 * EPOCH_SECONDS, "--out",
                      stage.path("second.prop")).out
    if f"suspended: recipient {rid}" not in shown or "added recipient" not in shown or "Desk one" in shown:
        raise Failed("the proposal does not show exactly what changes:\n" + shown)
    world.sign_and_merge("second", ("Ana", "Cy"), council)
    stage.run("adit-council", "publish", stage.path("second.doc"), *publish)
    desks["late"].run("publish")
    world.keep_in_sync([desks["late"]])
    until_writable("one", "three", "late")
    stage.claim("reporters no longer see a suspended recipient, and see a new one")

    stage.step("the council changes: Cy leaves, Di comes")
    stage.run("adit-council", "member-key", "--out", stage.path("Di.key"), "--passphrase-fd", "{fd}",
              secret=world.passphrase("Di"))
    members = [w for m in ("Ana", "Bo", "Di") for w in ("--member", f"{m}={stage.path(m + '.key.pub')}")]
    stage.run("adit-council", "council", *council, "--k", "2", *members, "--epoch-seconds", EPOCH_SECONDS, "--delay-days", "0",
              "--expires-days", "90", "--out", stage.path("next.prop"))
    signatures = []
    for member in ("Ana", "Bo", "Di"):
        out = stage.path(f"next.{member}.sig")
        stage.run("adit-council", "sign", stage.path("next.prop"), *council, "--against", stage.path("council.doc"), "--key",
                  stage.path(member + ".key"), "--passphrase-fd", "{fd}", "--yes", "--out", out, secret=world.passphrase(member))
        signatures.append(out)
    stage.run("adit-council", "merge", stage.path("next.prop"), signatures[0], signatures[2], *council, "--out",
              stage.path("too-few.doc"), code=5)
    stage.run("adit-council", "merge", stage.path("next.prop"), *signatures, *council, "--out", stage.path("next.doc"))
    stage.run("adit-council", "publish", stage.path("next.doc"), *publish)
    both = [*council, "--council", stage.path("next.doc")]

    stage.step("the new council brings the suspended one back")
    stage.run("adit-council", "directory", *both, "--previous", stage.path("second.doc"), "--reinstate", rid, "--out",
              stage.path("third.prop"))
    by_cy = world.sign("third", "Cy")
    stage.run("adit-council", "merge", stage.path("third.prop"), by_cy, world.sign("third", "Ana"), *both, "--out",
              stage.path("no.doc"), code=5)
    stage.claim("a member who left can sign nothing any more")
    stage.run("adit-council", "merge", stage.path("third.prop"), stage.path("third.Ana.sig"), world.sign("third", "Di"), *both,
              "--out", stage.path("third.doc"))
    stage.run("adit-council", "publish", stage.path("third.doc"), *publish)
    until_writable("one", "two", "three", "late")
    stage.claim("reporters follow a council that took over, and pinned nothing but the first")

    stage.step("what the gateway does not take")
    stage.run("adit-council", "directory", *both, "--previous", stage.path("second.doc"), "--quorum", "1", "--out",
              stage.path("fork.prop"))
    world.sign_and_merge("fork", ("Ana", "Di"), both)
    stage.run("adit-council", "publish", stage.path("fork.doc"), *publish, code=4)
    stage.claim("a second directory of the same number is refused, even when the council signed it")
    for desk in desks.values():
        alarms = desk.json("status")["alarms"]
        if alarms:
            raise Failed(f"{desk.name} has alarms: {alarms}")


if __name__ == "__main__":
    sys.exit(tell("council", play))
