"""Stock of material (物资): moves in and out as lines; what lies in a store never falls below nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.scenes.duty.emergency import rights
from shiqiao.scenes.duty.emergency.errors import NotSoMuchThere
from shiqiao.scenes.duty.emergency.groundtables import Stock, StockLine
from shiqiao.scenes.duty.emergency.publishing import plan_of
from shiqiao.scenes.duty.emergency.store import enter, lock, note, seal, written

STOCK = "emergency_stock"
KINDS = ("in", "out", "back", "count")  # bought or given; brought out; brought back; counted again
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class StockMove:
    """A move: how (in, out, back, count), how much (for `count` what was counted), where to, in which response, a note."""

    store: str
    material: str
    kind: str
    amount: int
    place: str = ""
    note: str = ""
    response: int = 0


@transaction.atomic
def move_stock(*, move: StockMove, by: Actor, at: datetime) -> StockLine:
    """Move material in or out of a store, or enter what was counted. Locks what lies there.

    Raises Forbidden, Invalid, NotSoMuchThere, ResponseOver.
    """
    rights.refuse_commander(by)
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        _check(move, street)
        row = lock(move.response, by) if move.response else None
        one = _stock(move, street)
        change = {"out": -move.amount, "count": move.amount - one.balance}.get(move.kind, move.amount)
        if not change:
            raise Invalid(fields={"amount": "So much lies there already; nothing changes."})
        try:
            with transaction.atomic():
                one.balance += change
                one.save(update_fields=["balance"])
        except IntegrityError as error:
            raise NotSoMuchThere from error
        line = StockLine.objects.create(
            street=street, stock=one.pk, response=move.response, kind=move.kind, amount=change, balance=one.balance,
            place=written(move.place, "place", most=120), note=seal(written(move.note, "note", most=300)),
            account=by.account or 0, at=at,
        )  # fmt: skip
        note("duty.stock_moved", Ref(STOCK, one.pk), street, by, at, line=line.pk, kind=move.kind, amount=change,
             balance=line.balance, response=move.response or None)  # fmt: skip
        if row is not None:
            told = f"{one.title} · {line.place}" if line.place else one.title
            enter(row, "stock", by=by, at=at, code=told, amount=change, stock=one.pk)
    return line


def _check(move: StockMove, street: int) -> None:
    plan, wrong = plan_of(street), {}
    if move.store not in {one.code for one in plan.stores}:
        wrong["store"] = "Choose a store that the plan has."
    if move.material not in {one.code for one in plan.materials}:
        wrong["material"] = "Choose a material that the plan has."
    if move.kind not in KINDS:
        wrong["kind"] = "Choose how it moves."
    if not (0 if move.kind == "count" else 1) <= move.amount <= MOST:
        wrong["amount"] = "Write how much, as a whole number."
    if wrong:
        raise Invalid(fields=wrong)


def _stock(move: StockMove, street: int) -> Stock:
    """Return what lies in a store of a material, locked; an empty place for what never lay there."""
    plan = plan_of(street)
    store = next(one for one in plan.stores if one.code == move.store)
    material = next(one for one in plan.materials if one.code == move.material)
    said = {"store_title": store.title.zh, "title": material.title.zh, "unit": material.unit.zh, "low": material.low}
    Stock.objects.get_or_create(street=street, store=move.store, material=move.material, defaults=said)
    return Stock.objects.select_for_update().get(street=street, store=move.store, material=move.material)
