# SPDX-License-Identifier: Apache-2.0
"""A recipient, a courier and a reporter who cheat, with the gateway's help or without."""
from rows import BAD_KEY, row
from stage import Failed
from world import OtherDeployment

WEEK = 7 * 86400
RECIPIENT, REPORTER = "recipient", "reporter"


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


@row(RECIPIENT, "publishes the key of another week again", "E_BADKEY", "every other desk", BAD_KEY, epochs=3)
def own_key_reused(scene):
    scene.start_gateway()
    scene.sync_all()
    file = scene.path("document.post")
    scene.cheat("document", "key-again", file, scene.insider("c"), 0, 3)
    if scene.post("/v1/documents", file) != 202:
        raise Failed("the key was not taken")
    scene.tick()
    scene.stage.set_clock(scene.stage.now + 3 * WEEK)
    scene.tick()
    return [scene.alarms("a"), scene.alarms("b")]


@row(RECIPIENT, "publishes a second key for a week", "403", "the gateway", "says 403$")
def second_key(scene):
    return offered(scene, "key-again", scene.insider("c"), 1, 2)


# --- A courier: letters and keys that come in another order (V28) ---

def carried_later(scene, weeks):
    """A letter is sealed now and arrives when the keys of later weeks are in force. How many desk a has then."""
    scene.start_gateway()
    scene.sync_all()
    file = scene.path("letter")
    scene.cheat("letter", "honest", file, scene.public, scene.world.rids["a"])
    for _ in range(weeks):
        scene.stage.set_clock(scene.stage.now + WEEK)
        scene.tick()
        for key in "abc":
            # Epochs are missing: the gateway was away.
            scene.sync(key, code=(0, 9, 10))
    before = len(scene.letters("a"))
    scene.carry(file)
    scene.tick()
    scene.sync("a", code=(0, 9, 10))
    return f"of one {len(scene.letters('a')) - before} arrived"


@row("courier", "brings a letter in the week after its key's", "opens", "the recipient", "^of one 1 arrived", epochs=2)
def a_week_late(scene):
    return [carried_later(scene, 1)]


@row("courier", "brings a letter two weeks after its key's", "opens for nobody", "nobody", "^of one 0 arrived", epochs=3)
def two_weeks_late(scene):
    return [carried_later(scene, 2)]


@row("courier", "brings the second letter of a thread first", "both shown", "the recipient", "^letters 1 .* letters 1 ",
     epochs=2)
def second_first(scene):
    scene.start_gateway()
    scene.sync_all()
    files = [scene.path("one"), scene.path("two")]
    for file in files:
        scene.cheat("letter", "honest", file, scene.public, scene.world.rids["a"])
    said = []
    for file in reversed(files):
        scene.carry(file)
        scene.tick()
        said.append(scene.visit("a"))
    return [" ".join(said)]


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


# --- Two deployments (V2, V3) ---

@row(REPORTER, "relays what was made for another deployment", "403", "the other gateway", "^403 403 403 403$")
def relayed(scene):
    """An upload with its work, cards, a confirmation and a key of this deployment, at the gateway of another one."""
    scene.start_gateway()
    scene.sync("a", code=(0, 9))
    scene.report("to be relayed", "a")
    scene.cheat("document", "key-again", scene.path("key.post"), scene.insider("c"), 0, 0)
    bodies = dict(scene.front.bodies)
    with open(scene.path("key.post"), "rb") as f:
        bodies["/v1/documents"] = f.read()
    here = [scene.front.hand_on(path, body) for path, body in sorted(bodies.items())]
    if here != [202, 202, 202, 202]:
        raise Failed(f"at home they are not taken: {here}")
    other = OtherDeployment(scene)
    try:
        other.set_up()
        return [" ".join(str(other.post(path, body)) for path, body in sorted(bodies.items()))]
    finally:
        other.close()
