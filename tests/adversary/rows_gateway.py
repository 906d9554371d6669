# SPDX-License-Identifier: Apache-2.0
"""A gateway that cheats: with its log, its files, its state, and with whom it shows what."""
import os
import shutil

from rows import (BAD_KEY, CANARY_LOST, CARDS_MISSING, COUNT, E_INCLUSION, E_QUORUM, E_STALE, E_STATE, FOREIGN_KEY, FORK, GAP, KEPT_FROM_YOU,
                  LATE, LEFT_OUT_EPOCHS, REFUSED, UNKNOWN_VIEW, row)
from stage import Failed
from world import Scene

GATEWAY = "gateway"


def all_desks(scene):
    return [scene.alarms(key) for key in "abc"]


# --- The control: nobody cheats ---

@row("nobody", "everything is as it should be", "none", "everyone", r"^nothing$")
def honest(scene):
    said = [scene.alarms(key) for key in "abc"] + [scene.refused()]
    scene.start_gateway()
    scene.report("a report on an honest day", "a", "b")
    scene.tick()
    said += [scene.alarms(key) for key in "abc"]
    return [s or "nothing" for s in said]


# --- The newest epoch ---

def log_row(name, words, alarm="E_COUNT", pattern=COUNT, who="abc", seen="every desk", arguments=()):
    """A cheat with the log after which the named desks are asked."""
    def play(scene):
        scene.change_log(name, *(scene.insider(a) if a in "abc" else a for a in arguments))
        return [scene.alarms(key) for key in who]
    play.__name__ = "_".join((name,) + tuple(arguments)).replace("-", "_")
    row(GATEWAY, words, alarm, seen, pattern)(play)


log_row("drop-letter", "leaves a letter out of the log", who="ac")
log_row("drop-letter-and-count", "leaves a letter out of the log and of the count", who="ac")
log_row("fewer-letters-under-the-seal", "leaves a letter out of the sealed batch", arguments="b", who="ac")
log_row("other-letters-under-the-seal", "changes letters under the seal", arguments="b", who="ac")
log_row("reorder", "swaps two letters of a batch", who="ac")
log_row("reorder-kinds", "puts a card before the letters", who="c")
log_row("change-leaf", "changes a letter's leaf", who="ac")
log_row("plant", "plants a leaf for a letter that nobody has", who="ac")
log_row("same-epoch-twice", "publishes one epoch twice", who="c")
log_row("tail", "adds a leaf after the epoch's record", "E_INCLUSION", E_INCLUSION, who="c")
for what in ("letters", "cards", "parcels", "documents"):
    log_row("count", f"counts one of the {what} too many", arguments=(what,), who="c")
log_row("remove-feed", "does not serve a batch", "E_GAP", GAP, who="ac")
log_row("change-feed", "changes one byte of a batch", who="ac")
log_row("change-parcels", "changes one byte of the parcels", who="a")
log_row("change-cards", "changes one byte of the cards", who="ac")
log_row("swap-cards", "swaps two cards", who="c")
log_row("leave-out", "seals a batch to one recipient only", "E_GAP (kept from you)", KEPT_FROM_YOU, arguments="a", who="bc",
        seen="the desks left out")


# --- Two histories ---

@row(GATEWAY, "rewinds the log by an epoch", "E_FORK", "every desk that saw more", FORK)
def rewind(scene):
    scene.sync_all()
    scene.change_log("rewind")
    return all_desks(scene)


@row(GATEWAY, "changes what it published before", "E_FORK", "every desk", FORK)
def rewrite_past(scene):
    scene.change_log("rewrite-past")
    return all_desks(scene)


@row(GATEWAY, "shows another history of the same size", "E_FORK", "every desk that saw the first", FORK)
def same_size(scene):
    scene.sync_all()
    scene.change_log("change-leaf")
    return [scene.alarms("a"), scene.alarms("c")]


@row(GATEWAY, "forks with one witness too few", "E_QUORUM", "the reporter", E_QUORUM)
def fork_without_quorum(scene):
    view = scene.other_view()
    scene.change_log("rewrite-past", folder=view, witnesses="a")
    scene.front.folder = view
    return [scene.refused()]


@row(GATEWAY, "forks with enough witnesses: one recipient is hidden", "E_FORK (unknown view)", "the recipient of the letter",
     UNKNOWN_VIEW)
def fork_with_quorum(scene):
    return written_from(scene, "without-key", scene.insider("b"), witnesses="bc")


@row(GATEWAY, "shows one reporter another key, with a quorum", "E_FORK (unknown view)", "the other recipient", UNKNOWN_VIEW)
def other_key_for_one(scene):
    return written_from(scene, "other-key", scene.insider("b"), witnesses="bc")


def written_from(scene, what, *words, witnesses):
    """A reporter is shown a view of its own and believes it; what the recipient of the letter is told."""
    scene.start_gateway()
    view = scene.other_view()
    scene.change_log(what, *words, folder=view, witnesses=witnesses)
    scene.front.folder = view
    scene.front.swallow = {"/v1/u"}
    scene.report("written from a view of my own", "a")
    scene.front.folder, scene.front.swallow = scene.public, set()
    letter = scene.path("letter")
    with open(letter, "wb") as f:
        f.write(scene.front.bodies["/v1/u"][:16384])
    scene.sync_all()
    scene.carry(letter)
    scene.tick()
    return [scene.alarms("a")]


@row(GATEWAY, "runs on from yesterday's copy", "E_FORK", "every desk", FORK, epochs=2)
def restored_copy(scene):
    a_day_later(scene, ("gateway", "gateway.marker"))
    return all_desks(scene)


@row(GATEWAY, "is put back from yesterday's copy by mistake", "signs nothing", "the gateway itself", "nothing is signed")
def restored_by_mistake(scene):
    a_day_later(scene, ("gateway",))
    scene.stage.set_clock(scene.stage.now + 1)
    scene.stage.until("the gateway to say so", lambda: "not published" in scene.stage.output_of("gateway"), pause=0.05)
    return [scene.stage.output_of("gateway")]


def a_day_later(scene, put_back):
    """An epoch passes, all see it, and then some of the gateway's folders are again as they were."""
    kept = [name for name in put_back if os.path.exists(scene.path(name))]
    for name in kept:
        shutil.copytree(scene.path(name), scene.path("yesterday", name))
    scene.start_gateway()
    scene.tick()
    scene.sync_all()
    scene.stop_gateway()
    for name in kept:
        shutil.rmtree(scene.path(name))
        os.rename(scene.path("yesterday", name), scene.path(name))
    scene.ticks = 0
    scene.start_gateway()


# --- Time ---

@row(GATEWAY, "stands still for half an hour", "E_GAP (late)", "every desk", LATE)
def freeze(scene):
    scene.sync_all()
    scene.stage.set_clock(scene.stage.now + 1803)
    return all_desks(scene)


@row(GATEWAY, "shows a state of three days ago", "E_STALE", "the reporter", E_STALE)
def stale(scene):
    scene.sync_all()
    scene.stage.set_clock(scene.stage.now + 72 * 3600 + 10)
    return [scene.refused()]


@row(GATEWAY, "leaves out half an hour of epochs", "E_GAP (epochs)", "every desk", LEFT_OUT_EPOCHS)
def missing_epochs(scene):
    scene.sync_all()
    scene.start_gateway()
    scene.stage.set_clock(scene.stage.now + 1803)
    scene.tick()
    return all_desks(scene)


# --- What it promised ---

@row(GATEWAY, "accepts answers and throws them away", "E_GAP (cards)", "the desk that answered", CARDS_MISSING, epochs=3)
def swallow_cards(scene):
    scene.start_gateway()
    scene.front.swallow = {"/v1/cards"}
    scene.sync("a", code=(0, 9))
    scene.front.swallow = set()
    for _ in range(3):
        scene.tick()
    return [scene.alarms("a")]


@row(GATEWAY, "accepts letters and throws them away", "E_GAP (canary)", "the desk that sent a test letter", CANARY_LOST,
     epochs=8)
def swallow_canary(scene):
    scene.start_gateway()
    scene.front.swallow = {"/v1/u"}
    scene.desks["a"].run("canary", "--no-pauses")
    scene.front.swallow = set()
    for _ in range(8):
        scene.tick()
    return [scene.alarms("a")]


@row(GATEWAY, "publishes a test letter (control)", "none", "the desk that sent it", "^nothing$", epochs=8)
def canary_arrives(scene):
    scene.start_gateway()
    scene.desks["a"].run("canary", "--no-pauses")
    for _ in range(8):
        scene.tick()
    return [scene.alarms("a") or "nothing"]


# --- The state ---

@row(GATEWAY, "publishes a key in a recipient's name", "E_FORK (foreign key)", "that recipient's desk", FOREIGN_KEY)
def other_key(scene):
    scene.change_log("other-key", scene.insider("a"))
    return [scene.alarms("a")]


@row(GATEWAY, "exchanges a recipient's key within its week", "E_BADKEY", "every other desk", BAD_KEY)
def exchanged_key(scene):
    scene.change_log("other-key", scene.insider("a"))
    return [scene.alarms("b"), scene.alarms("c")]


@row(GATEWAY, "serves two keys of one recipient for one week", "E_STATE", "every desk and reporter", E_STATE)
def two_keys(scene):
    scene.change_log("two-keys", scene.insider("a"), witnesses="bc")
    return [scene.alarms("c"), scene.refused()]


@row(GATEWAY, "shows a reporter a key that is not in the log", "E_STATE", "the reporter", E_STATE)
def unlogged_key(scene):
    scene.change_log("unlogged-key", scene.insider("a"), witnesses="bc")
    return [scene.refused()]


@row(GATEWAY, "shows reporters what does not pass", "E_STATE (refused)", "every desk", REFUSED)
def bad_for_reporters(scene):
    pending = scene.checkpoint(), open(os.path.join(scene.public, "pending/v1/state"), "rb").read()
    scene.change_log("unlogged-key", scene.insider("a"), witnesses="bc")
    for name, content in zip(("pending/checkpoint", "pending/v1/state"), pending):
        with open(os.path.join(scene.public, name), "wb") as f:
            f.write(content)
    return [scene.alarms("b"), scene.alarms("c")]


@row(GATEWAY, "signs a recipient's key itself", "cannot be written to", "the reporter", r"only b c")
def forged_key(scene):
    scene.change_log("forged-key", scene.insider("a"), witnesses="bc")
    return ["only " + " ".join(sorted(r["name"][-1] for r in scene.recipients()["recipients"]))]


# --- What it can see ---

def requests_of(scene, key="a"):
    scene.front.requests = []
    said = scene.alarms(key)
    if said:
        raise Failed(f"an alarm that should not be: {said}")
    return list(scene.front.requests)


@row(GATEWAY, "changes letters to see who reacts", "the same requests", "nobody", r"^the same [1-9]")
def kill_letters(scene):
    other = Scene(scene.world)
    try:
        expected = requests_of(other)
    finally:
        other.close()
    scene.front.folder = scene.public
    scene.change_log("kill-letters", scene.insider("b"))
    seen = requests_of(scene)
    arrived = len(scene.letters("a"))
    if arrived != 1:
        raise Failed(f"the letters still open: {arrived}")
    return [f"the same {len(seen)}" if seen == expected else f"expected {expected}, seen {seen}"]


@row(GATEWAY, "answers one reporter slowly", "the same requests", "nobody", r"^the same [1-9]")
def slow_for_one(scene):
    seen = []
    for stall in (0.0, 0.3):
        scene.front.requests, scene.front.stall = [], stall
        scene.read(scene.world.secret)
        seen.append(list(scene.front.requests))
    return [f"the same {len(seen[0])}" if seen[0] == seen[1] else str(seen)]
