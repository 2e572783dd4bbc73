"""An application that is taken in for a ticket: both are tied in one transaction, so that no coming is left uncounted."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.scenes.hall import actions as affairs
from shiqiao.scenes.hall.acts import Application
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.queue import tickets
from shiqiao.scenes.hall.queue.errors import QueueNotSo


@transaction.atomic
def take_in_for(*, ticket: int, application: Application, by: Actor, at: datetime) -> Affair:
    """Take an application in for a ticket that was called, at its counter, and tie the two; locks the ticket first."""
    with scope.scoped(*scope.of(by)):
        row = tickets.lock(ticket, by)
        if row.called_at is None:
            raise QueueNotSo
        if application.station != row.unit:
            raise Invalid(fields={"station": "The ticket is of another counter; take the application in there."})
        taken = affairs.take_in(application=replace(application, ticket=row.pk), by=by, at=at)
        tickets.tie(ticket=row.pk, affair=taken.pk, by=by, at=at)
        return taken
