"""The steps of an item, from identification to what its ground is used for. The table of moves says what may follow."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.scenes.projects.campaigns import moves, rights, rules
from shiqiao.scenes.projects.campaigns.errors import FixedByYourself, ItemNotSo, PhotosLacking, TermRuns
from shiqiao.scenes.projects.campaigns.publishing import kind_of
from shiqiao.scenes.projects.campaigns.store import Files, enter, run_clock, tell
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem
from shiqiao.scenes.projects.store import written

LACKING = {
    "basis": "Choose the basis of identification.",
    "words": "Write why it is so.",
    "decision": "Write the number of the decision on enforcement.",
    "photo": "Add a photo from after.",
    "use": "Choose what the ground is used for.",
}


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a step: words, photos with their purposes, and the code or number that it needs."""

    words: str = ""
    photos: Files = ()
    basis: str = ""
    decision: str = ""
    use: str = ""


def lock(item: int, by: Actor) -> CampaignItem:
    """Lock an item that the actor sees; absent and not yours are the same NotFound."""
    condition = rights.seen(by)
    row = None if condition is None else CampaignItem.objects.select_for_update().filter(condition, pk=item).first()
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def make_move(*, item: int, do: str, given: Given = Given(), by: Actor, at: datetime) -> CampaignItem:
    """Make a move of an item: what it needs is asked, its term ends and that of the next step begins.

    Raises NotFound, Forbidden, Invalid for what is lacking, Conflict when the item stands otherwise.
    """
    with scope.scoped(*scope.of(by)):
        row = lock(item, by)
        move = moves.allowed(do, row.state, row.how)
        if move is None or move.by == "found_again":
            raise ItemNotSo
        rights.refuse(by, move.by, row)
        campaign = Campaign.objects.get(pk=row.campaign)
        words = written(given.words, "words", LACKING["words"] if "words" in move.needs else "")
        _needed(move, row, campaign, given)
        data = BEFORE[do](row, given, by, at) if do in BEFORE else {}
        row.before += sum(purpose == "before" for purpose, _sha in given.photos)
        row.after += sum(purpose == "after" for purpose, _sha in given.photos)
        if do == "strike_off":
            _strike_off(row, by, at)
        row.state, row.moved_at = move.to, at
        late = row.late
        run_clock(row, campaign, at)
        if do == "notify":
            row.notice_due = row.due_at
        row.save()
        enter(row, do, by=by, at=at, text=words, files=given.photos, due=row.due_at,
              late=(row.late and not late) or None, **data)  # fmt: skip
        _told(row, do, at)
        return row


def _needed(move: moves.Move, row: CampaignItem, campaign: Campaign, given: Given) -> None:
    kind = kind_of(row.street, campaign.version, row.kind)
    there = {
        "basis": given.basis in {one.code for one in kind.bases}, "words": True, "decision": bool(given.decision.strip()),
        "photo": any(purpose == "after" for purpose, _sha in given.photos), "use": given.use in {one.code for one in kind.uses},
    }  # fmt: skip
    if wrong := {name: LACKING[name] for name in move.needs if not there[name]}:
        raise Invalid(fields=wrong)


def _identify(row: CampaignItem, given: Given, by: Actor, at: datetime) -> dict[str, Any]:
    row.basis = given.basis
    return {"basis": row.basis}


def _notify(row: CampaignItem, given: Given, by: Actor, at: datetime) -> dict[str, Any]:
    """The notice has the number of its item, with a count when it was served again."""
    served = 1 + int(row.notice.rpartition("/")[2] or 0) if row.notice else 1
    row.notice, row.notified_at = f"{row.number}/{served}", at
    return {"notice": row.notice}


def _fix(row: CampaignItem, by: Actor, at: datetime, how: str) -> dict[str, Any]:
    row.how, row.fixed_at, row.fixed_by = how, at, by.account or 0
    row.checked_at, row.checked_by = None, 0
    return {"how": how}


def _self_fix(row: CampaignItem, given: Given, by: Actor, at: datetime) -> dict[str, Any]:
    return _fix(row, by, at, "self")


def _enforced(row: CampaignItem, given: Given, by: Actor, at: datetime) -> dict[str, Any]:
    return _fix(row, by, at, "enforced")


def _enforce(row: CampaignItem, given: Given, by: Actor, at: datetime) -> dict[str, Any]:
    if not rules.may_enforce(row.due_at, at):
        raise TermRuns
    row.decision = written(given.decision, "decision", most=60)
    return {"decision": row.decision}


def _recheck(row: CampaignItem, given: Given, by: Actor, at: datetime) -> dict[str, Any]:
    if row.fixed_by and row.fixed_by == (by.account or 0):
        raise FixedByYourself
    row.checked_at, row.checked_by = at, by.account or 0
    return {}


def _send_back(row: CampaignItem, given: Given, by: Actor, at: datetime) -> dict[str, Any]:
    _recheck(row, given, by, at)
    row.sent_back += 1
    row.fixed_at, row.fixed_by, row.after = None, 0, 0
    return {}


def _use(row: CampaignItem, given: Given, by: Actor, at: datetime) -> dict[str, Any]:
    row.purpose, row.used_at = given.use, at
    return {"use": row.purpose}


BEFORE = {
    "identify": _identify, "notify": _notify, "self_fix": _self_fix, "enforce": _enforce, "enforced": _enforced,
    "recheck": _recheck, "send_back": _send_back, "use": _use,
}  # fmt: skip


def _strike_off(row: CampaignItem, by: Actor, at: datetime) -> None:
    if not (row.before and row.after):
        raise PhotosLacking
    row.struck_at, row.struck_by = at, by.account or 0


def _told(row: CampaignItem, do: str, at: datetime) -> None:
    """Tell who is next: the community of a notice served and of what was sent back, the lead of what is put right."""
    if do in ("notify", "send_back"):
        tell(row, "projects.item_notified" if do == "notify" else "projects.item_sent_back", at, row.post)
    elif do == "self_fix":
        tell(row, "projects.item_fixed", at, row.lead)


@transaction.atomic
def add_photos(*, item: int, photos: Files, by: Actor, at: datetime) -> CampaignItem:
    """Add photos from before or after while the item is not struck off. Raises Invalid, Forbidden, Conflict."""
    with scope.scoped(*scope.of(by)):
        row = lock(item, by)
        rights.refuse(by, "ground", row)
        if row.state not in moves.OPEN:
            raise ItemNotSo
        if not photos:
            raise Invalid(fields={"photo": "Add a photo."})
        row.before += sum(purpose == "before" for purpose, _sha in photos)
        row.after += sum(purpose == "after" for purpose, _sha in photos)
        row.save(update_fields=["before", "after"])
        enter(row, "photo", by=by, at=at, files=photos)
        return row
