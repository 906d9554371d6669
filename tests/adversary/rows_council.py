# SPDX-License-Identifier: Apache-2.0
"""A part of the council that cheats, with the gateway's help."""

from rows import E_DIRECTORY, E_GENESIS, E_ROLLED_BACK, row
from stage import Failed

COUNCIL = "council"


def proposal(scene, name="next"):
    """A directory without recipient c, as adit-council writes it."""
    s = scene.stage
    out = scene.path(name + ".prop")
    s.run("adit-council", "directory", "--council", s.path("council.doc"), "--previous", s.path("directory.doc"), "--suspend",
          scene.world.rids["c"], "--out", out)
    return out


def signer(scene, index, member):
    return f"{index}:{scene.stage.path(member + '.key')}:{scene.world.deployment.passphrase(member)}"


def accepted_by(scene, body, kind, *signers, dep=None):
    """A directory with these signatures: what the gateway says, and what those say to whom it is shown as if it
    had been logged."""
    dep = dep or scene.world.deployment.dep
    scene.cheat("document", "signed", scene.path("forged"), dep, body, kind, *signers)
    scene.cheat("document", "signed", scene.path("forged.post"), dep, body, kind, *signers)
    scene.start_gateway()
    status = scene.post("/v1/documents", scene.path("forged.post"))
    if status not in (400, 403):
        return [f"the gateway says {status}"]
    scene.stop_gateway()
    scene.change_log("directory", scene.path("forged"), witnesses="ab")
    return [scene.refused(), scene.alarms("c")]


@row(COUNCIL, "two of three sign (control)", "none", "everyone", "^the gateway says 202$")
def enough_signatures(scene):
    return accepted_by(scene, proposal(scene), "directory", signer(scene, 0, "Ana"), signer(scene, 1, "Bo"))


@row(COUNCIL, "k-1 members sign", "E_DIRECTORY", "gateway, reporter, desk", E_DIRECTORY)
def too_few(scene):
    return accepted_by(scene, proposal(scene), "directory", signer(scene, 0, "Ana"))


@row(COUNCIL, "k-1 members try to merge", "E_DIRECTORY", "adit-council", "exit 5")
def too_few_merged(scene):
    s = scene.stage
    prop = proposal(scene)
    sig = scene.path("one.sig")
    s.run("adit-council", "sign", prop, "--key", s.path("Ana.key"), "--passphrase-fd", "{fd}", "--yes", "--out", sig,
          secret=scene.world.deployment.passphrase("Ana"))
    ran = s.run("adit-council", "merge", prop, sig, "--council", s.path("council.doc"), "--out", scene.path("no.doc"), code=None)
    return [f"exit {ran.code} {ran.err}"]


@row(COUNCIL, "one member signs twice, in two places", "E_DIRECTORY", "gateway, reporter, desk", E_DIRECTORY)
def counted_twice(scene):
    return accepted_by(scene, proposal(scene), "directory", signer(scene, 0, "Ana"), signer(scene, 1, "Ana"))


@row(COUNCIL, "one member signs twice, in one place", "E_DIRECTORY", "gateway, reporter, desk", "exit (5|1) ")
def same_place_twice(scene):
    return accepted_by(scene, proposal(scene), "directory", signer(scene, 0, "Ana"), signer(scene, 0, "Ana"))


@row(COUNCIL, "one key is two members", "refused", "adit-council", "exit [1-9]")
def one_key_two_members(scene):
    s = scene.stage
    pub = s.path("Ana.key.pub")
    ran = s.run("adit-council", "new", "--k", "2", "--member", f"Ana={pub}", "--member", f"Another={pub}", "--member",
                f"Bo={s.path('Bo.key.pub')}", "--epoch-seconds", "1", "--delay-days", "0", "--expires-days", "90", "--out",
                scene.path("two.prop"), code=None)
    return [f"exit {ran.code} {ran.err}"]


@row(COUNCIL, "signatures that were given for a council", "E_DIRECTORY", "gateway, reporter, desk", E_DIRECTORY)
def another_type(scene):
    return accepted_by(scene, proposal(scene), "council", signer(scene, 0, "Ana"), signer(scene, 1, "Bo"))


@row(COUNCIL, "signatures that were given for another deployment", "E_DIRECTORY", "gateway, reporter, desk", E_DIRECTORY)
def signed_elsewhere(scene):
    return accepted_by(scene, proposal(scene), "directory", signer(scene, 0, "Ana"), signer(scene, 1, "Bo"), dep="00" * 32)


def other_deployment(scene):
    """A second council of the same people; its document."""
    s = scene.stage
    members = [w for m in ("Ana", "Bo", "Cy") for w in ("--member", f"{m}={s.path(m + '.key.pub')}")]
    council = scene.path("other")
    s.run("adit-council", "new", "--k", "2", *members, "--epoch-seconds", "1", "--delay-days", "0", "--expires-days", "80",
          "--out", council + ".prop")
    merge(scene, council)
    return council + ".doc"


def merge(scene, name):
    s = scene.stage
    signatures = []
    for member in ("Ana", "Bo"):
        signatures.append(f"{name}.{member}.sig")
        s.run("adit-council", "sign", name + ".prop", "--key", s.path(member + ".key"), "--passphrase-fd", "{fd}", "--yes",
              "--out", signatures[-1], secret=scene.world.deployment.passphrase(member))
    s.run("adit-council", "merge", name + ".prop", *signatures, "--out", name + ".doc")


@row(COUNCIL, "offers the council of another deployment", "E_GENESIS", "gateway, reporter, desk", E_GENESIS)
def another_council(scene):
    scene.change_log("council", other_deployment(scene), witnesses="ab")
    return [scene.refused(), scene.alarms("c")]


@row(COUNCIL, "leaves a vetted directory for the one before it", "E_DIRECTORY (older)", "the desk that saw the newer",
     E_ROLLED_BACK, epochs=4)
def rolled_back(scene):
    s = scene.stage
    scene.start_gateway()
    body = proposal(scene)
    scene.cheat("document", "signed", scene.path("next.post"), scene.world.deployment.dep, body, "directory",
                signer(scene, 0, "Ana"), signer(scene, 1, "Bo"))
    if scene.post("/v1/documents", scene.path("next.post")) != 202:
        raise Failed("the directory was not taken")
    for _ in range(3):
        scene.tick()
        scene.sync("a", code=(0, 9))
    scene.change_log("directory", s.path("directory.doc"))
    return [scene.alarms("a")]
