#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A report and its answer over real onion services: a private Tor network on loopback, the gateway
on a Unix socket behind an onion service, the reporter's requests through Tor's SOCKS port, each on a
circuit of its own.

    tor_story.py --bin FOLDER
"""
import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "..", "deploy", "quickstart.d"))

import tornet  # noqa: E402
from deployment import Deployment, Desk  # noqa: E402
from stage import Failed, Stage, free_port  # noqa: E402

QUICKSTART = os.path.join(HERE, "..", "..", "deploy", "quickstart.d")
ANSWER = "This came back through six relays."


class Tap:
    """Passes connections on to Tor's SOCKS port and remembers which names they logged in with: Tor
    builds a circuit for each name, so no two requests may share one."""

    def __init__(self, to_port):
        self.to_port = to_port
        self.first_bytes = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            seen = bytearray()
            self.first_bytes.append(seen)
            tor = socket.create_connection(("127.0.0.1", self.to_port))
            threading.Thread(target=self._pump, args=(client, tor, seen), daemon=True).start()
            threading.Thread(target=self._pump, args=(tor, client, None), daemon=True).start()

    @staticmethod
    def _pump(source, sink, seen):
        try:
            while data := source.recv(65536):
                if seen is not None and len(seen) < 1024:
                    seen += data
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def requests(self):
        """(login name and password, host, request line) of every connection so far."""
        out = []
        for seen in map(bytes, self.first_bytes):
            if len(seen) < 16:  # only asked whether Tor is there
                continue
            at = 2 + seen[1]
            name = seen[at + 2:at + 2 + seen[at + 1]]
            at += 2 + len(name)
            password = seen[at + 1:at + 1 + seen[at]]
            at += 1 + len(password)
            if seen[at:at + 2] != b"\5\1" or seen[at + 3] != 3:
                raise Failed(f"not a SOCKS5 connection to a name: {seen[:64].hex()}")
            host = seen[at + 5:at + 5 + seen[at + 4]].decode()
            line = seen[at + 7 + len(host):].split(b"\r\n")[0].decode("latin-1")
            out.append(((name, password), host, line))
        return out

    def close(self):
        self.listener.close()


def said_to(path, request):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(30)
        s.connect(path)
        s.sendall(request)
        return s.recv(100)


def nobody_listens(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) != 0


def without_tor(stage, invitation):
    stage.step("without Tor")
    ways = [["--socks", f"127.0.0.1:{free_port()}"]]
    if nobody_listens(9050) and nobody_listens(9150):
        ways.append([])
    for way in ways:
        ran = stage.run("adit", "-i", invitation, *way, "--no-input", "recipients", code=3)
        if "adit: hint:" not in ran.err or "Tor" not in ran.err or ran.out:
            raise Failed("no hint without Tor:\n" + ran.err)
    stage.run("adit", "-i", invitation, "--direct", "--no-input", "recipients", code=2)
    stage.claim("without Tor adit ends with 3 and says what to do; --direct to an onion address is refused")


def play(stage, net):
    world = Deployment(stage, epoch_seconds=5, params={"fresh_hours": 1}.items(), unix_only=True, behind_tor=True)
    direct = ["--direct"]
    desks = [Desk(stage, "rights", "Mine Workers Rights Desk", "Copperbelt Union", "work", direct),
             Desk(stage, "law", "Legal Aid for Miners", "Law Clinic", "dismissals", direct)]

    stage.step("a council, and a gateway on a Unix socket")
    world.council()
    world.configure_gateway()
    world.start_gateway()
    stage.step("a private Tor network with an onion service in front of it")
    tor = net(world.socket)
    tor.up()
    tap = Tap(tor.socks_port)
    try:
        socks = ["--socks", f"127.0.0.1:{tap.port}"]
        # The desks stand beside the gateway; what is tried here is the reporter's way.
        inside = stage.path("inside.txt")
        stage.run("adit-council", "invitation", "--council", stage.path("council.doc"), "--address", world.http, "--out", inside)
        world.address = f"http://{tor.onion}"
        invitation = world.invite()
        without_tor(stage, invitation)

        stage.step("the council publishes through Tor")
        for desk in desks:
            desk.apply(inside)
        world.directory(desks)
        stage.run("adit-council", "publish", stage.path("council.doc"), stage.path("directory.doc"), "--gateway", world.address,
                  *socks, seconds=90)
        for desk in desks:
            desk.run("publish")
        world.keep_in_sync(desks)

        def adit(*args, **more):
            return stage.run("adit", "-i", invitation, *socks, "--no-input", "--no-pauses", *args, seconds=100, **more)

        stage.step("whom one can write to, through Tor")
        stage.until("two recipients", lambda: addressable(adit) == 2, seconds=60, pause=1)
        stage.claim("the recipients were listed and verified through an onion service")

        stage.step("a report with an attachment, through Tor")
        ran = adit("report", "--from", os.path.join(QUICKSTART, "report.toml"), "--attach", os.path.join(QUICKSTART, "notes.txt"),
                   "--to", desks[0].name)
        secret = re.search(r"^secret: (.*)$", ran.out, re.M)[1]
        stage.until("the report", lambda: "1" in desks[0].run("list", code=(0, 9)).out, seconds=40)
        letter = desks[0].json("show", 1)
        stage.claim("a report with an attachment arrived through an onion service")

        stage.step("the answer, through Tor")
        desks[0].run("reply", letter["number"], "--text", stage.write("answer.txt", ANSWER + "\n"))
        stage.until("the answer", lambda: ANSWER in adit("read", "--secret-fd", "{fd}", secret=secret, code=(0, 9)).out,
                    seconds=60, pause=1)
        stage.claim("the answer was read through an onion service")

        stage.step("circuits")
        # The gateway was told the circuit of each connection: one without that line is not even refused.
        if said_to(world.socket, b"GET /v1/state HTTP/1.1\r\nHost: x\r\n\r\n") != b"":
            raise Failed("a connection that names no circuit was answered")
        requests = tap.requests()
        logins = [login for login, _, _ in requests]
        if len(requests) < 8 or len(set(logins)) != len(logins) or any(len(n) < 8 for n, _ in logins):
            raise Failed(f"{len(set(logins))} circuits for {len(requests)} requests")
        if {host for _, host, _ in requests} != {tor.onion}:
            raise Failed(f"Tor was asked for other names: {requests}")
        if not any("POST /v1/u" in line for _, _, line in requests):
            raise Failed("no upload was seen: the tap does not see what it should")
        stage.claim(f"{len(requests)} requests went over {len(requests)} isolated circuits that the gateway was told, and no name was asked but the onion's")
    finally:
        tap.close()


def addressable(adit):
    ran = adit("recipients", "--json", code=None)
    return len(json.loads(ran.out)["recipients"]) if ran.code == 0 else 0


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--bin", required=True)
    given = options.parse_args()
    missing = tornet.missing_programs()
    if missing:
        print(f"tor: FAILED: {', '.join(missing)} missing: run deploy/bootstrap", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stage = Stage(given.bin, "tor")
    nets = []

    def net(unix_socket):
        nets.append(tornet.TorNet(stage.path("net"), f"unix:{unix_socket}"))
        return nets[0]

    failed = True
    try:
        play(stage, net)
        failed = False
        print("tor: ok", flush=True)
    except (Failed, tornet.TorNetError, KeyError, TypeError, ValueError, OSError, subprocess.SubprocessError) as problem:
        stage.log(f"FAILED: {problem}")
        print(f"tor: FAILED at: {stage.step_name}\n{type(problem).__name__}: {problem}\ntor: the logs are in {stage.folder}",
              file=sys.stderr, flush=True)
    finally:
        for one in nets:
            one.down()
        stage.close(keep=failed)
        if not failed:
            shutil.rmtree(stage.folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
