"""How much residents may send and ask, for each browser and for each address: generous where many share one.

A housing estate, a service station or a mobile network stands behind one address, so an address may do far more than a
browser. A browser without our cookie counts as one of the strangers of its address. Beyond the limits of reports a person
gets through by answering a question (kit/challenge.py); nobody gets through beyond the last limit, which only floods meet.
Everything is counted outside the transaction of the page: what a page rolls back is counted all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from shiqiao.base.errors import NotFound, TooMany
from shiqiao.base.limits import Asked, Limit, asked, take, wait
from shiqiao.surfaces.kit.browsers import browser_of, know
from shiqiao.surfaces.kit.challenge import Challenge, ask, solved
from shiqiao.surfaces.kit.edges import shared_address

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Measure:
    """What one browser, all strangers of an address together, and the whole address may do."""

    browser: Limit
    strangers: Limit
    address: Limit

    def of(self, request: HttpRequest) -> tuple[Asked, Asked]:
        """Return the limits of whoever asks, the narrowest first."""
        address, browser = shared_address(request), browser_of(request)
        own = asked(self.browser, browser) if browser else asked(self.strangers, address)
        return own, asked(self.address, address)


def _measure(name: str, browser: tuple[int, int], strangers: tuple[int, int], address: tuple[int, int]) -> Measure:
    """Each pair is (at once, an hour)."""
    return Measure(
        Limit(f"{name}.browser", *browser), Limit(f"{name}.strangers", *strangers), Limit(f"{name}.address", *address)
    )


# A report takes up to three sendings: one mistake, one question for its kind.
REPORTS = _measure("report", (30, 30), (60, 120), (600, 1800))
# Files sent along, whether their report follows or not: videos fill a disk.
FILES = _measure("file", (15, 20), (20, 40), (150, 300))
# Wrong numbers or secrets; a secret has 128 random bits, this only quietens machines.
GUESSES = _measure("guess", (20, 40), (30, 60), (150, 300))
# Guesses of four digits at one report, from wherever they come: 10,000 of them are possible.
BY_NUMBER = Limit("guess.number", 6, 6)
# Suggestions while typing.
HINTS = _measure("hint", (120, 1200), (240, 2400), (1200, 12_000))
# Reports beyond all that, each with an answered question.
BEYOND = Limit("report.beyond", 60, 240)


def of_number(number: str) -> Asked:
    """Return the limit for asking after one report by the end of a telephone number."""
    return asked(BY_NUMBER, number)


@dataclass(frozen=True, slots=True)
class Passing:
    """What became of a sending at the gate: refused for some seconds, perhaps with a question; and its file likewise."""

    refused: float = 0
    file_refused: float = 0
    challenge: Challenge | None = None

    @property
    def error(self) -> TooMany:
        """Return the refusal as an error with its sentence."""
        return TooMany(
            "Too much was sent from this connection in a short time. What you wrote is kept here: answer the question "
            "below and send again, try again in about {minutes} min, or call the office.",
            after=self.refused,
        )


def pass_report(request: HttpRequest) -> Passing:
    """Count a sending, and the file that comes along, and tell whether it may pass."""
    file_refused = take(*FILES.of(request)) if request.FILES else 0.0
    refused = take(*REPORTS.of(request))
    if refused and solved(request.POST) and not take(asked(BEYOND, shared_address(request))):
        refused = 0.0
    return Passing(refused, file_refused, ask() if refused else None)


def counted_reports(view: View) -> View:
    """Count what a form sends before the view runs, which finds it in `request.passing`; know the browser again."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        passing = pass_report(request) if request.method == "POST" else Passing()
        request.passing = passing  # type: ignore[attr-defined]
        response = know(request, view(request, *args, **kwargs))
        if passing.refused:
            response.status_code = 429
            response.headers["Retry-After"] = str(passing.error.after)
        return response

    return run


def counted(measure: Measure) -> Callable[[View], View]:
    """Count every call of a view against a measure; raises TooMany."""

    def wrap(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if refused := take(*measure.of(request)):
                raise TooMany(after=refused)
            return view(request, *args, **kwargs)

        return run

    return wrap


def counted_guesses(view: View) -> View:
    """Count the calls of a view that find nothing, and leave in `request.guess` for how long no more may be tried."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = GUESSES.of(request)
        request.guess = wait(*mine)  # type: ignore[attr-defined]
        try:
            response = view(request, *args, **kwargs)
        except NotFound:
            take(*mine)
            raise
        if response.status_code == 404:
            take(*mine)
        return know(request, response)

    return run
