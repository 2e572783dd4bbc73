"""Papers of campaigns as PDF: the file of one item, the notice that is served."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.files.covering import as_shown
from shiqiao.kernel.files.reads import thumbnail
from shiqiao.kernel.journal.taken import note_print
from shiqiao.scenes.projects.campaigns import reads, rights, shown, words
from shiqiao.scenes.projects.campaigns.store import ITEM, unseal
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem
from shiqiao.surfaces.desk.papers import pdf
from shiqiao.surfaces.desk.papers.ground import office, stamp
from shiqiao.surfaces.desk.papers.model import (
    Block,
    Facts,
    Grid,
    Pair,
    Paper,
    Picture,
    Pictures,
    Section,
    Signature,
    Text,
    together,
)
from shiqiao.surfaces.desk.words import person_name


def _paper(title: str, number: Pair, by: Actor, at: datetime, blocks: Sequence[Block]) -> Paper:
    before, _sep, rest = _("page {page} of {pages}").partition("{page}")
    between, _sep, after = rest.partition("{pages}")
    mark = _("Printed from the ledger by %(who)s, %(at)s") % {"who": person_name(by.account or 0), "at": stamp(at)}
    return Paper(
        office=office(by.street or 0), title=title, number=number, marks=mark, pages=(before, between, after),
        language=get_language() or "zh-hans", blocks=blocks,
    )  # fmt: skip


def _noted(subject: Ref, paper: str, by: Actor, at: datetime) -> None:
    given = {"paper": paper, "form": "pdf", "language": get_language() or ""}
    note_print(subject=subject, street=by.street or 0, by=by, at=at, **given)


def file_of(row: CampaignItem, campaign: Campaign, by: Actor, at: datetime) -> tuple[bytes, str]:
    """Return the file of one item as PDF: what it is, what was done, its pictures. Raises FontMissing."""
    page = shown.page_of(by, row, campaign, at)
    pairs = [
        (_("Campaign"), campaign.title), (_("Place"), page["one"].place), (_("Community"), page["one"].community),
        (_("Grid"), page["grid"]), (_("Area, m²"), str(row.area)), (_("Built in"), str(row.built or "–")),
        (_("Owner or user"), f"{page['owner_kind']} {page['one'].owner}"), (_("Basis"), page["basis"] or "–"),
        (_("State"), page["one"].state), (_("Found on"), f"{row.found_on}{_late(row)}"),
        (_("Notice number"), row.notice or "–"), (_("Decision number"), row.decision or "–"),
        (_("New use"), page["use"] or "–"), (_("Recurrence"), str(row.again or "–")),
    ]  # fmt: skip
    steps = [[stamp(one.at), one.title, one.by, one.text] for one in reversed(page["steps"])]
    blocks: list[Block] = [
        Facts([[(_("What it is"), page["one"].what)], *together(pairs)]), Section(_("What happened")),
        Grid([_("When"), _("What happened"), _("By whom"), _("Said with it")], steps, [15, 24, 22, 28]),
    ]  # fmt: skip
    if found := _pictures(row):
        blocks += [Section(_("Pictures of the item")), Pictures(found)]
    content = pdf.render(_paper(_("File of an item"), (_("Number"), row.number), by, at, blocks))
    _noted(Ref(ITEM, row.pk), "campaign_item", by, at)
    return content, f"{row.number}.pdf"


def _late(row: CampaignItem) -> str:
    return f" ({_('Found late')})" if row.late_found else ""


def _pictures(row: CampaignItem) -> list[Picture]:
    captions = {"before": _("before"), "after": _("after")}
    files = [one for one in reads.files_of(row) if one.is_picture][:9]
    return [Picture(thumbnail(as_shown(one)), captions.get(one.purpose, "")) for one in files]


def notice(row: CampaignItem, campaign: Campaign, by: Actor, at: datetime) -> tuple[bytes, str]:
    """Return the notice that was served, with the owner in clear, for who keeps the ledger. Raises NotFound, FontMissing."""
    if not row.notice or row.notified_at is None or not rights.keeps(by, row.lead):
        raise NotFound
    due = row.notice_due
    told = {
        "place": unseal(row.place), "what": unseal(row.what), "area": row.area,
        "basis": words.named(row, campaign.version, "bases", row.basis),
        "due": f"{localtime(due):%Y-%m-%d %H:%M}" if due else "",
    }  # fmt: skip
    body = [
        _("On examination, what stands at %(place)s (%(what)s, about %(area)s m²) was identified as: %(basis)s.")
        % told,
        _("Remove it or put it right yourself by %(due)s. The term is counted by the office's working calendar.")
        % told,
        _(
            "You may state your case to this office within the term. What is not put right by then is decided upon by law."
        ),
    ]
    blocks: list[Block] = [
        Text([f"{unseal(row.owner) or _('To the owner or user')}{_colon()}"], opening=True),
        Text(body), Signature(office(row.street), f"{localtime(row.notified_at):%Y-%m-%d}", _("(seal)")),
    ]  # fmt: skip
    content = pdf.render(
        _paper(_("Notice to put right within a term"), (_("Notice number"), row.notice), by, at, blocks)
    )
    _noted(Ref(ITEM, row.pk), "campaign_notice", by, at)
    return content, f"{row.notice.replace('/', '-')}.pdf"


def _colon() -> str:
    return "：" if (get_language() or "zh").startswith("zh") else ":"
