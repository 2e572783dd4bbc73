"""What a security administrator may do at a person's door, and how it is said."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.people.factors import reset_door
from shiqiao.kernel.people.lockout import unlock
from shiqiao.kernel.people.signins import end_everywhere

ACTS = {
    "unlock": (unlock, gettext_noop("The wrong attempts are forgotten; the person may sign in at once.")),
    "end": (end_everywhere, gettext_noop("The person is signed out everywhere.")),
    "reset": (
        reset_door,
        gettext_noop("Second factors and sign-ins are gone; a new factor is set up at the next sign-in."),
    ),
}


def do_at_door(do: str, *, account: Any, by: Actor, at: datetime) -> str:
    """Do it and say what was done; raises NotFound for an act that there is not."""
    if do not in ACTS:
        raise NotFound
    action, said = ACTS[do]
    action(account=account, by=by, at=at)
    return gettext(said)
