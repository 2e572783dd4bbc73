"""What is decided about an affair, in memory: taken in, asked, completed, decided, delivered. No rights, no writing."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid
from shiqiao.scenes.hall import rules
from shiqiao.scenes.hall.counters import counters
from shiqiao.scenes.hall.definitions import Guide, GuideTable
from shiqiao.scenes.hall.errors import NotSo, RatedAlready, RatedByOneself
from shiqiao.scenes.hall.work import Stood, Work, hand_to

WHY_AGAIN = "Say why somebody had to come again."
NOBODY_CAME = "Only who comes to the counter now can have stood before a closed one; leave this empty."
SHUT_MOST = timedelta(days=31)  # as long ago as somebody can say that a counter was closed


@dataclass(frozen=True, slots=True)
class Came:
    """Who came to which counter; `reason` is asked when it is not the first time.

    With `shut_at` they had come before, in vain: the counter `shut` (0: the same) was closed at that moment.
    """

    who: str
    station: int
    reason: str = ""
    shut_at: datetime | None = None
    shut: int = 0


@dataclass(frozen=True, slots=True)
class Application:
    """What is applied for, by whom, where. `brought` are papers handed in; `spared` are not needed in this case."""

    item: str
    station: int
    manner: str = "own"
    channel: str = "counter"
    name: str = ""
    phone: str = ""
    identity: str = ""
    proxy_name: str = ""
    proxy_phone: str = ""
    community: int = 0
    grid: int = 0
    brought: Collection[str] = field(default_factory=frozenset)
    spared: Collection[str] = field(default_factory=frozenset)
    ticket: int = 0
    outside: str = ""  # the number at the city's site, for what came on-line
    at_once: bool = False  # granted, and handed over to who stands at the counter, in the same act
    credit: str = ""  # the credit code of the firm that applies through this person
    another: bool = False  # although the same person has an affair of the same item open
    shut_at: datetime | None = None  # they had come before, and the counter `shut` (0: the same) was closed
    shut: int = 0
    invented: bool = False


def papers_of(guide: Guide, table: GuideTable, manner: str) -> list[str]:
    """Return the papers that an item can ask for; a proxy also brings the letter, wherever it stands in the guide."""
    found = [one.document for one in guide.materials if manner == "proxy" or one.document != rules.PROXY_PAPER]
    if manner == "proxy" and rules.PROXY_PAPER not in found and table.document(rules.PROXY_PAPER):
        found.append(rules.PROXY_PAPER)
    return found


def optional(guide: Guide, manner: str) -> set[str]:
    """Return the papers that only some cases need."""
    found = {one.document for one in guide.materials if one.when is not None}
    return found - {rules.PROXY_PAPER} if manner == "proxy" else found


def take_in(work: Work, asked: Application, held: Collection[str], *, by: Actor, at: datetime) -> None:
    """Take an affair in: sort its papers, count who came, accept it or give the one-time notice."""
    row, guide = work.row, work.guide
    codes = papers_of(guide, work.table, asked.manner)
    spared = set(asked.spared) & optional(guide, asked.manner)
    row.papers, row.taken_by = rules.sorted_papers(codes, asked.brought, held, spared), by.account or 0
    work.note(
        "hall.taken_in", by, at, number=row.number, item=row.item, guides=row.guides, channel=row.channel, manner=row.manner,
        station=row.station, community=row.community, papers=row.papers, person=row.person, ticket=row.ticket,
        another=asked.another or None,
    )  # fmt: skip
    if asked.channel == "counter" and asked.manner in ("own", "proxy"):
        come(work, Came(asked.manner, row.station, "", asked.shut_at, asked.shut), by=by, at=at)
    elif asked.shut_at:
        raise Invalid(fields={"shut_at": NOBODY_CAME})
    if asked.channel == "door":
        work.went("take_in", row.station, by, at)
    work.keep([code for code, state in row.papers.items() if state == "handed"], by, at)
    lacking = rules.missing(row.papers)
    if lacking:
        row.state = "incomplete"
        work.note("hall.noticed", by, at, work.say("noticed", by, at, codes=lacking), papers=lacking)
    else:
        work.accept(by, at)
    if asked.at_once:
        _finish_at_once(work, asked, by=by, at=at)


def _finish_at_once(work: Work, asked: Application, *, by: Actor, at: datetime) -> None:
    """Grant and hand over while the applicant waits (即办件): nothing is missing, and somebody stands at the counter."""
    if work.row.state != "handling":
        raise Invalid(fields={"at_once": "Papers are missing: untick this, and the one-time notice is made."})
    if asked.channel != "counter" or asked.manner not in ("own", "proxy"):
        raise Invalid(fields={"at_once": "Only who stands at the counter can take the result along; untick this."})
    decide(work, granted=True, words="", by=by, at=at)
    deliver(work, "counter", work.row.station, Came(asked.manner, work.row.station), by=by, at=at)


def ask_papers(work: Work, codes: Collection[str], *, changed: bool, words: str, by: Actor, at: datetime) -> None:
    """Ask for papers later. Those not on the one-time notice are our fault, unless the case itself has `changed`."""
    row = work.row
    wanted = sorted(set(codes))
    known = {one.code for one in work.table.documents}
    if not wanted or not known.issuperset(wanted):
        raise Invalid(fields={"papers": "Choose the papers that are missing."})
    if already := [code for code in wanted if row.papers.get(code) == "missing"]:
        raise Invalid(fields={"papers": "Asked for already: {papers}. Choose others."}, papers=", ".join(already))
    if changed and not words:
        raise Invalid(fields={"words": "Write what has changed in the case."})
    ours = [] if changed else rules.unlisted(wanted, work.notice)
    work.go("ask")
    row.papers = {**row.papers, **dict.fromkeys(wanted, "missing")}
    if changed:
        work.pause(at)
    entry = work.say("asked_anew" if changed else "asked_later", by, at, words, wanted)
    work.note("hall.asked_later", by, at, entry, papers=wanted, ours=ours, changed=changed)


def hand_in(work: Work, codes: Collection[str], came: Came | None, *, by: Actor, at: datetime) -> None:
    """Take missing papers in, with the coming that brought them; the affair is accepted when none is missing any more."""
    row = work.row
    brought = sorted(code for code in set(codes) if row.papers.get(code) == "missing")
    if not brought:
        raise Invalid(fields={"papers": "Choose the papers that were handed in."})
    if rules.moved("complete", row.state) is None:
        raise NotSo
    if came:
        come(work, came, by=by, at=at, wanting=brought)
    row.papers = {**row.papers, **dict.fromkeys(brought, "handed")}
    work.keep(brought, by, at)
    work.note("hall.handed_in", by, at, papers=brought)
    if not rules.missing(row.papers):
        work.accept(by, at)


def come(work: Work, came: Came, *, by: Actor, at: datetime, wanting: Collection[str] = ()) -> None:
    """Count a coming; who came again says why."""
    if rules.moved("come", work.row.state) is None:
        raise NotSo
    again = any(one.place > 0 for one in work.trips)
    if again and came.reason not in rules.REASONS and (came.shut_at or not still_there(work, came, at)):
        raise Invalid(fields={"reason": WHY_AGAIN})
    wanting = wanting or rules.missing(work.row.papers)
    if came.shut_at is None:
        work.came(came.who, came.station, came.reason, by, at, wanting)
    else:
        stood = Stood(came.who, came.station, came.reason, came.shut or came.station, came.shut_at)
        _refuse_shut(work, stood, at)
        work.stood(stood, by, at, wanting)


def _refuse_shut(work: Work, stood: Stood, at: datetime) -> None:
    """Refuse what cannot have been: before a counter that is none, later than now, long ago, or before the last coming."""
    if stood.shut not in counters(work.row.street):
        raise Invalid(fields={"shut": "Choose the counter that was closed."})
    last = max((one.at for one in work.trips if one.place > 0), default=at - SHUT_MOST)
    if not last < stood.shut_at < at:
        raise Invalid(fields={"shut_at": "Give when the counter was closed: after the last coming, before now."})


def still_there(work: Work, came: Came, at: datetime) -> bool:
    """Tell whether somebody is at the counter since an earlier act of the same day."""
    return rules.same_coming(work.comings(), came.who, came.station, localtime(at).date())


def hand_over(work: Work, station: int, post: int, *, words: str, by: Actor, at: datetime) -> None:
    """Let another counter have the affair; its term goes on."""
    row = work.row
    work.go("hand_over")
    if station == row.at:
        raise Invalid(fields={"station": "This counter has it already; choose another one."})
    former = row.at
    entry = work.say("handed_over", by, at, words)
    hand_to(row, station, post, at)
    work.note("hall.handed_over", by, at, entry, station=station, former=former, post=post)


def decide(work: Work, *, granted: bool, words: str, by: Actor, at: datetime) -> None:
    """Grant or decline; declining needs its reason. Stops the clock."""
    row = work.row
    if not granted and not words:
        raise Invalid(fields={"words": "Write why it is declined, and where the applicant can object."})
    work.go("grant" if granted else "decline")
    work.stop(at)
    row.granted, row.decided_at, row.decided_by = granted, at, by.account or 0
    entry = work.say("granted" if granted else "declined", by, at, words) if words else None
    work.note("hall.granted" if granted else "hall.declined", by, at, entry, late=row.late or None)


def deliver(work: Work, how: str, station: int, came: Came | None, *, by: Actor, at: datetime) -> None:
    """Deliver the result: at a counter to who came, by post, to the door by our people, or on-line."""
    row = work.row
    if how not in work.guide.delivered and not (how == "counter" and station == row.station):
        raise Invalid(fields={"how": "This item is not delivered in this way; choose another one."})
    if how in ("counter", "station"):
        if came is None:
            raise Invalid(fields={"who": "Say who fetched it."})
        come(work, came, by=by, at=at)
    elif came and came.shut_at:
        raise Invalid(fields={"shut_at": NOBODY_CAME})
    work.go("deliver")
    if how == "door":
        work.went("deliver", station, by, at)
    row.delivery, row.delivered_from, row.delivered_by, row.ended_at = how, station, by.account or 0, at
    work.note("hall.delivered", by, at, how=how, station=station)
    work.reckon()


def withdraw(work: Work, *, words: str, by: Actor, at: datetime) -> None:
    """End an affair because the applicant takes it back."""
    if not words:
        raise Invalid(fields={"words": "Write why it is taken back."})
    work.go("withdraw")
    work.stop(at)
    work.row.ended_at = at
    work.note("hall.withdrawn", by, at, work.say("withdrawn", by, at, words))


def rate(work: Work, stars: int, *, words: str, way: str, by: Actor, at: datetime) -> None:
    """Take the applicant's rating (好差评): one to five, once, by the applicant's link or entered by who had no hand in it."""
    row = work.row
    if row.stars is not None:
        raise RatedAlready
    if way in rules.RATED_FOR and (not by.account or by.account in (row.taken_by, row.decided_by, row.delivered_by)):
        raise RatedByOneself
    if not 1 <= stars <= 5:
        raise Invalid(fields={"stars": "Choose one to five stars."})
    work.go("rate")
    row.stars, row.rated_at, row.rated_way, row.rated_by = stars, at, way, by.account or 0
    work.note("hall.rated", by, at, work.say("rated", by, at, words) if words else None, stars=stars, way=way)
