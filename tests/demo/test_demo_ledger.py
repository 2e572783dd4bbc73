"""The demo's forms: a dozen in every state, some rows filled, loaded once and in few seconds."""

import time

from django.conf import settings

from shiqiao.base.actor import system
from shiqiao.base.time import held
from shiqiao.demo import registry
from shiqiao.demo.plot import CUT
from shiqiao.scenes.ledger import burden, demo
from shiqiao.scenes.ledger.models import CollectionForm, Filling, FormRow
from shiqiao.testing.street import STREET, Street


def test_the_demo_has_forms_in_every_state_and_rows_filled_by_those_who_answer(street: Street) -> None:
    addresses = settings.LOCALITIES / "ganshiqiao" / "territory" / "addresses.csv"
    registry.load(STREET, addresses, by=system("demo", street=STREET), until=CUT)
    begun = time.perf_counter()
    with held(CUT):
        demo.load(STREET)
    took = time.perf_counter() - begun
    forms = list(CollectionForm.objects.all())
    assert len(forms) == 12
    assert {form.state for form in forms} == {"running", "requested", "refused", "ended"}
    assert all(form.invented for form in forms)
    assert Filling.objects.filter(account__gt=0).count() > 60
    assert {"open", "filled", "missed"} <= set(FormRow.objects.values_list("state", flat=True))
    assert sum(burden.of_form(form).saved for form in forms) > 0
    with held(CUT):
        demo.load(STREET)
    assert CollectionForm.objects.count() == len(forms)
    assert took < 60, f"{took:.1f} s"
