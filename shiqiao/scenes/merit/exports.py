"""The lists of merit as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.merit import bulletin_shown, cadres, cadres_shown, reads, shown, words
from shiqiao.surfaces.desk.sockets import exports

Params = Mapping[str, str]
MONTH = (
    Column("Kind of subject", width=10), Column("For whom", width=26), Column("Why", width=34),
    Column("What was proposed", width=20), Column("State", width=14), Column("What follows", width=20),
    Column("Evidence", width=60), Column("Decided", "moment", 18), Column("Appeal", width=18),
    Column("Invented for the demonstration", width=14),
)  # fmt: skip
YEAR = (
    Column("For whom", width=28), Column("Sum of points", "number", 10), Column("Points added", width=10),
    Column("Points taken off", width=10), Column("Cards and flags", width=26), Column("Rows", "number", 8),
)  # fmt: skip
BULLETIN = (
    Column("Part", width=12), Column("Kind of subject", width=10), Column("For whom", width=28), Column("Why", width=34),
    Column("What follows", width=22), Column("Month", width=10), Column("What the row is", width=26),
)  # fmt: skip
CADRES = (
    Column("Official", width=14), Column("Posts held", width=34), Column("Attitude", width=14), Column("Ability", width=14),
    Column("Responsibility taken", width=14), Column("Rules kept", width=14),
)  # fmt: skip


def month_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield a month's rows as the page shows them."""
    month = _month(actor, params)
    for one in shown.rows(actor, reads.of_month(actor, month.since)):
        row = one.row
        yield (
            one.kind, one.who, one.rule, words.follows(row.asked_points, row.asked_card), one.state[0],
            one.follows if row.state in ("confirmed", "changed") else "", "；".join(_proof(proof) for proof in one.proofs),
            row.decided_at, one.appeal[0] if one.appeal else "", _("yes") if row.invented else "",
        )  # fmt: skip


def _proof(one: shown.Proof) -> str:
    return " ".join([one.said, *(title for title, _url in one.links)])


def _month(actor: Actor, params: Params) -> shown.Month:
    latest = next(iter(reads.months(actor)), None)
    return shown.month_of(params.get("month", ""), now(), latest)


def month_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which month."""
    return [(_("Month"), _month(actor, params).code)]


def year_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the accounts of a year."""
    kind, year = shown.kind_of(params.get("kind", "")), shown.year_of(params.get("year", ""), now())
    for account in reads.accounts(actor, year, kind):
        cards = "、".join(f"{words.card(code)} {many}" for code, many in account.cards.items())
        yield (
            words.named(kind, account.subject), float(account.points), words.points(account.plus), words.points(account.minus),
            cards, account.rows,
        )  # fmt: skip


def year_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which year and kind."""
    kind, year = shown.kind_of(params.get("kind", "")), shown.year_of(params.get("year", ""), now())
    return [(_("Year"), str(year)), (_("Kind of subject"), _(words.KINDS[kind]))]


def bulletin_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the lines of a published bulletin."""
    row = bulletin_shown.access(actor, params.get("of", ""), now())
    for part, one in bulletin_shown.rows(row.content):
        yield part, one.kind, one.who, one.why, one.follows, one.month, one.turn


def bulletin_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which month, and the fingerprint."""
    row = bulletin_shown.access(actor, params.get("of", ""), now())
    return [(_("Month"), f"{row.month:%Y-%m}"), (_("Fingerprint"), row.fingerprint)]


def cadre_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the persons with their four sides."""
    period = cadres.period_of(params.get("period", ""), now())
    for row in cadres_shown.index(actor, period, now())["rows"]:
        yield row.name, row.posts, *(_("too little to say") if one.little else one.share for one in row.sides)


def cadre_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which period."""
    return [(_("Period"), cadres.period_of(params.get("period", ""), now()).code)]


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    for one in (
        ListExport("merit-month", "Reward and penalty", "desk:merit:month", MONTH, month_rows, month_chosen),
        ListExport("merit-year", "Points of the year", "desk:merit:year", YEAR, year_rows, year_chosen),
        ListExport(
            "merit-bulletin", "Bulletin", "desk:merit:bulletin", BULLETIN, bulletin_rows, bulletin_chosen, of=True
        ),
        ListExport("merit-cadres", "Cadre assessment", "desk:merit:cadres", CADRES, cadre_rows, cadre_chosen),
    ):
        exports.fill(scene, one)
