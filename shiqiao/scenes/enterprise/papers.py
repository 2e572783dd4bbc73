"""A firm's file with its promise ledger and its needs as PDF, set by typst; words go in as data, never as markup."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.territory.profiles import profile
from shiqiao.scenes.enterprise import careshown, caring, shown
from shiqiao.scenes.enterprise.models import FirmFile
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.surfaces.desk.papers.pdf import fonts
from shiqiao.surfaces.desk.words import in_language, said
from shiqiao.surfaces.kit.words import absolute

TEMPLATE = Path(__file__).with_name("firm.typ")
MOST = 200


def firm_paper(actor: Actor, organisation: Any, row: FirmFile, at: datetime) -> bytes:
    """Return the file of a firm as PDF; who may read it was decided before. Raises FontMissing."""
    data = json.dumps(_content(actor, organisation, row, at), ensure_ascii=False)
    return bytes(typst.compile(TEMPLATE.read_bytes(), font_paths=fonts(str(settings.FONTS)), sys_inputs={"data": data}))


def _content(actor: Actor, organisation: Any, row: FirmFile, at: datetime) -> dict[str, Any]:
    one, street = shown.firm_rows(actor, [row])[0], profile(row.street)
    needs, promises = caring.of_firm(organisation.pk, MOST)
    steward = careshown.steward_row(organisation.pk, at)
    facts = [
        (_("Credit code"), one.code or "–"), (_("Address"), organisation.address or one.place), (_("Tier"), one.tier),
        (said(rules_of(row.street).brand), f"{steward.post} {steward.holder}" if steward else _("no steward")),
        (_("Next visit by"), careshown.visiting(row, at).due.isoformat()),
    ]  # fmt: skip
    kept = [
        [p.text, p.row.due.isoformat(), p.state, p.outcome or "–"] for p in careshown.promise_rows(promises, at)
    ]  # fmt: skip
    asked = [[n.text, absolute(n.row.made_at.date()), n.topic, n.state] for n in careshown.need_rows(row.street, needs)]
    return {
        "title": one.name, "office": in_language(street.office_zh, street.office_en), "facts": [list(f) for f in facts],
        "as_of": absolute(at), "none": _("None recorded yet."), "language": (get_language() or "zh")[:2],
        "parts": [
            {"title": _("Promise ledger"), "head": [_("Promise"), _("Due on"), _("State"), _("Outcome")], "rows": kept},
            {"title": _("Needs of the firm"), "head": [_("Need of a firm"), _("Recorded"), _("Topic"), _("State")],
             "rows": asked},
        ],
    }  # fmt: skip
