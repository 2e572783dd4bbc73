"""What the worker does again and again: rounds begin, whoever came since is asked, forms end on their last day."""

import logging
from datetime import datetime

from shiqiao.base.actor import system
from shiqiao.base.db import scope
from shiqiao.scenes.ledger import admission, filling, rules, store
from shiqiao.scenes.ledger.models import CollectionForm

logger = logging.getLogger(__name__)


def keep_forms(*, at: datetime) -> int:
    """Keep all running forms: end what is over, begin what is due; returns how many rows were added. Over all streets."""
    return sum(_street(street, at) for street in filling.streets())


def _street(street: int, at: datetime) -> int:
    added = 0
    for number, spec in filling.running(street):
        try:
            with scope.scoped(street):
                if rules.over(spec, store.today(at), ended=False):
                    admission.end_form(form=number, by=system("ledger", street=street), at=at)
                    continue
                form = CollectionForm.objects.get(pk=number)
                filling.leave(form, spec, at=at)
                added += filling.open_round(form, spec, at=at)
        except Exception:  # one form must not keep the others back; the next round tries again
            logger.exception("the form %s of street %s could not be kept", number, street)
    return added
