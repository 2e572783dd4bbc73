"""The final dossier of a secretary's project as PDF: steps, the parties' parts, evidence, guarantees, marks, visits."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.scenes.party.leadpages import paper, pictures, printed
from shiqiao.scenes.party.secretary import reads, shown
from shiqiao.scenes.party.secretary.store import PROJECT
from shiqiao.scenes.party.secretary.tables import SecretaryProject
from shiqiao.surfaces.desk.papers.ground import stamp
from shiqiao.surfaces.desk.papers.model import Block, Facts, Grid, Pictures, Section, Text


def dossier(row: SecretaryProject, by: Actor, at: datetime) -> tuple[bytes, str]:
    """Return the dossier as PDF with its file name; before the end it says that it is not final. Raises FontMissing."""
    made = paper(row.title, (_("Year"), str(row.year)), by, at, blocks_of(row, by, at))
    return printed(made, Ref(PROJECT, row.pk), "secretary_dossier", by, at), f"{row.title}.pdf"


def blocks_of(row: SecretaryProject, by: Actor, at: datetime) -> list[Block]:
    """Return the parts of the dossier."""
    page = shown.page_of(by, row, at)
    blocks: list[Block] = [
        Facts([[(_("Whose project it is"), page["line"].owner), (_("Who decides at the gates"), page["decider"])],
               [(_("Where it is carried out"), page["line"].where), (_("State"), page["line"].state)],
               [(_("The five parties"), "、".join(page["parties"]))], [(_("What it is to reach"), page["aim"])]]),
    ]  # fmt: skip
    if row.state == "running":
        blocks.append(Text([_("The project is under way: this is not its final dossier.")]))
    for section in page["sections"]:
        blocks += _step(section)
    for title, rows in ((_("Guarantees by mechanism"), page["guarantees"]), (_("Marks"), page["marks"])):
        blocks += [
            Section(title),
            Grid([_("What"), _("Evidence")], [[one.title, _evidence(one)] for one in rows], [30, 70]),
        ]
    if page["visits"]:
        visits = [[str(one["row"].day), one["row"].title, one["from"], str(one["number"])] for one in page["visits"]]
        blocks += [
            Section(_("Study visits")),
            Grid([_("Day"), _("Study visit"), _("From"), _("Guests")], visits, [15, 40, 35, 10]),
        ]
    files = reads.files_of(Ref(PROJECT, row.pk))
    if found := pictures(files, {}):
        blocks += [Section(_("Pictures")), Pictures(found)]
    return blocks


def _step(section: dict[str, Any]) -> list[Block]:
    step = section["step"]
    passed = f"{stamp(step.row.decided_at)} {section['decided_by']}" if step.row.decided_at else "–"
    facts = [[(_("State"), step.state), (_("Due"), str(step.row.due))], [(_("Decided at the gate"), passed)]]
    return [
        Section(step.title), Facts(facts),
        Grid([_("Deliverable"), _("Evidence")], [[one.title, _evidence(one)] for one in section["deliverables"]], [30, 70]),
        Grid([_("Party"), _("Part in the step")], [[title, text or "–"] for title, text in section["parts"]], [30, 70]),
    ]  # fmt: skip


def _evidence(one: shown.Proven) -> str:
    told = []
    for entry in one.entries:
        about = f"（{entry['about'].title}）" if entry["about"] else ""
        told.append(f"{stamp(entry['row'].at)} {entry['by']}：{entry['text']}{about}")
    return "\n".join(told) or "–"
