# SPDX-License-Identifier: Apache-2.0
"""Where a story is played: a folder of its own, the programs, what they said, and an end that leaves
neither processes nor files. Passphrases and secrets go through descriptors, never through arguments."""
import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time


class Failed(Exception):
    """A step did not do what it had to."""


class Ran:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Stage:
    def __init__(self, bin_folder, name="quickstart"):
        self.bin = os.path.abspath(bin_folder)
        self.name = name
        self.folder = tempfile.mkdtemp(prefix="adit-" + name + "-")
        self.step_name = "start"
        self.claims = []
        self.children = {}
        self.environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"}
        self.stopping = threading.Event()
        self.threads = []
        self._log = open(self.path("log.txt"), "w", encoding="utf-8")
        self._log_lock = threading.Lock()

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text, mode=0o600):
        with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as f:
            f.write(text)
        return self.path(name)

    def log(self, text):
        with self._log_lock:
            self._log.write(text + "\n")
            self._log.flush()

    def step(self, name):
        self.step_name = name
        self.log("\n=== " + name)
        print(f"{self.name}: {name}", file=sys.stderr, flush=True)

    def claim(self, text):
        self.claims.append(text)
        self.log("ok: " + text)
        print("ok: " + text, flush=True)

    # --- Programs ---

    def run(self, program, *args, secret=None, code=0, seconds=60):
        """Runs one program to its end. `{fd}` in an argument becomes a descriptor from which `secret`
        can be read. `code`: the exit code that it must have, a tuple of them, or None for any."""
        pass_fds, fd = (), None
        if secret is not None:
            fd, write_end = os.pipe()
            os.write(write_end, secret.encode() + b"\n")
            os.close(write_end)
            pass_fds = (fd,)
        command = [str(a).replace("{fd}", str(fd)) for a in args]
        executable = os.path.join(self.bin, program) if program.startswith("adit") else program
        try:
            done = subprocess.run([executable] + command, stdin=subprocess.DEVNULL, capture_output=True, cwd=self.folder,
                                  env=self.environment, pass_fds=pass_fds, timeout=seconds, check=False)
        except subprocess.TimeoutExpired as late:
            raise Failed(f"{program} {' '.join(command)} did not end in {seconds} seconds") from late
        except OSError as error:
            raise Failed(f"{program} cannot be started: {error.strerror}") from error
        finally:
            if fd is not None:
                os.close(fd)
        ran = Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
        self.log(f"$ {program} {' '.join(command)}\n[{ran.code}]\n{ran.out}{ran.err}")
        wanted = code if isinstance(code, tuple) or code is None else (code,)
        if wanted is not None and ran.code not in wanted:
            raise Failed(f"{program} {' '.join(command)}\nended with {ran.code} instead of {wanted}:\n{ran.out}{ran.err}")
        return ran

    def spawn(self, name, program, *args, ready_fd=False):
        """Starts a program that stays. With ready_fd: returns when it has written a byte there."""
        pass_fds, read_end = (), None
        command = list(args)
        if ready_fd:
            read_end, write_end = os.pipe()
            command += ["--ready-fd", str(write_end)]
            pass_fds = (write_end,)
        output = open(self.path(name + ".log"), "wb")
        self.children[name] = subprocess.Popen([os.path.join(self.bin, program)] + command, stdin=subprocess.DEVNULL,
                                               stdout=output, stderr=output, cwd=self.folder, env=self.environment,
                                               pass_fds=pass_fds, start_new_session=True)
        output.close()
        if ready_fd:
            os.close(write_end)
            ready = os.read(read_end, 1)
            os.close(read_end)
            if not ready:
                raise Failed(f"{program} did not start:\n{self.output_of(name)}")

    def output_of(self, name):
        with open(self.path(name + ".log"), encoding="utf-8", errors="replace") as f:
            return f.read()

    def must_live(self):
        for name, child in self.children.items():
            if child.poll() is not None:
                raise Failed(f"{name} ended by itself with {child.returncode}:\n{self.output_of(name)}")

    def until(self, what, condition, seconds=40, pause=0.2):
        """Asks again and again; what the condition returned, once it is true."""
        end = time.monotonic() + seconds
        while True:
            self.must_live()
            found = condition()
            if found:
                return found
            if time.monotonic() > end:
                raise Failed(f"waited {seconds} seconds for: {what}")
            time.sleep(pause)

    def background(self, work, pause):
        """Calls work() again and again in a thread until the end."""
        def loop():
            while not self.stopping.is_set():
                try:
                    work()
                except Failed as failure:
                    self.log(f"background: {failure}")
                self.stopping.wait(pause)
        thread = threading.Thread(target=loop, daemon=True)
        thread.start()
        self.threads.append(thread)

    # --- The end ---

    def close(self, keep):
        self.stopping.set()
        for thread in self.threads:
            thread.join(10)
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        for child in self.children.values():
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._log.close()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def tell(name, play):
    """The main of a story that only plays: play(stage) with the programs of --bin. Its exit code."""
    options = argparse.ArgumentParser()
    options.add_argument("--bin", required=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stage = Stage(options.parse_args().bin, name)
    failed = True
    try:
        play(stage)
        failed = False
        print(f"{name}: ok", flush=True)
    except (Failed, KeyError, ValueError, OSError, subprocess.SubprocessError) as problem:
        stage.log(f"FAILED: {problem}")
        print(f"{name}: FAILED at: {stage.step_name}\n{type(problem).__name__}: {problem}\n{name}: the logs are in {stage.folder}",
              file=sys.stderr, flush=True)
    finally:
        stage.close(keep=failed)
    return 1 if failed else 0
