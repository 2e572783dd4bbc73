"""The hand-over as its pages show it: the wizard's form, the preview, the sheet, and what waits to be seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.text import masked
from shiqiao.base.time import now
from shiqiao.kernel.people import persons as known
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.handing import NOTE_MOST, Part, draft_hand_over, note_of
from shiqiao.kernel.people.handing_duties import duties_of
from shiqiao.kernel.people.hooks import OpenItem, work_of
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import Choices, with_choices
from shiqiao.surfaces.desk.peoplepages import name_of, title_of
from shiqiao.surfaces.desk.personforms import date_field, post_choices
from shiqiao.surfaces.kit.forms import KitForm

if TYPE_CHECKING:
    from shiqiao.kernel.people.models import Account, HandOver, HandOverPart, Post

PAGES = {"matter": "desk:matter", "visit": "desk:visit"}  # of pieces of work whose number leads to their page


class LeavingForm(KitForm):
    """Who leaves: the persons who hold a post."""

    who = forms.ChoiceField(label=gettext_lazy("Who leaves or gives work away?"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        found = [one for one in known.persons(actor, now()) if one.posts]
        named = [(str(one.account.pk), f"{name_of(one.account)}（{title_of(one.posts[0])}）") for one in found]
        self.base_fields = with_choices(self.base_fields, {"who": [("", _("choose")), *named]})
        super().__init__(*args, **kwargs)


class HandOverForm(KitForm):
    """Who takes over each post of a person, from which day, and what was promised."""

    starts_on = date_field(
        gettext_lazy("Day of the hand-over"), help_text=gettext_lazy("On this day the work passes on, today at once.")
    )
    leaves = forms.BooleanField(
        label=gettext_lazy("The person leaves the office: lock the account on that day"), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Promises and what is still open"), required=False, max_length=NOTE_MOST,
        help_text=gettext_lazy("What the successor must know: who was promised what, until when. Stored encrypted."),
        widget=forms.Textarea({"rows": "4"}),
    )  # fmt: skip

    def __init__(self, account: "Account", actor: Actor, *args: Any, **kwargs: Any) -> None:
        self.account, self.actor = account, actor
        self.posts = [row.post for row in known.record_of(account, now()).now]
        # Before the form looks at its data.
        asked = {name: field for post in self.posts for name, field in self._asked(post)}
        self.base_fields = {**asked, **with_choices(self.base_fields, {})}
        super().__init__(*args, **kwargs)

    def _asked(self, post: "Post") -> Iterator[tuple[str, forms.Field]]:
        works = post_choices(self.actor.street or 0, but=frozenset(one.pk for one in self.posts))
        for_work = [(f"post:{code}", said) for _group, rows in works for code, said in rows]
        takers = [
            (f"account:{one.account.pk}", f"{name_of(one.account)}（{one.account.username}）") for one in self._people()
        ]
        only_work = _("takes only the work, at the own post")
        whole: Choices = [("", _("nobody yet")), (_("takes the post"), takers), (only_work, for_work)]
        label = _("Who takes over “%(post)s”") % {"post": title_of(post)}
        yield f"to_{post.pk}", forms.ChoiceField(label=label, choices=whole, required=False)
        yield f"more_{post.pk}", forms.ChoiceField(
            label=_("Part of its work to somebody else"), choices=[("", _("no")), *for_work], required=False,
            help_text=_("Which matters, you choose in the next step."),
        )  # fmt: skip

    def _people(self) -> list[known.Person]:
        if not hasattr(self, "_known"):
            found = known.persons(self.actor, now())
            self._known = [one for one in found if one.account.is_active and one.account.pk != self.account.pk]
        return self._known

    def draft(self) -> "HandOver | None":
        """Draft the hand-over; None when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        try:
            return draft_hand_over(
                giver=self.account, parts=list(self._parts()), starts_on=given["starts_on"], note=given["note"].strip(),
                leaves=given["leaves"], by=self.actor, at=now(),
            )  # fmt: skip
        except ShiqiaoError as error:
            self.add_action_error(error)
            return None

    def _parts(self) -> Any:
        for post in self.posts:
            for name, rest in ((f"to_{post.pk}", True), (f"more_{post.pk}", False)):
                if chosen := self.cleaned_data[name]:
                    yield self._part(post, chosen, rest)

    def _part(self, post: "Post", chosen: str, rest: bool) -> Part:
        kind, _sep, number = chosen.partition(":")
        if kind == "account":
            return Part(post, post, known.access_person(self.actor, int(number)), rest)
        to_post = known.post_row(self.actor, int(number))
        holder = people.holder_of(to_post.pk, now()).account
        return Part(post, to_post, known.access_person(self.actor, holder or 0), rest)


@dataclass(frozen=True)
class Line:
    """A piece of open work in a preview or on a sheet."""

    key: str
    number: str
    title: str
    url: str
    due_at: datetime | None
    late: bool
    done: bool
    moved: bool
    to: int = 0  # the part that gets it, in a draft


@dataclass(frozen=True)
class PartPage:
    """What one successor gets of one post."""

    part: "HandOverPart"
    post: str
    to: str
    successor: str
    takes_post: bool
    lines: Sequence[Line]
    late: int
    mine: bool


@dataclass(frozen=True)
class DutyLine:
    """A grid on a line for which a post answers; `to` is the part that would get it, 0: it stays with the post."""

    number: int
    place: str
    line: str
    to: int


@dataclass(frozen=True)
class PostPage:
    """A post in a preview: its open work, its grids × lines, and the parts among which they are divided."""

    title: str
    lines: Sequence[Line]
    parts: Sequence[PartPage]
    holes: int
    duties: Sequence[DutyLine]

    @property
    def late(self) -> int:
        """Return how much of the work is late."""
        return sum(line.late for line in self.lines)

    @property
    def others(self) -> list[PartPage]:
        """Return the parts that lead to another post: only these can take grids over."""
        return [part for part in self.parts if not part.takes_post]


@dataclass(frozen=True)
class HandOverPage:
    """A hand-over: while drafted its posts, once handed its parts."""

    row: "HandOver"
    giver: str
    note: str
    state: str
    tone: str
    posts: Sequence[PostPage]
    parts: Sequence[PartPage]
    works: int
    late: int

    @property
    def seen(self) -> bool:
        """Tell whether every successor has seen it."""
        return bool(self.parts) and all(one.part.seen_at for one in self.parts)


STATES = {
    "drafted": (gettext_lazy("draft"), "grey"), "confirmed": (gettext_lazy("waits for its day"), "blue"),
    "handed": (gettext_lazy("handed over, not seen by all"), "yellow"), "seen": (gettext_lazy("seen by all"), "green"),
    "unseen": (gettext_lazy("not seen in time"), "red"),
}  # fmt: skip


def state_of(row: "HandOver", parts: Sequence["HandOverPart"]) -> str:
    """Return how far a hand-over is; derived, never typed."""
    if row.handed_at is None:
        return "confirmed" if row.confirmed_at else "drafted"
    if all(part.seen_at for part in parts):
        return "seen"
    return "unseen" if any(part.reminded_at and not part.seen_at for part in parts) else "handed"


def hand_over_page(actor: Actor, row: "HandOver", at: datetime) -> HandOverPage:
    """Assemble a hand-over's page: what stands open now while it is drafted, afterwards what was handed."""
    if row.handed_at:
        parts = [_part(one.part, one.items, at, actor, one.late) for one in known.work_handed(row, at)]
        posts: list[PostPage] = []
    else:
        parts, posts = [], _posts(actor, row, at)
    state = state_of(row, known.parts_of(row))
    title, tone = STATES[state]
    lines = [line for one in (*posts, *parts) for line in one.lines]
    return HandOverPage(
        row,
        name_of(row.giver),
        masked(note_of(row)),
        str(title),
        tone,
        posts,
        parts,
        len(lines),
        sum(line.late for line in lines),
    )


def _posts(actor: Actor, row: "HandOver", at: datetime) -> list[PostPage]:
    found: dict[int, list[Any]] = {}
    for part in known.parts_of(row):
        found.setdefault(part.post_id, []).append(part)
    duties = duties_of(row, at)
    pages = []
    for post, parts in found.items():
        left = not any(part.to_post_id == post for part in parts) and row.leaves
        holes = sum(duty.post_id == post for duty in duties) if left else 0
        rest = next((part.pk for part in parts if part.rest), 0)
        lines = [replace(_line(item, item.late), to=rest) for item in work_of(post, at)]
        heir = rest if left else 0
        mine = [
            DutyLine(duty.pk, words.place(duty.grid), words.line_title(duty.line_id), heir)
            for duty in duties
            if duty.post_id == post
        ]
        shown = [_part(one, [], at, actor) for one in parts]
        pages.append(PostPage(title_of(parts[0].post), lines, shown, holes, mine))
    return pages


def _part(
    part: Any, items: Sequence[OpenItem], at: datetime, actor: Actor, late: frozenset[Ref] = frozenset()
) -> PartPage:
    lines = [_line(item, item.subject in late, moved=item.post != part.to_post_id) for item in items]
    return PartPage(
        part, title_of(part.post), title_of(part.to_post), name_of(part.successor), part.to_post_id == part.post_id,
        lines, sum(line.late for line in lines), part.successor_id == actor.account,
    )  # fmt: skip


def _line(item: OpenItem, late: bool, moved: bool = False) -> Line:
    page = PAGES.get(item.subject.kind)
    url = reverse(page, args=[item.number]) if page else ""
    title = f"{_('Visit')} · {item.title}" if item.subject.kind == "visit" else item.title
    return Line(str(item.subject), item.number, title, url, item.due_at, late, item.done, moved)


def picks_of(data: Any) -> dict[Ref, int]:
    """Read which piece of work goes to which part from the preview's form: `pick_matter:17` = part."""
    found = {}
    for name, value in data.items():
        kind, _sep, number = name.removeprefix("pick_").partition(":")
        if name.startswith("pick_") and number.isdigit() and value.isdigit():
            found[Ref(kind, int(number))] = int(value)
    return found


def duties_in(data: Any) -> dict[int, int]:
    """Read which grid and line goes to which part from the preview's form: `duty_31` = part; empty: it stays."""
    given = ((name.removeprefix("duty_"), value) for name, value in data.items() if name.startswith("duty_"))
    return {int(number): int(part) for number, part in given if number.isdigit() and part.isdigit()}


# ── what waits to be seen ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Unseen:
    """A banner on "my work": somebody handed work over to the reader."""

    sentence: str
    url: str
    late: bool


def unseen(actor: Actor) -> list[Unseen]:
    """Return what was handed over to the actor and not seen yet."""
    return [
        Unseen(
            _("Work was handed over to you by %(who)s (%(works)d): “%(post)s”. Look it through.")
            % {"who": name_of(part.hand_over.giver), "works": part.works, "post": title_of(part.post)},
            reverse("desk:hand-over", args=[part.hand_over_id]),
            part.reminded_at is not None,
        )
        for part in known.unseen_by(actor)
    ]


# ── notices ────────────────────────────────────────────────────────────────────────────────────────────────────────


def notice_about(kind: str, subject: Ref, params: dict[str, Any]) -> tuple[str, str]:
    """Return title and address of what a notice about people leads to; both empty for other notices."""
    if not kind.startswith("people."):
        return "", ""
    if subject.kind == "token":
        return str(params.get("name", "")), reverse("desk:tokens")
    works = int(params.get("works", 0))
    said = ngettext("%(n)d open matter", "%(n)d open matters", works) % {"n": works}
    if subject.kind == "hand_over":
        return said, reverse("desk:hand-over", args=[subject.id])
    title = words.post_title(int(params.get("of", 0)))
    return f"{title} · {said}", reverse("desk:matters")
