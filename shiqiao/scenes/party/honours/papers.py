"""The dossier of a pursuit as PDF: criteria with evidence and gaps, and pictures."""

from datetime import datetime

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.scenes.party.honours import reads, shown
from shiqiao.scenes.party.honours.store import PURSUIT
from shiqiao.scenes.party.honours.tables import Pursuit
from shiqiao.scenes.party.leadpages import paper, pictures, printed
from shiqiao.surfaces.desk.papers.ground import stamp
from shiqiao.surfaces.desk.papers.model import Block, Facts, Grid, Pictures, Section


def dossier(row: Pursuit, by: Actor, at: datetime) -> tuple[bytes, str]:
    """Return the dossier of a pursuit as PDF with its file name. Raises FontMissing."""
    page = shown.pursuit_page(by, row, at)
    card, reached = page["card"], page["card"]["reached"]
    rows = []
    for one in page["criteria"]:
        proofs = [f"{stamp(told['row'].at)} {told['by']}：{told['text']}" for told in one["evidence"]]
        state = _("met") if one["met"] else one["gap"] or _("not met yet")
        rows.append([one["title"], "\n".join(proofs) or "–", state, f"{one['owner']}\n{one['row'].due}"])
    blocks: list[Block] = [
        Facts([[(_("For whom"), card["holder"]), (_("Level of the honour"), card["level"])],
               [(_("Who answers for it"), card["owner"]), (_("Application by"), str(row.due))],
               [(_("State"), card["state"]), (_("Criteria met"), f"{reached.met} / {reached.criteria}")]]),
        Section(_("Criteria")),
        Grid([_("Criterion"), _("Evidence"), _("Gap"), _("Who sees to it")], rows, [25, 40, 17, 18]),
    ]  # fmt: skip
    if found := pictures(reads.files_of(PURSUIT, row.pk), {}):
        blocks += [Section(_("Pictures")), Pictures(found)]
    title = _("Dossier: %(title)s") % {"title": row.title}
    made = paper(title, (_("For whom"), card["holder"]), by, at, blocks)
    return printed(made, Ref(PURSUIT, row.pk), "pursuit_dossier", by, at), f"{row.title}.pdf"
