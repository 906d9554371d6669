# SPDX-License-Identifier: Apache-2.0
"""A whole deployment on loopback, made with the real programs: a council of three, a gateway, desks."""
import fcntl
import json
import os
import shlex

from stage import Failed, free_port

EPOCH_SECONDS = 3
MEMBERS = ("Ana", "Bo", "Cy")


class Desk:
    """A recipient's vault. Whoever uses it takes its lock: background sync, the story, a person."""

    def __init__(self, stage, key, name, org, scope, net):
        self.stage, self.key, self.name, self.org, self.scope, self.net = stage, key, name, org, scope, net
        self.passphrase = f"{key} opens this vault and no other"
        self.vault = stage.path(key)
        self.rid = None

    def run(self, *args, code=0, seconds=60):
        with open(self.vault + ".lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self.stage.run("adit-desk", "--vault", self.vault, "--passphrase-fd", "{fd}", "--no-input", *self.net, *args,
                                  secret=self.passphrase, code=code, seconds=seconds)

    def json(self, *args, code=0):
        return json.loads(self.run(*args, "--json", code=code).out)

    def apply(self, invitation):
        self.run("init", "--invitation", invitation, "--name", self.name, "--org", self.org, "--scope", self.scope,
                 "--lang", "en", "--application", self.stage.path(self.key + ".application"))

    def wrapper(self):
        """A small script with which a person plays this desk."""
        secret = self.stage.write(self.key + ".passphrase", self.passphrase + "\n")
        net = " ".join(shlex.quote(n) for n in self.net)
        return self.stage.write(f"desk-{self.key}", f"""#!/bin/sh
exec flock {shlex.quote(self.vault + ".lock")} {shlex.quote(os.path.join(self.stage.bin, "adit-desk"))} \\
  --vault {shlex.quote(self.vault)} --passphrase-fd 3 {net} "$@" 3<{shlex.quote(secret)}
""", 0o700)


class Deployment:
    def __init__(self, stage, epoch_seconds=EPOCH_SECONDS, params=(), address=None, unix_only=False, behind_tor=False):
        self.stage = stage
        self.epoch_seconds = epoch_seconds
        self.params = params
        self.unix_only = unix_only
        self.behind_tor = behind_tor
        self.http_port, self.tls_port = free_port(), free_port()
        self.socket = stage.path("gateway.sock")
        self.http = f"http://127.0.0.1:{self.http_port}"
        self.address = address or f"https://127.0.0.1:{self.tls_port}"
        self.dep = None

    def passphrase(self, member):
        return f"{member} signs for the council"

    def council(self):
        """Two of three members sign the first council; the file is council.doc."""
        s = self.stage
        for member in MEMBERS:
            s.run("adit-council", "member-key", "--out", s.path(f"{member}.key"), "--passphrase-fd", "{fd}",
                  secret=self.passphrase(member))
        members = [word for m in MEMBERS for word in ("--member", f"{m}={s.path(m + '.key.pub')}")]
        s.run("adit-council", "new", "--k", "2", *members, "--epoch-seconds", self.epoch_seconds, "--delay-days", "0",
              "--expires-days", "90", "--out", s.path("council.prop"))
        self.sign_and_merge("council", MEMBERS[:2])

    def sign(self, name, member):
        s = self.stage
        s.run("adit-council", "sign", s.path(name + ".prop"), "--key", s.path(member + ".key"), "--passphrase-fd", "{fd}",
              "--yes", "--out", s.path(f"{name}.{member}.sig"), secret=self.passphrase(member))
        return s.path(f"{name}.{member}.sig")

    def sign_and_merge(self, name, members, council=()):
        s = self.stage
        signatures = [self.sign(name, member) for member in members]
        s.run("adit-council", "merge", s.path(name + ".prop"), *signatures, *council, "--out", s.path(name + ".doc"))

    def invite(self):
        """The invitation; its second part is the deployment."""
        s = self.stage
        s.run("adit-council", "invitation", "--council", s.path("council.doc"), "--address", self.address,
              "--out", s.path("invitation.txt"))
        return s.path("invitation.txt")

    def configure_gateway(self):
        s = self.stage
        text = f'deployment = "{self.deployment_id()}"\ndata = "gateway"\n\n[[listen]]\ntype = "unix"\npath = "gateway.sock"\n'
        if self.behind_tor:  # which names the circuit of each connection
            text += "circuits = true\n"
        text += f'\n[[listen]]\ntype = "loopback"\naddress = "127.0.0.1"\nport = {self.http_port}\n'
        if not self.unix_only:
            s.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                  "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", s.path("tls.key"),
                  "-out", s.path("tls.pem"))
            text += (f'\n[[listen]]\ntype = "tls"\naddress = "127.0.0.1"\nport = {self.tls_port}\n'
                     f'certificate = "tls.pem"\nkey = "tls.key"\n')
        s.write("gateway.toml", text)
        s.run("adit-gateway", "check-config", "--config", s.path("gateway.toml"))
        self.log_key = s.run("adit-gateway", "log-key", "--config", s.path("gateway.toml")).out.strip()

    def deployment_id(self):
        """dep as the program's own files name it: SHA-256 of the genesis body (protocol 2.1)."""
        import hashlib
        with open(self.stage.path("council.prop"), "rb") as f:
            self.dep = hashlib.sha256(b"adit/v1/genesis\0" + f.read()).hexdigest()
        return self.dep

    def start_gateway(self):
        self.stage.spawn("gateway", "adit-gateway", "run", "--config", self.stage.path("gateway.toml"), ready_fd=True)

    def directory(self, desks):
        s = self.stage
        add = [word for d in desks for word in ("--add", s.path(d.key + ".application"))]
        numbers = {"epoch_seconds": self.epoch_seconds, "round_seconds": self.epoch_seconds, "floor": 4, "puzzle_bits": 8,
                   "puzzle_hard_bits": 2, **dict(self.params)}
        sets = [word for k, v in numbers.items() for word in ("--set", f"{k}={v}")]
        shown = s.run("adit-council", "directory", "--council", s.path("council.doc"), "--gateway-key", self.log_key,
                      "--address", self.address, *add, *sets, "--lead-seconds", "0", "--expires-days", "30",
                      "--out", s.path("directory.prop")).out
        for desk in desks:
            if desk.name not in shown:
                raise Failed(f"the proposal does not show {desk.name}:\n{shown}")
        self.sign_and_merge("directory", MEMBERS[1:], ("--council", s.path("council.doc")))
        return shown

    def publish(self):
        s = self.stage
        s.run("adit-council", "publish", s.path("council.doc"), s.path("directory.doc"), "--gateway", self.http, "--direct")

    def keep_in_sync(self, desks, pause=1.0):
        for desk in desks:
            self.stage.background(lambda desk=desk: desk.run("sync", code=(0, 9)), pause)
