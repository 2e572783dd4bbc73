"""Sending a report: from the filled form to the receipt, once, however often it is sent."""

import hashlib
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import Contact, Receipt, Report, report_matter
from shiqiao.kernel.matters.errors import SentDifferently
from shiqiao.surfaces.portal import means, photos, spool
from shiqiao.surfaces.portal.forms import ReportForm
from shiqiao.surfaces.portal.gate import resident
from shiqiao.surfaces.portal.limits import Passing
from shiqiao.surfaces.portal.street import estate, sorted_as, street_number

SOURCE = "portal"


def send(form: ReportForm, passing: Passing) -> tuple[str, str] | None:
    """Send a filled form; returns number and secret, or None when something is wrong.

    The same form sent twice gives the same receipt: the secret of the first is found by the form's own identifier.
    """
    if passing.refused:
        form.add_action_error(passing.error)
        return None
    if not form.is_valid():
        return None
    try:
        receipt = _take(form)
    except SentDifferently as error:
        _sent_otherwise(form, error)
        return None
    except ShiqiaoError as error:
        form.add_action_error(error)
        return None
    if receipt.again:
        return receipt.number, (spool.get(_shelf(form)) or b"").decode()
    spool.put(_shelf(form), receipt.secret.encode())
    return receipt.number, receipt.secret


def _take(form: ReportForm) -> Receipt:
    """Report, and remember how the answer is wanted; both or neither."""
    with transaction.atomic():
        receipt = report_matter(report=_report(form), by=resident(), at=now())
        if not receipt.again:
            link = reverse("portal:matter", args=[receipt.number, receipt.secret])
            means.remember(
                street=street_number(), matter=receipt.id, values=form.cleaned_data, link=link, by=resident(), at=now()
            )
    return receipt


def _report(form: ReportForm) -> Report:
    data = form.cleaned_data
    chosen = estate(data["estate"]) or form.at
    return Report(
        street=street_number(), source=SOURCE, source_id=_source_id(form), channel="resident",
        item=form.kind or sorted_as(data["text"], bool(data["accused"])), complains_about=data["accused"],
        text=data["text"], lon=data["lon"], lat=data["lat"], grid=chosen.grid if chosen else 0,
        address=" ".join(part for part in (chosen.name if chosen else "", data["address"].strip()) if part)[:200],
        contact=Contact(data["name"], data["phone"]), photos=((photos.PURPOSE, form.kept),) if form.kept else (),
    )  # fmt: skip


def _source_id(form: ReportForm) -> str:
    """Name the form in the database by a hash only, because its identifier itself opens the receipt on the shelf."""
    return named(form.cleaned_data["client_id"])


def named(client_id: str) -> str:
    """Return the name under which a form's content is known in the database."""
    return hashlib.sha256(b"shiqiao.portal.form\0" + client_id.encode()).hexdigest()


def _sent_otherwise(form: ReportForm, error: SentDifferently) -> None:
    """Someone went back, changed the text and sent again: say so, and let the next press be a report of its own."""
    said = _("This form was sent before as report %(number)s. If this is another matter, send it once more.")
    form.add_error(None, said % error.params)
    form.data = {**form.data.dict(), "client_id": uuid4().hex}  # type: ignore[attr-defined]  # it came as a QueryDict


def _shelf(form: ReportForm) -> str:
    return f"receipt:{form.cleaned_data['client_id']}"
