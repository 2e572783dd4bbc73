"""Taking orders in: each number once a round, whatever file or call brings it, each row told what became of it."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.db.trip import confirm
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import Term, due
from shiqiao.kernel.matters.actions import Contact, Report, report_matter
from shiqiao.kernel.suggesting.reads import suggest
from shiqiao.scenes.hotline import rules
from shiqiao.scenes.hotline.exchange import exchange_of, mapping_of
from shiqiao.scenes.hotline.mapping import OrderMapping
from shiqiao.scenes.hotline.models import Order
from shiqiao.scenes.hotline.rules import Choice, Incoming, Tally
from shiqiao.scenes.hotline.store import lock_number as lock
from shiqiao.scenes.hotline.store import refuse_others, seal, set_alarm, take_letter, tell_dispatchers, write
from shiqiao.scenes.hotline.upstream import told

SOURCE = "hotline"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row: verdict, and where it went or the sentences that say why not."""

    row: int
    number: str
    verdict: str
    round: int = 0
    matter: str = ""
    item: str = ""
    how: str = ""
    suggested: str = ""
    deadline: datetime | None = None
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass
class Intake:
    """What became of a file or a call."""

    tally: Tally
    rows: list[Taken]

    def of(self, *verdicts: str) -> list[Taken]:
        """Return the rows with one of these verdicts."""
        return [one for one in self.rows if one.verdict in verdicts]


Numbered = tuple[int, Incoming | dict[str, str]]


def take_in_orders(
    *, rows: Iterable[Numbered], street: int, by: Actor, at: datetime, all_or_nothing: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> Intake:  # fmt: skip
    """Take orders in, each in its own transaction; a row that cannot be used is named and the rest is loaded.

    `rows` are (row number, order or what is wrong with it). With `all_or_nothing` one wrong row leaves nothing behind.
    Raises Forbidden when the actor does not exchange with 12345.
    """
    refuse_others(by, street)
    result = Intake(Tally(), [])
    try:
        with scope.scoped(street) if all_or_nothing else nullcontext():
            for number, row in rows:
                taken = _row(number, row, street, by, at)
                result.tally.add(taken.verdict)
                result.rows.append(taken)
                progress(result.tally.rows)
            if all_or_nothing and result.tally.counts["rejected"]:
                raise _NothingKept
    except _NothingKept:
        return _undone(result)
    return result


class _NothingKept(Exception):
    """Rolls a file back of which one row was wrong."""


def _row(number: int, row: Incoming | dict[str, str], street: int, by: Actor, at: datetime) -> Taken:
    if not isinstance(row, Incoming):
        return Taken(number, "", "rejected", wrong=row)
    try:
        return take_in_order(incoming=row, street=street, by=by, at=at, row=number)
    except ShiqiaoError as error:
        wrong = error.fields or {"row": error.message}
        said = {_NAMES.get(name, name): _filled(why, error) for name, why in wrong.items()}
        return Taken(number, row.number, "rejected", wrong=said)


_NAMES = {"client_id": "number", "contact.phone": "phone", "contact.name": "name"}


def _filled(why: str, error: ShiqiaoError) -> str:
    return why if isinstance(why, Sentence) else Sentence(why, **error.params)


def _undone(result: Intake) -> Intake:
    kept = result.of("rejected", "same", "changed")
    tally = Tally(result.tally.rows, dict.fromkeys(rules.VERDICTS, 0))
    for one in kept:
        tally.counts[one.verdict] += 1
    return Intake(tally, kept)


def take_in_order(*, incoming: Incoming, street: int, by: Actor, at: datetime, row: int = 0) -> Taken:
    """Take one order in: file a matter for a new number or a further round, else bring what is known up to date.

    Other content under a number that is open is listed and never written over what stands. Raises what reporting
    a matter raises. Rule: 《北京市接诉即办工作条例》第十三条, the deadline printed on the order is kept beside ours.
    """
    refuse_others(by, street)
    with scope.scoped(street):
        lock(street, incoming.number)
        last = Order.objects.filter(street=street, number=incoming.number).order_by("-round").first()
        verdict = rules.judge(last, incoming)
        if verdict in ("new", "again"):
            if wrong := _ended(incoming):
                raise Invalid(fields=wrong)
            order = _file(incoming, street, last, by, at)
        else:
            assert last is not None
            order = last
        if verdict == "updated":
            _update(order, incoming, by, at)
        if verdict == "changed" and not _note_change(order, incoming, by, at):
            verdict = "same"
        if verdict == "same":
            confirm()
    return Taken(
        row,
        order.number,
        verdict,
        order.round,
        order.matter_number,
        "",
        order.item_how,
        order.suggested,
        order.deadline,
    )


ENDED = "12345 shows this order as ended: import it as history, or ask 12345 to send it again."


def _ended(incoming: Incoming) -> dict[str, str]:
    """What 12345 shows as ended is no new work: its clocks would run for nobody."""
    return {"state": ENDED} if incoming.state in ("answered", "closed", "returned", "withdrawn") else {}


def choice_of(incoming: Incoming, street: int, mapping: OrderMapping) -> Choice:
    """Choose the item of an order from the street's catalogue."""
    known = catalogue(street)
    usable = {code: not any(question.required for question in item.form) for code, item in known.items.items()}
    guesses = [
        (one.code, round(100 * one.confidence)) for one in suggest(street, f"{incoming.category} {incoming.text}"[:400])
    ]
    return rules.choose_item(incoming.category, guesses, mapping.items, usable, mapping.default_item)


def _file(incoming: Incoming, street: int, last: Order | None, by: Actor, at: datetime) -> Order:
    exchange, chosen = exchange_of(street), choice_of(incoming, street, mapping_of(street))
    number = last.round + 1 if last else 1
    contact = Contact() if incoming.confidential else Contact(incoming.name, incoming.phone)
    receipt = report_matter(
        report=Report(
            street=street, source=SOURCE, source_id=f"{incoming.number}/{number}", channel="hotline", item=chosen.item,
            text=incoming.text, title=incoming.title, address=incoming.address, contact=contact, urgent=incoming.urgent,
            happened_at=incoming.received_at,
        ),
        by=by, at=min(incoming.received_at, at),
    )  # fmt: skip
    calendar = calendar_for(street)
    order = Order(
        street=street, number=incoming.number, round=number, previous=last.id if last else 0, matter=receipt.id,
        matter_number=receipt.number, kind=incoming.kind, category=incoming.category, item_how=chosen.how,
        suggested=chosen.suggested, confidential=incoming.confidential, received_at=incoming.received_at,
        issued_at=incoming.issued_at, deadline=incoming.deadline, state="received", upstream_state=incoming.state,
        respond_by=due(calendar, incoming.issued_at, Term.parse(exchange.respond)).at,
        object_by=due(calendar, incoming.issued_at, Term.parse(exchange.objection)).at, mark=incoming.mark(), created_at=at,
    )  # fmt: skip
    if incoming.confidential and (incoming.name or incoming.phone):
        order.contact = seal({"name": incoming.name, "phone": incoming.phone})
    set_alarm(order, at)
    order.save()
    data: dict[str, Any] = {"matter": receipt.number, "round": number, "deadline": incoming.deadline}
    write("hotline.received", order, by=by, at=at, how=chosen.how, confidential=incoming.confidential, **data)
    return order


def _update(order: Order, incoming: Incoming, by: Actor, at: datetime) -> None:
    """What upstream moves by itself: the deadline, and the state as far as it tells us something."""
    if incoming.deadline not in (None, order.deadline):
        told(order, state="deadline", deadline=incoming.deadline, by=by, at=at)
    if incoming.state and incoming.state != order.upstream_state:
        told(order, state=incoming.state, by=by, at=at)


def _note_change(order: Order, incoming: Incoming, by: Actor, at: datetime) -> bool:
    """List other content under a known number; False when the same change was listed before."""
    said = {name: getattr(incoming, name) for name in ("text", "category", "title", "name", "phone", "address")}
    key = f"{order.street}-{order.id}-change-{incoming.mark().hex()[:16]}"
    if not take_letter(order, "change", said, key=key, by=by, at=at):
        return False
    order.changed = True
    order.save(update_fields=["changed"])
    write("hotline.changed_upstream", order, by=by, at=at)
    tell_dispatchers(order, "hotline.changed_upstream", at)
    return True


def see_change(*, order: int, by: Actor, at: datetime) -> None:
    """Say that a person has seen what 12345 changed, and dealt with it."""
    refuse_others(by)
    with scope.scoped(*scope.of(by)):
        row = Order.objects.select_for_update().get(pk=order)
        row.changed = False
        row.save(update_fields=["changed"])
        write("hotline.change_seen", row, by=by, at=at)


def marks(rows: Sequence[Numbered], street: int, mapping: OrderMapping) -> list[Taken]:
    """Say what taking rows in would do, without doing it: the preview."""
    numbers = [row.number for _, row in rows if isinstance(row, Incoming)]
    last = {one.number: one for one in Order.objects.filter(street=street, number__in=numbers).order_by("round")}
    return [
        _looked_at(number, row, last.get(row.number), choice_of(row, street, mapping))
        if isinstance(row, Incoming)
        else Taken(number, "", "rejected", wrong=row)
        for number, row in rows
    ]


def _looked_at(number: int, row: Incoming, last: Order | None, chosen: Choice) -> Taken:
    verdict = rules.judge(last, row)
    if verdict in ("new", "again") and (wrong := _ended(row)):
        return Taken(number, row.number, "rejected", wrong=wrong)
    turn, matter = (last.round, last.matter_number) if last else (1, "")
    return Taken(number, row.number, verdict, turn, matter, chosen.item, chosen.how, chosen.suggested, row.deadline)
