"""Requests of persons about their own data (查询、更正、删除个人信息): matters of their own, with the term of the law."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.rows import the_one
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.matters.holding import FLOW
from shiqiao.kernel.matters.intake import Born, Receipt, take_in
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.months import numbered
from shiqiao.kernel.matters.moves import move_matter
from shiqiao.kernel.matters.receivers import routed_to_unit
from shiqiao.kernel.matters.report import Contact, Report
from shiqiao.kernel.matters.rules import Given
from shiqiao.kernel.retention import actions, reads
from shiqiao.kernel.retention.models import DataRequest

# Which item a request is, by the last digit of its code: the catalogue names them, the kinds are the law's.
ITEMS = {"disclosure": "X0301", "correction": "X0302", "erasure": "X0303"}
TITLES = {
    "disclosure": "申请查询、复制本人的个人信息",
    "correction": "申请更正本人的个人信息",
    "erasure": "申请删除本人的个人信息",
}
ANSWERS = {
    "given": "您申请查询的个人信息已经整理，请在7日内凭链接下载。", "corrected": "您申请更正的个人信息已经更正。",
    "erased": "您申请删除的个人信息已经删除。依法须保存的业务记录不含您的身份信息。",
    "refused": "您的申请未予办理，理由：",
}  # fmt: skip
GROUNDS = {
    "not_proven": "未能核实申请人身份", "statutory": "履行法定职责所必需，依法须继续保存",
    "held": "相关事项尚未办结或者正在复查、复核",
    "nothing_held": "未保存您的个人信息", "right_already": "经核实，现有信息无误",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applied:
    """What somebody applies for about the own data. `words` says what is to be corrected."""

    street: int
    kind: str
    name: str
    phone: str
    identity: str = ""
    words: str = ""
    source: str = "desk"
    source_id: str = ""
    channel: str = "resident"


def item_for(street: int, kind: str) -> Item:
    """Return the item of a kind of request; raises Invalid when the street's catalogue has none."""
    item = catalogue(street).items.get(ITEMS.get(kind, ""))
    if item is None or item.flow != FLOW:
        raise Invalid(fields={"kind": "Choose what you ask for."})
    return item


def apply_for(*, applied: Applied, by: Actor, at: datetime) -> tuple[Receipt, DataRequest | None]:
    """Take a request in as a matter, in one transaction; sent twice it is one. Raises Invalid naming each field."""
    item = item_for(applied.street, applied.kind)
    report = Report(
        street=applied.street, source=applied.source, source_id=applied.source_id, channel=applied.channel, item=item.code,
        title=TITLES[applied.kind], text=f"{TITLES[applied.kind]}。", contact=Contact(applied.name, applied.phone),
    )  # fmt: skip
    with scope.scoped(applied.street):
        receipt = take_in(report, item, by=by, at=at, born=Born(routed_to_unit(item, applied.street, now())))
        if receipt.again:
            return receipt, None
        row = actions.ask(
            street=applied.street, kind=applied.kind, name=applied.name, phone=applied.phone, identity=applied.identity,
            words=applied.words, matter=receipt.id, by=by, at=at,
        )  # fmt: skip
    return receipt, row


@transaction.atomic
def tell_applicant(*, request: int, by: Actor, at: datetime) -> None:
    """End the matter of a request that was answered, with the words the applicant reads; `by` may work requests off."""
    row = reads.request_of(by, request)
    matter = Matter.objects.filter(pk=row.matter, done=False).first()
    if matter is None or not row.answer:
        return
    said = ANSWERS[row.answer] + GROUNDS.get(row.ground, "")
    machine = system("retention", street=row.street)
    move_matter(matter=matter.pk, do="finish", given=Given(result=said), by=machine, at=at)


def number_of(row: DataRequest) -> str:
    """Return the number of a request's matter, empty without one."""
    return str(Matter.objects.filter(pk=row.matter).values_list("number", flat=True).first() or "")


def request_of_matter(matter: int) -> int:
    """Return the number of the request that a matter is, 0 for none."""
    return DataRequest.objects.filter(matter=matter).values_list("pk", flat=True).first() or 0


def id_of(number: str, street: int) -> int:
    """Return the id of a matter by its public number; raises NotFound."""
    return the_one(Matter.objects.filter(numbered(number.strip()), street=street).values_list("pk", flat=True))
