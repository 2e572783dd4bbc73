"""The front door of voting for the rest of the scene `council`: it knows meetings only by `about`, electors as they are passed.

`open_poll` creates a poll and starts it, `create_poll` and `start_poll` do it apart; `close_poll` counts it, `publish_poll`
publishes it; `results_of` gives how the last finished poll about something came out, each kind and last the whole. `namers`
takes a function that says the kinds of participants.
"""

from shiqiao.scenes.council.voting.closing import close_poll, publish_poll
from shiqiao.scenes.council.voting.naming import namers
from shiqiao.scenes.council.voting.opening import Elector, create_poll, open_poll, open_second, start_poll
from shiqiao.scenes.council.voting.reads import Outcome, polls_about, results_of
from shiqiao.scenes.council.voting.rules import CHOICES, Rule, Threshold
from shiqiao.scenes.council.voting.tables import Poll

__all__ = [
    "CHOICES",
    "Elector",
    "Outcome",
    "Poll",
    "Rule",
    "Threshold",
    "close_poll",
    "create_poll",
    "namers",
    "open_poll",
    "open_second",
    "polls_about",
    "publish_poll",
    "results_of",
    "start_poll",
]
