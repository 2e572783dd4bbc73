"""Forms of benefits: claim, decide, end, appeal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.scenes.employment import granting, words
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.formparts import (
    ActForm,
    choice_field,
    choose,
    day_field,
    document_field,
    long_text,
    named,
    titles,
)
from shiqiao.scenes.employment.models import Claim


class ClaimForm(ActForm):
    """Enter that somebody applies for a benefit."""

    purposes = {"document": "document"}
    benefit = choice_field(gettext_lazy("Benefit"))
    since = day_field(gettext_lazy("From which day on"))
    proof = choice_field(gettext_lazy("By what evidence"))
    document = document_field()
    note = long_text(gettext_lazy("Note"), required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, table: Table, today: str, first: str = ""
    ) -> None:  # fmt: skip
        proofs = [code for code in words.PROOFS if any(code in one.evidence for one in table.benefits)]
        offers = {
            "benefit": choose(named(table.benefits)),
            "proof": choose(titles(words.PROOFS, proofs) if proofs else []),
        }
        super().__init__(data, files, offers=offers, initial={"since": today, "benefit": first})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = self.cleaned_data
        return granting.claim_benefit(
            seeker=row.pk, benefit=told["benefit"], since=told["since"], proof=told["proof"], remark=told["note"],
            files=self.documents, by=by, at=at,
        )  # fmt: skip


class ApproveForm(ActForm):
    """Approve a claim."""

    reason = long_text(
        gettext_lazy("Reason"), required=False,
        hint=gettext_lazy("Needed when the records do not show all that is asked."),
    )  # fmt: skip

    def act(self, row: Claim, by: Actor, at: datetime) -> Any:
        """Approve it."""
        return granting.approve_claim(claim=row.pk, remark=self.cleaned_data["reason"], by=by, at=at)


class RefuseForm(ActForm):
    """Refuse a claim."""

    why = choice_field(gettext_lazy("Why"), radio=True)
    reason = long_text(gettext_lazy("Reason as the person reads it"))

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, offers={"why": titles(words.REFUSALS)})

    def act(self, row: Claim, by: Actor, at: datetime) -> Any:
        """Refuse it."""
        told = self.cleaned_data
        return granting.refuse_claim(claim=row.pk, why=told["why"], remark=told["reason"], by=by, at=at)


class EndClaimForm(ActForm):
    """End a benefit."""

    on = day_field(gettext_lazy("First day on which it is not received any more"))
    reason = long_text(gettext_lazy("Reason"))

    def act(self, row: Claim, by: Actor, at: datetime) -> Any:
        """End it."""
        told = self.cleaned_data
        return granting.end_claim(claim=row.pk, on=told["on"], remark=told["reason"], by=by, at=at)


class AppealForm(ActForm):
    """Enter the person's appeal."""

    reason = long_text(gettext_lazy("What the person holds against the refusal"))

    def act(self, row: Claim, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return granting.raise_appeal(claim=row.pk, reason=self.cleaned_data["reason"], by=by, at=at)


class DecideAppealForm(ActForm):
    """Decide an appeal."""

    grant = choice_field(gettext_lazy("Decision"), radio=True)
    since = day_field(
        gettext_lazy("Granted from which day on"), required=False,
        hint=gettext_lazy("Left empty: as applied for. It cannot overlap with a benefit that excludes it."),
    )  # fmt: skip
    reason = long_text(gettext_lazy("Reason as the person reads it"))

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, offers={"grant": [("yes", _("Grant it")), ("no", _("Dismiss it"))]})

    def act(self, row: Claim, by: Actor, at: datetime) -> Any:
        """Decide it."""
        told = self.cleaned_data
        return granting.decide_appeal(
            claim=row.pk, grant=told["grant"] == "yes", reason=told["reason"], since=told["since"], by=by, at=at
        )


CLAIM_FORMS: Mapping[str, type[ActForm]] = {
    "approve": ApproveForm, "refuse": RefuseForm, "end": EndClaimForm, "appeal": AppealForm, "decide": DecideAppealForm,
}  # fmt: skip
