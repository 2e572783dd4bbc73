"""The chapter of the monthly report: what forms cost in the month, by department, and what was saved by not asking again."""

from django.utils.translation import gettext as _

from shiqiao.base.chapters import Asked, Chapter, Chart, Column, Table
from shiqiao.scenes.ledger import burden, words
from shiqiao.scenes.ledger.publishing import settings_of


def chapter(asked: Asked) -> Chapter | None:
    """Tell what forms cost in the month; None where nobody was asked anything."""
    found = asked.once("burden", lambda: burden.charges(asked.street, asked.since, asked.until))
    found = [one for one in found if one.asked or one.burden.counts.answers]
    if not found:
        return None
    settings = settings_of(asked.street)
    rows = tuple(
        (words.said(settings.department(one.department)), one.forms, one.asked, one.burden.counts.answers,
         _minutes(one.burden.spent), _minutes(one.burden.saved))
        for one in found
    )  # fmt: skip
    columns = (
        Column(_("Requesting department"), 22, text=True), Column(_("Forms"), 8), Column(_("Fields × people × rounds"), 14),
        Column(_("Fields answered"), 10), Column(_("Minutes spent"), 12), Column(_("Minutes saved"), 12),
    )  # fmt: skip
    spent, saved = (sum(getattr(one.burden, name) for one in found) for name in ("spent", "saved"))
    values = {"spent": words.time_of(spent), "saved": words.time_of(saved)}
    says = (
        _("Forms cost grids and communities %(spent)s; %(saved)s were saved by not asking what is known.") % values,
    )
    title = _("What forms cost")
    return Chapter(title, says, (Table(title, columns, rows, Chart("bar", title, 0, (4, 5))),))


def _minutes(seconds: int) -> int:
    return (seconds + 30) // 60
