# SPDX-License-Identifier: Apache-2.0
"""The table: who cheats, how, which alarm must come, who sees it, and after how many epochs."""
import re
import traceback

from stage import Failed
from world import Scene

ROWS = []

# What the programs say, by the name that the table gives it.
COUNT = r"E_COUNT .*differs from its own record"
GAP = r"E_GAP .*is missing"
LATE = r"E_GAP .*nothing for more than half an hour"
LEFT_OUT_EPOCHS = r"E_GAP .*left out the epochs"
KEPT_FROM_YOU = r"E_GAP .*kept from you"
CANARY_LOST = r"E_GAP .*test letter to yourself was accepted and did not come"
CARDS_MISSING = r"E_GAP .*were not published"
FORK = r"E_FORK .*does not contain what it showed before"
FOREIGN_KEY = r"E_FORK .*a key for you that this desk did not make"
UNKNOWN_VIEW = r"E_FORK .*that this desk has never seen"
BAD_KEY = r"E_BADKEY .*a key of another recipient that is not as it should be"
REFUSED = r"E_STATE .*did not pass the checks"
E_COUNCIL = r"exit 5 .*people who vouch for it did not sign"
E_DIRECTORY = r"exit 5 .*list of recipients is not signed"
E_ROLLED_BACK = r"exit 5 .*older list of recipients"
E_STALE = r"exit 5 .*too old"
E_QUORUM = r"exit 5 .*too few of the recipients have confirmed"
E_INCLUSION = r"exit 5 .*does not contain what it claims"
E_STATE = r"exit 5 .*not what its public record says"
E_GENESIS = r"exit 5 .*belongs to others"


class Row:
    def __init__(self, play, attacker, cheat, alarm, seen, epochs, pattern):
        self.play, self.attacker, self.cheat, self.alarm = play, attacker, cheat, alarm
        self.seen, self.epochs, self.pattern = seen, epochs, pattern
        self.name = play.__name__

    def run(self, world):
        """Plays it in a scene of its own. True if it was caught, and what everybody said."""
        scene = Scene(world)
        try:
            said = self.play(scene)
            in_time = scene.ticks <= self.epochs
            return bool(said) and in_time and all(matches(self.pattern, s) for s in said), said
        except Failed as failure:
            return False, [f"the cheat could not be played: {failure}"]
        except Exception:  # a program that fell over: the row fails, the others go on
            return False, [traceback.format_exc()]
        finally:
            scene.close()


def matches(pattern, said):
    """`said`: all that one observer was told."""
    if isinstance(said, str):
        said = [said]
    return any(re.search(pattern, text, re.S) for text in said)


def row(attacker, cheat, alarm, seen, pattern, epochs=1):
    """The function plays the cheat and returns, for each who must see it, what that one was told."""
    def take(play):
        ROWS.append(Row(play, attacker, cheat, alarm, seen, epochs, pattern))
        return play
    return take
