# SPDX-License-Identifier: Apache-2.0
"""A recipient, a part of the council and a reporter who cheat, with the gateway's help or without."""
import os

from rows import E_DIRECTORY, E_GENESIS, E_ROLLED_BACK, row
from stage import Failed

RECIPIENT, COUNCIL, REPORTER = "recipient", "council", "reporter"


# --- A recipient who has opened a letter ---

def delivered(scene, what, *words, to="a"):
    """Makes a letter, lets it be carried and published; what the desk made of it."""
    scene.start_gateway()
    scene.sync_all()
    file = scene.path("letter")
    scene.cheat("letter", what, file, *words)
    scene.carry(file)
    scene.tick()
    return scene.visit(to)


@row(RECIPIENT, "writes another text under the keys of a letter", "E_SPLICE, set aside", "the other recipient",
     "letters 0 repeated 0 damaged 0 spliced 1$")
def other_text(scene):
    return [delivered(scene, "other-text", scene.insider("b"), 1)]


@row(RECIPIENT, "makes a second message out of a letter", "E_SPLICE, set aside", "the other recipient",
     "letters 0 repeated 0 damaged 0 spliced 1$")
def other_message(scene):
    return [delivered(scene, "other-message", scene.insider("b"), 1)]


@row(RECIPIENT, "moves tags from one letter to another", "E_SPLICE, set aside", "the other recipient",
     "letters 0 repeated 0 damaged 0 spliced 1$")
def moved_tags(scene):
    return [delivered(scene, "moved-tags", scene.insider("b"), 1, 2)]


@row(RECIPIENT, "passes a letter on as if it had been addressed", "E_SPLICE, set aside", "who gets it",
     "letters 0 repeated 0 damaged 0 spliced 1$")
def pass_on(scene):
    return [delivered(scene, "pass-on", scene.insider("b"), 1, scene.insider("c"), to="c")]


@row(RECIPIENT, "sends a letter again", "shown once", "the other recipient", "letters 0 repeated 0 damaged 0 spliced 0$")
def same_again(scene):
    # The hash is known to the gateway: published in another epoch it would be a replay, here not at all.
    return [delivered(scene, "same-again", scene.insider("b"), 1)]


# --- A recipient who answers ---

def answered(scene, what, by, *words):
    scene.start_gateway()
    scene.sync_all()
    # The visit handed in this round's cards; the cheat takes the next round.
    scene.tick()
    cards = scene.path("cards")
    scene.cheat("cards", what, cards, scene.insider(by), *words)
    status = scene.post("/v1/cards", cards)
    if status != 202:
        raise Failed(f"the gateway says {status}")
    scene.tick()
    return scene.read(scene.world.secret)


def shown(dialogue):
    words = [m["text"] for v in dialogue["recipients"] for m in v["messages"]]
    forged = sum(v["forged"] for v in dialogue["recipients"]) + dialogue.get("forged_by_unknown", 0)
    return f"shown {len(words)} hidden {forged}"


@row(RECIPIENT, "answers honestly (control)", "none", "the reporter", "^shown 1 hidden 0$", epochs=2)
def honest_answer(scene):
    return [shown(answered(scene, "honest", "b", 1))]


@row(RECIPIENT, "answers in another's name", "hidden and counted", "the reporter", "^shown 0 hidden 1$", epochs=2)
def in_anothers_name(scene):
    return [shown(answered(scene, "in-anothers-name", "b", 1, scene.world.rids["a"]))]


@row(RECIPIENT, "answers in a thread that it was not addressed in", "hidden and counted", "the reporter",
     "^shown 0 hidden 1$", epochs=2)
def not_addressed(scene):
    return [shown(answered(scene, "not-addressed", "c", 1, scene.insider("a")))]


# --- A recipient's keys ---

def offered(scene, what, *words):
    scene.start_gateway()
    file = scene.path("document.post")
    scene.cheat("document", what, file, *words)
    return [f"the gateway says {scene.post('/v1/documents', file)}"]


@row(RECIPIENT, "publishes a key that nobody can seal to", "403", "the gateway", "says 403$")
def useless_key(scene):
    return offered(scene, "useless-key", scene.insider("c"), 4)


@row(RECIPIENT, "publishes another recipient's key as its own", "403", "the gateway", "says 403$")
def key_of_another(scene):
    return offered(scene, "key-of", scene.insider("c"), scene.insider("b"), 4)


@row(RECIPIENT, "uploads a key again whose week is over", "403", "the gateway", "says 403$", epochs=1)
def key_again(scene):
    scene.start_gateway()
    file = scene.path("document.post")
    scene.cheat("document", "key-again", file, scene.insider("c"), 0, 0)
    if scene.post("/v1/documents", file) != 202:
        raise Failed("the same bytes are not taken while their week lasts")
    scene.stage.set_clock(scene.stage.now + 14 * 86400)
    scene.tick()
    return [f"the gateway says {scene.post('/v1/documents', file)}"]


@row(RECIPIENT, "publishes a second key for a week", "403", "the gateway", "says 403$")
def second_key(scene):
    return offered(scene, "key-again", scene.insider("c"), 1, 2)


# --- Part of the council ---

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
    """A second council of the same people and a directory of its own: council.doc and directory.doc in a folder."""
    s, d = scene.stage, scene.world.deployment
    folder = scene.path("other")
    os.mkdir(folder)
    members = [w for m in ("Ana", "Bo", "Cy") for w in ("--member", f"{m}={s.path(m + '.key.pub')}")]
    council, directory = os.path.join(folder, "council"), os.path.join(folder, "directory")
    s.run("adit-council", "new", "--k", "2", *members, "--epoch-seconds", "1", "--delay-days", "0", "--expires-days", "80",
          "--out", council + ".prop")
    merge(scene, council)
    s.run("adit-council", "invitation", "--council", council + ".doc", "--address", d.address, "--out",
          os.path.join(folder, "invitation.txt"))
    s.run("adit-desk", "--vault", os.path.join(folder, "vault"), "--passphrase-fd", "{fd}", "--no-input", "--direct", "init",
          "--invitation", os.path.join(folder, "invitation.txt"), "--name", "Desk z", "--org", "Union", "--scope", "work", "--lang",
          "en", "--application", os.path.join(folder, "application"), secret="another desk's passphrase")
    s.run("adit-council", "directory", "--council", council + ".doc", "--gateway-key", d.log_key, "--address", d.address, "--add",
          os.path.join(folder, "application"), "--set", "epoch_seconds=1", "--set", "round_seconds=1", "--lead-seconds", "0",
          "--expires-days", "30", "--out", directory + ".prop", code=None)
    return folder


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
    folder = other_deployment(scene)
    scene.change_log("council", os.path.join(folder, "council.doc"), witnesses="ab")
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


# --- A reporter ---

def verdicts(scene, what, to="ab", of="a"):
    said = delivered(scene, what, scene.public, *(scene.world.rids[key] for key in to), to=of)
    if "letters 1" not in said:
        return said
    slots = scene.letter(of, scene.letters(of)[-1]["number"])["slots"]
    return said + " " + " ".join(sorted(slot["verdict"].replace(" ", "-") for slot in slots))


@row(REPORTER, "writes as one should (control)", "none", "both recipients", "letters 1 .* readable readable unused unused$")
def honest_letter(scene):
    return [verdicts(scene, "honest")]


@row(REPORTER, "fills a recipient's slot with noise", "shown as not readable", "the other recipient",
     "letters 1 .* not_readable readable unused unused$")
def bad_slot(scene):
    return [verdicts(scene, "bad-slot")]


@row(REPORTER, "gives two recipients two keys", "shown as not readable", "the first recipient",
     "letters 1 .* not_readable readable unused unused$")
def two_texts(scene):
    return [verdicts(scene, "two-texts")]


@row(REPORTER, "hides that somebody else can read it", "shown as unlisted", "the first recipient",
     "letters 1 .* readable unlisted unused unused$")
def hidden_reader(scene):
    return [verdicts(scene, "hidden-reader")]


@row(REPORTER, "sends more answers than a letter may have", "E_DAMAGED, set aside", "the recipient", "letters 0 .*damaged 1")
def many_fields(scene):
    return [verdicts(scene, "many-fields", to="a")]


@row(REPORTER, "sends more files than a letter may have", "E_DAMAGED, set aside", "the recipient", "letters 0 .*damaged 1")
def many_files(scene):
    return [verdicts(scene, "many-files", to="a")]


@row(REPORTER, "sends what is no letter inside", "E_DAMAGED, set aside", "the recipient", "letters 0 .*damaged 1")
def bad_block(scene):
    return [verdicts(scene, "bad-block", to="a")]


@row(REPORTER, "sends escape codes for the terminal", "shown as marks", "the recipient", "^inert$")
def hostile_text(scene):
    said = delivered(scene, "hostile-text", scene.public, scene.world.rids["a"])
    if "letters 1" not in said:
        raise Failed(said)
    number = scene.letters("a")[-1]["number"]
    for command in (("list",), ("show", number), ("show", number, "--json"), ("list", "--json")):
        out = scene.desks["a"].run(*command).out
        if "31m" not in out and command[0] == "show":
            raise Failed("the text is not there:\n" + out)
        bad = sorted({f"U+{ord(c):04X}" for c in out if is_hostile(c)})
        if bad:
            return [f"{command} shows {bad}"]
        if any(line.startswith("  written by the owner\x08") for line in out.splitlines()):
            return [f"{command} shows a line that looks like ours"]
    return ["inert"]


def is_hostile(c):
    return (ord(c) < 0x20 and c != "\n") or 0x7f <= ord(c) < 0xa0 or c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
