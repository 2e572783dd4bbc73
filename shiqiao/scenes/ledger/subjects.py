"""How others show forms, rows and ledgers, known to them by reference only."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.ledger import dictionary, reads, store, words
from shiqiao.scenes.ledger.definitions import LedgerSpec
from shiqiao.scenes.ledger.models import CollectionForm, LedgerVersion, Submission

Titles = dict[int, tuple[str, str, str]]


def forms(actor: Actor, ids: list[int]) -> Titles:
    """Return forms of the actor's street by title."""
    rows = list(CollectionForm.objects.filter(pk__in=ids, street=actor.street or 0))
    known = reads.specs(rows)
    return {
        one.pk: (words.said(known[one.pk].title), reverse("desk:ledger:form", args=[one.pk]), one.state)
        for one in rows if one.pk in known
    }  # fmt: skip


def rows(actor: Actor, ids: list[int]) -> Titles:
    """Return rows of the actor's ground by the title of their form."""
    found = list(reads.seen_rows(actor).filter(pk__in=ids).select_related("form"))
    known = reads.specs({one.form for one in found})
    return {
        one.pk: (words.said(known[one.form_id].title), reverse("desk:ledger:row", args=[one.pk]), one.state)
        for one in found if one.form_id in known and dictionary.opens(actor, known[one.form_id].about)
    }  # fmt: skip


def ledgers(actor: Actor, ids: list[int]) -> Titles:
    """Return versions of ledgers by title."""
    found = {}
    for one in LedgerVersion.objects.filter(pk__in=ids, street=actor.street or 0):
        title = words.said(LedgerSpec.model_validate(one.content).title)
        said = _("%(title)s, version %(n)s") % {"title": title, "n": one.version}
        found[one.pk] = (said, reverse("desk:ledger:ledger", args=[one.code]), "")
    return found


def submissions(actor: Actor, ids: list[int]) -> Titles:
    """Return what was handed in by the title of its ledger."""
    known = {one.code: words.said(LedgerSpec.model_validate(one.content).title) for one in reads.ledgers(actor)}
    found = {}
    for one in Submission.objects.filter(pk__in=ids, street=actor.street or 0):
        said = _("%(title)s, handed in %(n)d") % {"title": known.get(one.ledger, one.ledger), "n": one.pk}
        found[one.pk] = (said, reverse("desk:ledger:ledger", args=[one.ledger]), "")
    return found


KINDS = {store.FORM: forms, store.ROW: rows, store.LEDGER: ledgers, store.SUBMISSION: submissions}
