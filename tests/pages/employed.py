"""What the town has of employment: a page of every act, from the demo's register."""

from typing import Any

from django.urls import reverse

from shiqiao.scenes.employment.figures import COUNTED
from shiqiao.scenes.employment.models import (
    Application,
    BenefitAppeal,
    Claim,
    Course,
    Delivery,
    Enrolment,
    Job,
    JobCheck,
    JobSeeker,
    Vacancy,
)
from shiqiao.scenes.employment.shown import ACTS


def employed() -> list[str]:
    """Return the pages of rows on which each act is open."""
    looking = JobSeeker.objects.filter(state="helped").order_by("pk")[0]
    open_ones: dict[str, Any] = {
        "seeker": looking, "follow": Delivery.objects.filter(follow_up="open").latest("pk"),
        "check": JobCheck.objects.filter(result="").latest("pk"), "job-end": Job.objects.filter(ended_on=None).latest("pk"),
        "vacancy": Vacancy.objects.filter(state="open").latest("pk"), "application": _asked(),
        "course": (seat := Enrolment.objects.filter(state="enrolled").latest("pk")), "enrolment": seat,
    }  # fmt: skip
    found = [_at(name, row.course if name == "course" else row.pk) for name, row in open_ones.items()]
    coming = Course.objects.filter(state="open").latest("ends")
    found += [_at("end-course", coming.pk), _at("clashes"), _at("rules"), _at("rules-publish")]
    found += [_at("figure", looking.community, name) for name in COUNTED]
    return [*found, *(_at("seeker-act", looking.pk, do) for do in ACTS), *_claims()]


def _asked() -> Application:
    return Application.objects.filter(state__in=("proposed", "applied")).latest("pk")


def _claims() -> list[str]:
    appealed = BenefitAppeal.objects.get().claim
    refused = Claim.objects.filter(state="refused").exclude(pk=appealed)[0].pk
    waiting, received = (Claim.objects.filter(state=state)[0].pk for state in ("applied", "approved"))
    acts = [(waiting, "approve"), (waiting, "refuse"), (received, "end"), (refused, "appeal"), (appealed, "decide")]
    return [_at("claim", appealed), *(_at("claim-act", *act) for act in acts)]


def _at(name: str, *args: object) -> str:
    return reverse(f"desk:employment:{name}", args=args)
