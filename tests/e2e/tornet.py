#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A private Tor network on loopback, for tests: authorities that are relays too, one onion service
in front of a gateway, one client. Nothing ever leaves the machine.

Everybody is started in two stages, the onion service and the client only when the consensus lists
all authorities: nodes that come too early wait for a minute for their second chance.
"""
import os
import re
import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

EVERY_NODE = """TestingTorNetwork 1
DataDirectory {folder}
PidFile {folder}/pid
Nickname {name}
Log notice file {folder}/notice.log
SafeLogging 0
LogTimeGranularity 1
ShutdownWaitLength 0
DisableDebuggerAttachment 0
AvoidDiskWrites 1
PathsNeededToBuildCircuits 0.67
"""
AUTHORITY = """Address 127.0.0.1
OutboundBindAddress 127.0.0.1
ORPort 127.0.0.1:{or_port} IPv4Only
DirPort 127.0.0.1:{dir_port}
AssumeReachable 1
ExitRelay 0
ExitPolicy reject *:*
ContactInfo {name}@example.invalid
SocksPort 0
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteExit *
TestingMinExitFlagThreshold 0
AuthDirMaxServersPerAddr 0
"""


# Lines of deploy/tor/adit.torrc that are about the machine, or that this network says itself.
NOT_HERE = {"HiddenServiceDir", "HiddenServicePort", "ORPort", "ExitRelay", "AvoidDiskWrites", "SafeLogging", "Log",
            "DisableDebuggerAttachment", "Sandbox"}


def service_lines():
    """What an operator is told to write, so that it is tried here."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "deploy", "tor", "adit.torrc")
    with open(path) as f:
        lines = [line.strip() for line in f if line.strip() and not line.startswith("#")]
    return "".join(f"{line}\n" for line in lines if line.split()[0] not in NOT_HERE)


class TorNetError(Exception):
    """Says which stage failed."""


def missing_programs():
    return [name for name in ("tor", "tor-gencert") if shutil.which(name) is None]


def free_ports(count):
    """Ports that were free a moment ago, held together so that all are different."""
    held = [socket.socket() for _ in range(count)]
    for s in held:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


class TorNet:
    def __init__(self, folder, target, authorities=4):
        self.folder = os.path.abspath(folder)
        self.target = target  # unix:/path or 127.0.0.1:port; must be listening before up()
        self.names = [f"auth{i}" for i in range(authorities)]
        ports = free_ports(2 * authorities + 1)
        self.or_ports = dict(zip(self.names, ports))
        self.dir_ports = dict(zip(self.names, ports[authorities:]))
        self.socks_port = ports[-1]
        self.processes = {}
        self.onion = None

    def _path(self, *parts):
        return os.path.join(self.folder, *parts)

    def _torrc(self, name, text):
        with open(self._path(name, "torrc"), "w") as f:
            f.write(text)

    def _common(self, name):
        os.makedirs(self._path(name), mode=0o700, exist_ok=True)
        return EVERY_NODE.format(folder=self._path(name), name=name)

    def _make_authority(self, name):
        """Its keys and torrc without the list of authorities; its line of that list."""
        text = self._common(name) + AUTHORITY.format(name=name, or_port=self.or_ports[name],
                                                     dir_port=self.dir_ports[name])
        keys = self._path(name, "keys")
        os.makedirs(keys, mode=0o700, exist_ok=True)
        address = f"127.0.0.1:{self.dir_ports[name]}"
        subprocess.run(["tor-gencert", "--create-identity-key", "--passphrase-fd", "0", "-m", "12", "-a", address,
                        "-i", f"{keys}/authority_identity_key", "-s", f"{keys}/authority_signing_key",
                        "-c", f"{keys}/authority_certificate"], input=b"x\n", check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        nobody = f"DirAuthority x orport=1 no-v2 v3ident={'0' * 40} 127.0.0.1:1 {'0' * 40}\n"
        self._torrc(name, text + nobody)
        listed = subprocess.run(["tor", "-f", self._path(name, "torrc"), "--list-fingerprint", "--quiet"],
                                capture_output=True, text=True, check=True).stdout
        fingerprint = re.search(r"((?:[0-9A-F]{4} ?){10})", listed)[1].replace(" ", "")
        with open(f"{keys}/authority_certificate") as f:
            identity = re.search(r"^fingerprint ([0-9A-F]{40})", f.read(), re.M)[1]
        line = f"DirAuthority {name} orport={self.or_ports[name]} no-v2 v3ident={identity} {address} {fingerprint}\n"
        return text, line

    def _start(self, name):
        # A child that kept a pipe of ours open would hang whoever reads it.
        self.processes[name] = subprocess.Popen(
            ["tor", "-f", self._path(name, "torrc"), "--quiet"], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def _wait(self, what, until, condition):
        while not condition():
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise TorNetError(f"{name} ended while waiting for {what}: see {self._path(name, 'notice.log')}")
            if time.monotonic() > until:
                raise TorNetError(f"no {what} in time: see {self.folder}")
            time.sleep(0.1)

    def _consensus_lists_all(self):
        try:
            with open(self._path(self.names[0], "cached-microdesc-consensus")) as f:
                flags = re.findall(r"^s (.*)", f.read(), re.M)
        except OSError:
            return False
        ready = [f for f in flags if "HSDir" in f and "Guard" in f]
        # One of them may never be called fast; that is enough.
        return len(ready) == len(self.names) and sum("Fast" in f for f in flags) >= len(self.names) - 1

    def _is_bootstrapped(self, name):
        try:
            with open(self._path(name, "notice.log")) as f:
                return "Bootstrapped 100%" in f.read()
        except OSError:
            return False

    def _onion_answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.socks_port), 20) as s:
                s.settimeout(20)
                s.sendall(b"\5\1\0")
                if s.recv(2) != b"\5\0":
                    return False
                name = self.onion.encode()
                s.sendall(b"\5\1\0\3" + bytes([len(name)]) + name + b"\0\x50")
                answer = s.recv(10)
                return len(answer) > 1 and answer[1] == 0
        except OSError:
            return False

    def up(self, seconds=100):
        """Returns once the onion service can be reached through the client."""
        until = time.monotonic() + seconds
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        with ThreadPoolExecutor(len(self.names)) as pool:
            made = dict(zip(self.names, pool.map(self._make_authority, self.names)))
        everybody = "".join(line for _, line in made.values())
        for name, (text, _) in made.items():
            self._torrc(name, text + everybody)
            self._start(name)
        service = self._common("service")
        os.makedirs(self._path("service", "onion"), mode=0o700, exist_ok=True)
        self._torrc("service", service + f"HiddenServiceDir {self._path('service', 'onion')}\n"
                                         f"HiddenServicePort 80 {self.target}\n" + service_lines() + everybody)
        self._torrc("client", self._common("client") + f"SocksPort 127.0.0.1:{self.socks_port} IsolateSOCKSAuth\n"
                                                       "UseMicrodescriptors 1\n" + everybody)
        self._wait("consensus of all authorities", until, self._consensus_lists_all)
        self._start("service")
        self._start("client")
        self._wait("onion service", until, lambda: self._is_bootstrapped("service"))
        self._wait("client", until, lambda: self._is_bootstrapped("client"))
        with open(self._path("service", "onion", "hostname")) as f:
            self.onion = f.read().strip()
        self._wait("connection to the onion service", until, self._onion_answers)

    def down(self):
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + 5
        for process in self.processes.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:  # seen: an authority that waits for itself
                process.kill()
                process.wait()
        self.processes = {}
