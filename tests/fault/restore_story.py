#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A gateway that is put back from an older copy, with the real programs: it signs nothing, a desk shows
what happened, and with the newest checkpoint and a mirror's files it goes on. And the machine whose marker
was put back too: there a witness stops it.

    restore_story.py --bin FOLDER
"""
import os
import shutil
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "..", "deploy", "quickstart.d"))

import log  # noqa: E402
from deployment import Deployment, Desk  # noqa: E402
from stage import Failed, tell  # noqa: E402

EPOCH_SECONDS = 1
RESTING = "nothing is signed"


class Story:
    def __init__(self, stage):
        self.stage = stage
        self.world = Deployment(stage, epoch_seconds=EPOCH_SECONDS, unix_only=True)
        self.world.address = self.world.http
        self.desks = [Desk(stage, key, f"Desk {key}", "Union", "work", ["--direct"]) for key in ("one", "two")]
        self.data, self.marker = stage.path("gateway"), stage.path("gateway.marker")
        self.roots = {}
        self.double = False

    def checkpoint(self):
        found = log.Checkpoint(log.fetch(self.world.http, "/pending/checkpoint").decode())
        if self.roots.setdefault(found.size, found.root) != found.root:
            self.double = True
        return found

    def epochs(self, n):
        for _ in range(n):
            size = self.checkpoint().size
            self.stage.until("an epoch", lambda before=size: self.checkpoint().size > before)

    def stop(self):
        child = self.stage.children.pop("gateway")
        child.terminate()
        if child.wait(30) != 0:
            raise Failed("the gateway did not stop in good order:\n" + self.stage.output_of("gateway"))

    def keep(self, name):
        for part in ("gateway", "gateway.marker"):
            shutil.rmtree(self.stage.path(name + "." + part), ignore_errors=True)
            shutil.copytree(self.stage.path(part), self.stage.path(name + "." + part), copy_function=shutil.copy2)

    def put_back(self, name, *parts):
        for part in parts:
            shutil.rmtree(self.stage.path(part))
            shutil.copytree(self.stage.path(name + "." + part), self.stage.path(part), copy_function=shutil.copy2)

    def must_rest(self):
        """Nothing is signed although three epochs end, and the gateway says why."""
        size = self.checkpoint().size
        time.sleep(3 * EPOCH_SECONDS + 1)  # cannot fail because a machine is slow
        self.stage.must_live()
        if self.checkpoint().size != size:
            raise Failed("a gateway that has to rest signed something")
        if RESTING not in self.stage.output_of("gateway"):
            raise Failed("it does not say that it rests:\n" + self.stage.output_of("gateway"))

    def sync(self, desk, code=(0, 9)):
        return desk.run("sync", code=code)

    def play(self):
        s, world = self.stage, self.world
        s.step("a deployment with two recipients, and a copy of its gateway")
        world.council()
        world.configure_gateway()
        invitation = world.invite()
        for desk in self.desks:
            desk.apply(invitation)
        world.directory(self.desks)
        world.start_gateway()
        world.publish()
        for desk in self.desks:
            desk.run("publish")
        s.until("a first epoch", lambda: os.path.exists(s.path("gateway/public/pending/checkpoint")))
        self.epochs(2)
        self.stop()
        self.keep("yesterday")
        world.start_gateway()
        self.epochs(3)
        for desk in self.desks:
            self.sync(desk)
        newest = s.write("newest.txt", self.desks[0].run("checkpoint").out)
        self.epochs(2)  # their cards are out: what waits in a folder that is lost is lost with it
        self.stop()
        self.keep("today")

        s.step("yesterday's copy is put back")
        self.put_back("yesterday", "gateway")
        world.start_gateway()
        self.must_rest()
        s.claim("a gateway that is put back from a copy signs nothing, and says so")
        shown = self.sync(self.desks[0], code=10).out
        if "ALARM" not in shown or not self.desks[0].json("status")["alarms"]:
            raise Failed("the desk shows no alarm:\n" + shown)
        s.claim("a desk shows that the log is shorter than it was")

        s.step("it is restored")
        self.stop()
        command = ["adit-gateway", "restore", "--config", s.path("gateway.toml"), "--checkpoint"]
        s.run(*command, s.path("yesterday.gateway/public/pending/checkpoint"), code=1)
        s.run(*command, newest, code=1)
        s.run(*command, newest, "--mirror", s.path("today.gateway/public"))
        world.start_gateway()
        self.epochs(2)
        if self.double:
            raise Failed("two checkpoints of one size were signed")
        self.sync(self.desks[1])
        if self.desks[1].json("status")["alarms"]:
            raise Failed("the desk that saw nothing of it has an alarm")
        s.claim("with the newest checkpoint and a mirror's files the log goes on, and a desk that slept sees no break")
        self.sync(self.desks[0], code=None)
        self.stop()

        s.step("the planted fault: the marker is put back together with the folder")
        self.put_back("yesterday", "gateway", "gateway.marker")
        world.start_gateway()
        self.epochs(5)
        if not self.double:
            raise Failed("a machine that was put back as a whole signed no second checkpoint of one size: the test above proves nothing")
        s.claim("without the marker two checkpoints of one size come into being")
        self.sync(self.desks[1], code=10)
        self.must_rest()
        self.stop()
        world.start_gateway()
        self.must_rest()
        s.claim("a witness that holds another checkpoint stops such a gateway for good")


if __name__ == "__main__":
    sys.exit(tell("restore", lambda stage: Story(stage).play()))
