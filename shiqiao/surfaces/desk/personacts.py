"""What may be done about a person: the acts by their code, and who is offered which."""

from collections.abc import Iterator
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.kernel.people.powers import may
from shiqiao.surfaces.desk.awayform import AwayForm
from shiqiao.surfaces.desk.personforms import (
    AppointForm,
    BackForm,
    DeputyForm,
    LanguageForm,
    LockForm,
    PersonForm,
    PhoneForm,
    UnlockForm,
)

FORMS: dict[str, type[PersonForm]] = {
    "leave": AwayForm, "back": BackForm, "phone": PhoneForm, "language": LanguageForm, "deputy": DeputyForm,
    "appoint": AppointForm, "lock": LockForm, "unlock": UnlockForm,
}  # fmt: skip
OWN = ("leave", "back", "phone", "language")


def offered(account: Any, by: Actor | None) -> Iterator[tuple[str, type[PersonForm]]]:
    """Yield what may be done about a person by somebody else, as their roles allow; without `by` the own affairs."""
    for do, form in FORMS.items():
        fits = do in OWN if by is None else do != "language" and may(form.right, by.roles)
        if fits and do != ("unlock" if account.is_active else "lock"):
            yield do, form
