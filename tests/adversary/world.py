# SPDX-License-Identifier: Apache-2.0
"""A deployment of real programs whose time stands still, and the line to its gateway in the hands of
somebody who is not honest.

It is set up once. Each cheat is then played on a copy of its folders (a Scene)."""
import http.client
import http.server
import json
import os
import re
import shutil
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "..", "deploy", "quickstart.d"))

from deployment import Deployment, Desk  # noqa: E402
from stage import Failed, Stage, free_port  # noqa: E402

START = 1790164800  # a Wednesday at noon
REPORT = 'form = "blacklisting"\nlanguage = "en"\n\n[answers]\n'


class Front:
    """What answers at the gateway's address: files of any folder, and POSTs handed on or not."""

    def __init__(self, gateway_port):
        self.folder = None
        self.gateway_port = gateway_port
        self.swallow = set()   # paths whose POSTs are promised and thrown away
        self.stall = 0.0       # seconds before each answer
        self.requests = []     # (method, path, size of the body)
        self.bodies = {}       # the last body by path
        front = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            server_version, sys_version = "front", ""

            def log_message(self, *_):
                pass

            def answer(self, status, body=b""):
                self.send_response_only(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            def do_GET(self):
                front.requests.append(("GET", self.path, 0))
                time.sleep(front.stall)
                try:
                    with open(front.folder + self.path, "rb") as f:
                        body = f.read()
                except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                    return self.answer(404)
                return self.answer(200, body)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                front.requests.append(("POST", self.path, len(body)))
                front.bodies[self.path] = body
                time.sleep(front.stall)
                return self.answer(202 if self.path in front.swallow else front.hand_on(self.path, body))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def hand_on(self, path, body):
        return self.hand_on_to(self.gateway_port, path, body)

    @staticmethod
    def hand_on_to(port, path, body):
        """The gateway's answer; 202 to everything where there is none."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("POST", path, body)
            return line.getresponse().status
        except ConnectionError:
            return 202
        finally:
            line.close()

    def honest(self):
        self.swallow, self.stall, self.requests, self.bodies = set(), 0.0, [], {}


class TimedStage(Stage):
    """Programs see the time of the file `clock`; programs can be replaced by others of their name."""

    def __init__(self, bin_folder, tools, name):
        super().__init__(bin_folder, name)
        self.now = START
        self.write("clock", str(START))
        clock = os.path.join(tools, "libadversary_clock.so")
        if not os.path.exists(clock):
            raise Failed(f"there is no {clock}")
        self.environment["LD_PRELOAD"] = clock
        self.environment["ADIT_TEST_CLOCK"] = self.path("clock")
        self.replaced = {}

    def set_clock(self, now):
        self.now = now
        with open(self.path("clock"), "r+", encoding="ascii") as f:
            f.write(str(now))  # always as many digits

    def run(self, program, *args, **how):
        return super().run(self.replaced.get(program, program), *args, **how)

    def spawn(self, name, program, *args, **how):
        super().spawn(name, self.replaced.get(program, program), *args, **how)


class World:
    """Council of three, gateway, three desks who are witnesses (two make a quorum), one report to two of
    them that was answered, one more that was published and that nobody has read yet."""

    def __init__(self, bin_folder, tools, name="adversary"):
        self.tools = os.path.abspath(tools)
        self.stage = TimedStage(bin_folder, self.tools, name)
        self.deployment = Deployment(self.stage, epoch_seconds=1, unix_only=True)
        self.front = Front(self.deployment.http_port)
        self.deployment.address = self.front.url
        self.desks = {key: Desk(self.stage, key, f"Desk {key}", "Union", "work", ["--direct"]) for key in "abc"}

    def set_up(self):
        s, d = self.stage, self.deployment
        d.council()
        d.configure_gateway()
        invitation = d.invite()
        for desk in self.desks.values():
            desk.apply(invitation)
        d.directory(self.desks.values())
        scene = Scene(self, s.folder)
        scene.start_gateway()
        d.publish()
        scene.tick()
        for desk in self.desks.values():
            desk.run("publish", "--weeks", "3" if desk.key == "c" else "5")
        scene.tick()
        scene.tick()
        scene.sync_all()
        self.rids = {r["name"][-1]: r["rid"] for r in scene.recipients()["recipients"]}
        self.secret = scene.report("the first report", "a", "b")
        scene.tick()
        scene.sync_all()
        scene.tick()
        scene.sync_all()
        self.second = scene.report("the second report", "a", "b")
        scene.tick()
        scene.stop_gateway()
        self.time = s.now
        os.mkdir(s.path("kept"))
        for name in ("gateway", "gateway.marker", "a", "b", "c"):
            if os.path.exists(s.path(name)):
                shutil.move(s.path(name), s.path("kept", name))
        return self

    def close(self, keep=False):
        self.front.server.shutdown()
        self.stage.close(keep)


class Scene:
    """A copy of the world in which one cheat is played."""
    count = 0

    def __init__(self, world, folder=None):
        self.world, self.stage, self.front = world, world.stage, world.front
        Scene.count += 1
        self.folder = folder or self.stage.path(f"scene-{Scene.count}")
        self.desks = {}
        self.ticks = 0
        if folder is None:
            shutil.copytree(self.stage.path("kept"), self.folder)
            self.stage.set_clock(world.time)
        for key, desk in world.desks.items():
            copy = Desk(self.stage, key, desk.name, desk.org, desk.scope, desk.net)
            copy.vault = os.path.join(self.folder, key)
            self.desks[key] = copy
        self.data = os.path.join(self.folder, "gateway")
        self.public = os.path.join(self.data, "public")
        self.front.honest()
        self.front.folder = self.public
        self.config = os.path.join(self.folder, "gateway.toml")
        if folder is None:
            with open(self.stage.path("gateway.toml"), encoding="utf-8") as f:
                self.stage.write(self.config, f.read())

    def close(self):
        self.stop_gateway()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    # --- The gateway and time ---

    def start_gateway(self):
        self.stage.spawn("gateway", "adit-gateway", "run", "--config", self.config, ready_fd=True)

    def stop_gateway(self):
        gateway = self.stage.children.pop("gateway", None)
        if gateway is not None:
            gateway.terminate()
            gateway.wait(20)

    def checkpoint(self, name="pending/checkpoint"):
        try:
            with open(os.path.join(self.public, name), "rb") as f:
                return f.read()
        except FileNotFoundError:
            return b""

    def tick(self):
        """The epoch is over; returns when the gateway has published it."""
        self.ticks += 1
        before = self.checkpoint()
        self.stage.set_clock(self.stage.now + 1)
        self.stage.until("an epoch", lambda: self.checkpoint() != before, pause=0.01)

    # --- Who cheats ---

    def cheat(self, *words, code=0):
        return self.stage.run(os.path.join(self.world.tools, "adversary_cheat"), *words, code=code)

    def insider(self, key):
        return f"{self.desks[key].vault}:{self.desks[key].passphrase}"

    def change_log(self, what, *words, witnesses="", folder=None):
        signed = [word for key in witnesses for word in ("--witness", self.insider(key))]
        self.cheat("log", self.data, folder or self.public, what, *words, *signed)

    def other_view(self):
        """A second public folder, to be changed and shown to some."""
        view = self.path("view")
        shutil.copytree(self.public, view)
        return view

    def post(self, path, file):
        with open(file, "rb") as f:
            return self.front.hand_on(path, f.read())

    # --- Those who should notice ---

    def sync(self, key, code=None):
        return self.desks[key].run("sync", "--json", code=code)

    def sync_all(self):
        for key in self.desks:
            self.sync(key, code=(0, 9))

    def alarms(self, key):
        """What a desk says after a visit: names and words of its alarms, or the error that stopped it."""
        ran = self.sync(key)
        said = [f"{a['name']} {a['words']}" for a in json.loads(ran.out)["alarms"]] if ran.out.startswith("{") else []
        if not said and ran.code not in (0, 9):
            said = [f"exit {ran.code} {ran.err}"]
        return said

    def visit(self, key):
        """What became of the letters that a desk found, in words."""
        ran = self.sync(key, code=(0, 9, 10))
        seen = json.loads(ran.out)
        return " ".join(f"{what} {seen[what]}" for what in ("letters", "repeated", "damaged", "spliced")
                        ) + "".join(f" ALARM {a['name']}" for a in seen["alarms"])

    def adit(self, *args, code=None, secret=None):
        return self.stage.run("adit", "-i", self.stage.path("invitation.txt"), "--direct", "--no-pauses", "--no-input", *args,
                              code=code, secret=secret)

    def recipients(self):
        return json.loads(self.adit("recipients", "--json", code=0).out)

    def refused(self):
        """What a reporter who wants to write is told; nothing if all is well."""
        ran = self.adit("recipients")
        return [] if ran.code == 0 else [f"exit {ran.code} {ran.err}"]

    def report(self, text, *keys):
        """Sends a report to these; its secret."""
        form = self.stage.write("report.toml", REPORT + f's2 = "{text}"\n')
        to = [word for key in keys for word in ("--to", self.world.desks[key].name)]
        ran = self.adit("report", "--from", form, *to, code=0)
        return secret_in(ran.out)

    def carry(self, file):
        self.adit("carry", file, code=0)

    def letters(self, key):
        return self.desks[key].json("list")["letters"]

    def letter(self, key, number):
        return self.desks[key].json("show", number)

    def read(self, secret):
        ran = self.adit("read", "--json", "--secret-fd", "{fd}", secret=secret, code=(0, 9))
        return json.loads(ran.out)


class OtherDeployment:
    """Another council, gateway and recipient, under the same clock."""

    def __init__(self, scene):
        self.scene = scene
        self.stage = TimedStage(scene.stage.bin, scene.world.tools, "other")
        self.stage.environment = scene.stage.environment
        self.deployment = Deployment(self.stage, epoch_seconds=1, unix_only=True)
        self.deployment.address = self.deployment.http

    def set_up(self):
        d, s = self.deployment, self.stage
        desk = Desk(s, "z", "Desk z", "Union", "work", ["--direct"])
        d.council()
        d.configure_gateway()
        desk.apply(d.invite())
        d.directory([desk])
        d.start_gateway()
        d.publish()
        self.tick()
        desk.run("publish")
        self.tick()
        desk.run("sync", code=(0, 9))

    def tick(self):
        checkpoint = self.stage.path("gateway/public/pending/checkpoint")

        def content():
            try:
                with open(checkpoint, "rb") as f:
                    return f.read()
            except FileNotFoundError:
                return b""
        before = content()
        self.scene.stage.set_clock(self.scene.stage.now + 1)
        self.stage.until("an epoch", lambda: content() != before, pause=0.01)

    def post(self, path, body):
        return Front.hand_on_to(self.deployment.http_port, path, body)

    def close(self):
        self.stage.close(keep=False)


def secret_in(text):
    found = re.search(r"^secret: (.*)$", text, re.M)
    if not found:
        raise Failed("no secret in:\n" + text)
    return found[1]
