"""A form with a row about a person, and a ledger of all persons, in each of the two streets."""

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.scenes.ledger import admission
from shiqiao.scenes.ledger.definitions import FormSpec, LedgerSpec, Settings, checked
from shiqiao.scenes.ledger.models import FormRow
from shiqiao.scenes.ledger.publishing import publish_ledger, publish_settings, settings_of

DEPARTMENTS = {"departments": [{"code": "civil_affairs", "title": {"zh": "民政", "en": "Civil affairs"}}]}


def build(street: int, person: int, text: str, by: Actor) -> dict[str, int]:
    """Have a form run and a ledger stand; texts carry the street's secret words."""
    if not settings_of(street).departments:
        publish_settings(street=street, settings=checked(Settings, DEPARTMENTS), by=by, at=now())
    title, about = {"zh": text, "en": text}, {"kind": "person"}
    spec = checked(FormSpec, {
        "code": "all_persons", "title": title, "department": "civil_affairs", "basis": text, "since": now().date(),
        "until": "2018-12-31", "about": about, "fields": ["person.name", "person.phone"],
        "new": [{"title": {"zh": "养犬", "en": "Dogs"}, "meaning": title}],
    })  # fmt: skip
    form = admission.install_form(street=street, spec=spec, by=by, at=now())
    ledger = {"code": "all_persons", "title": title, "about": about, "columns": [{"field": "person.phone"}]}
    publish_ledger(street=street, spec=checked(LedgerSpec, ledger), by=by, at=now())
    return {"form": form.pk, "form_row": FormRow.objects.get(form=form, subject=person).pk}
