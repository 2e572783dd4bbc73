"""Facts of conduct: those that the kernel's records tell, put into the socket, and all of them by person."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial

from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.plugs import Conduct, Conducted, conducts
from shiqiao.kernel.matters.lookups import ids_of, taken_up
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.scoring.watching import Found, watched
from shiqiao.surfaces.desk.forms import ZONE

WATCHES = {
    "self_checked": gettext_noop("Checked or called back by whoever finished it"),
    "near_due": gettext_noop("More time or another item when the term was all but over"),
    "relabelled": gettext_noop("Another item with a longer term"),
}
Facts = Mapping[int, Sequence[Conducted]]


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _taken_up(street: int, since: date, until: date) -> Iterator[Conducted]:
    for person, matter, at in taken_up(street, _moment(since), _moment(until)):
        yield Conducted(person, at, Ref("matter", matter), True)


def _watched(code: str, street: int, since: date, until: date) -> Iterator[Conducted]:
    """What to look into, by who held the post then. Nothing here is a verdict: the record says why."""
    reviewer = Actor("system", "system.merit", street=street, roles=frozenset({"auditor"}))
    found = watched(reviewer, since, until, (code,))[code]
    ids = ids_of(street, {one.number for one in found})
    for one in found:
        person = _holder(one, street)
        if person and one.number in ids:
            yield Conducted(person, one.at, Ref("matter", ids[one.number]), False)


def _holder(one: Found, street: int) -> int:
    try:
        return people.holder_of(people.post_by_code(one.who, street).id, one.at).account or 0
    except NotFound:
        return 0


def by_person(street: int, code: str, since: date, until: date) -> Facts:
    """Return the facts of one kind on days [since, until), by person."""
    found: dict[int, list[Conducted]] = defaultdict(list)
    for one in (fact for kind in conducts if kind.code == code for fact in kind.read(street, since, until)):
        found[one.person].append(one)
    return found


def kind_of(code: str) -> Conduct | None:
    """Return a kind of facts; None when its scene is off."""
    return next((one for one in conducts if one.code == code), None)


def fill(scene: str) -> None:
    """Fill the socket with what the kernel's records tell."""
    conducts.fill(scene, Conduct("taken_up", gettext_noop("Finished what others had returned"), _taken_up))
    for code, title in WATCHES.items():
        conducts.fill(scene, Conduct(code, title, partial(_watched, code)))
