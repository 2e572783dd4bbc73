"""Two hands at a door: whoever drew a person's password does not take the second factor away as well, nor the reverse.

Alone, one who may do both could sign in as anybody. The journal tells who did the other half lately.
"""

from datetime import datetime, timedelta

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.people.models import Account

LATELY = timedelta(days=30)
PASSWORD, FACTORS = "people.password_set", "people.factor_removed"
OTHER_HALF = {
    PASSWORD: "You drew this person's password lately. Let another security administrator, or the operator of the server, take "
    "the second factor away.",
    FACTORS: "You took this person's second factor away lately. Let another security administrator, or the operator of the "
    "server, draw the password.",
}  # msgids


def need_another_hand(account: Account, half: str, *, by: Actor, at: datetime) -> None:
    """Refuse whoever did the other `half` (PASSWORD or FACTORS) to the account within 30 days; raises Forbidden."""
    if by.kind != "account":
        return
    for line in lines_of(Ref("account", account.pk)):
        done = line.data.get("kind") == "all" if half == FACTORS else line.data.get("own") is False
        if line.code == half and done and line.actor == by.code and at - line.recorded_at < LATELY:
            raise Forbidden(OTHER_HALF[half])
