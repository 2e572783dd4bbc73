"""How polls are shown: the list, one poll, casting, papers, the result, the verification."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.council.voting import casting, forms, naming, reads, rights, verify, words
from shiqiao.scenes.council.voting.closing import last_votes
from shiqiao.scenes.council.voting.rules import Rule, unlike
from shiqiao.scenes.council.voting.sealing import unseal
from shiqiao.scenes.council.voting.store import electors_of
from shiqiao.scenes.council.voting.tables import PaperCount, Poll, PollElector
from shiqiao.surfaces.desk.words import person_name

TABS = {
    "open": gettext_noop("Polls under way"),
    "done": gettext_noop("Voting closed"),
    "all": gettext_noop("All polls"),
}


def list_page(actor: Actor, tab: str, after: str) -> dict[str, Any]:
    """Return a page of the list."""
    tab = tab if tab in TABS else "open"
    page = reads.polls(actor, tab=tab, after=after)
    return {
        "rows": listed(actor, page.rows), "next": page.next, "tab": tab,
        "tabs": [(code, _(title)) for code, title in TABS.items()],
    }  # fmt: skip


def listed(actor: Actor, rows: list[Poll]) -> list[dict[str, Any]]:
    """Return polls as lines of a list: state, turnout, what they are about, how they came out."""
    turnouts = reads.turnouts(rows)
    abouts = show(actor, {Ref(one.about_kind, one.about_id) for one in rows})
    return [
        head(row) | {
            "about": abouts.get(Ref(row.about_kind, row.about_id)), "voted": turnouts.get(row.pk, (0, 0))[0],
            "entitled": turnouts.get(row.pk, (0, 0))[1], "url": reverse("desk:voting:poll", args=[row.pk]),
        }
        for row in rows
    ]  # fmt: skip


def head(row: Poll) -> dict[str, Any]:
    """Return what stands on top of every page of a poll."""
    title, tone = words.state(row.state)
    found: dict[str, Any] = {
        "poll": row, "state": title, "tone": tone, "sort": _("Secret vote") if row.secret else _("Vote by name"),
        "passed": None, "outcome": "",
    }  # fmt: skip
    if row.result is not None:
        found["passed"] = row.result["passed"]
        found["outcome"] = _("passed") if row.result["passed"] else _("did not pass")
    return found


def poll_page(actor: Actor, row: Poll, at: datetime) -> dict[str, Any]:
    """Return the page of a poll."""
    voted, entitled = reads.turnouts([row]).get(row.pk, (0, 0))
    about = Ref(row.about_kind, row.about_id)
    runs = rights.runs(actor, row)
    open_, done = row.state in ("started", "counting"), row.result is not None
    papers = _papers(row)
    return head(row) | {
        "about": show(actor, [about]).get(about), "rule": words.rule(Rule.read(row.rule), row.turn),
        "options": [words.choice(one) for one in row.options], "voted": voted, "entitled": entitled,
        "share": voted * 100 // entitled if entitled else 0, "kinds": _kinds(row), "outcomes": outcomes(row),
        "seats": my_seats(actor, row) if row.state == "started" else [], "runs": runs,
        "may_count": open_ and rights.official(actor), "may_close": runs and open_,
        "may_start": runs and row.state == "created", "may_publish": runs and row.state == "finished",
        "may_second": runs and done and _second(row), "papers": papers, "names": names(row) if done else [],
        "explained": unseal(row.explained), "sound": all(one.holds for one in verify.proofs(row)) if done else True,
        "proxies": [(unseal(one.title), unseal(one.proxy_title)) for one in electors_of(row) if one.proxy_seat],
    }  # fmt: skip


def _second(row: Poll) -> bool:
    rule = Rule.read(row.rule)
    failed = not (row.result or {}).get("passed")
    return (
        bool(failed and row.turn == 1 and (rule.second or rule.second_quorum))
        and not Poll.objects.filter(first=row.pk).exists()
    )


def _kinds(row: Poll) -> list[dict[str, Any]]:
    return [
        {"title": naming.kind(row.street, kind), "entitled": entitled, "present": present}
        for kind, entitled, present in reads.by_kind(row)
    ]


def outcomes(row: Poll) -> list[dict[str, Any]]:
    """Return the result of a finished poll: the whole first, then the kinds."""
    found = reads.outcomes(row, lambda code: naming.kind(row.street, code))
    asked = Rule.read(row.rule).kind is not None
    return [
        {
            "title": naming.kind(row.street, one.kind) if one.kind else _("All together"), "one": one, "whole": not one.kind,
            "votes": f"{one.votes_for}/{one.cast}" if one.apart else "—",
            "said": _said(one, bool(one.kind) and not asked),
        }
        for one in (*found[-1:], *found[:-1])
    ]  # fmt: skip


def _said(one: reads.Outcome, informal: bool) -> tuple[str, str]:
    if not one.apart:
        return _("counted with others"), "grey"
    if informal:
        return (_("for it"), "grey") if one.passed else (_("not for it"), "grey")
    return (_("passed"), "green") if one.passed else (_("did not pass"), "red")


def summary(row: Poll) -> str:
    """Say the result in one line: passed or not, and which kinds are against it."""
    found = reads.outcomes(row, lambda code: naming.kind(row.street, code))
    against = [
        f"{naming.kind(row.street, one.kind)} {one.votes_for}/{one.cast}"
        for one in found[:-1]
        if one.apart and one.cast and not one.passed
    ]
    told = _("passed") if found[-1].passed else _("did not pass")
    return _("%(told)s, but %(kinds)s") % {"told": told, "kinds": _(", ").join(against)} if against else told


def names(row: Poll) -> list[dict[str, Any]]:
    """Return who has voted, after the close; of a named poll also how."""
    votes = {} if row.secret else {one.elector: one.choice for one in last_votes(row)}
    return [
        {
            "title": unseal(one.title), "kind": naming.kind(row.street, one.kind),
            "way": _(words.WAYS[one.way]) if one.way else "",
            "voted": one.has_voted,
            "choice": words.choice(votes[one.pk]) if one.pk in votes else "",
            "proxy": unseal(one.proxy_title) if one.way == "proxy" else "",
        }
        for one in electors_of(row)
    ]  # fmt: skip


def my_seats(actor: Actor, row: Poll) -> list[tuple[str, str]]:
    """Return the seats from which an actor may still vote here: the own one, and the one it is proxy of."""
    own = PollElector.objects.filter(poll=row.pk, account=actor.account or -1).first()
    if own is None:
        return []
    rows = [own, *PollElector.objects.filter(poll=row.pk, proxy_seat=own.seat)]
    return [
        (
            str(one.seat),
            unseal(one.title) if one.pk == own.pk else _("as proxy of %(name)s") % {"name": unseal(one.title)},
        )
        for one in rows
        if not one.has_voted or (not row.secret and one.way == "web" and one.pk == own.pk)
    ]


def open_seats(row: Poll) -> list[tuple[str, str]]:
    """Return who has not voted yet, for who marks papers: the order is that of the seats."""
    return [
        (str(one.seat), f"{naming.kind(row.street, one.kind)} · {unseal(one.title)}")
        for one in electors_of(row)
        if not one.has_voted
    ]


# ── papers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _papers(row: Poll) -> dict[str, Any]:
    marked = casting.marked_on_paper(row)
    counts = list(PaperCount.objects.filter(poll=row.pk).order_by("turn"))
    return {
        "marked": sum(marked.values()),
        "counts": [{"turn": one.turn, "papers": one.papers, "by": person_name(one.account)} for one in counts],
        "agreed": row.state == "counting" and casting.reconciled(row) is not None,
    }  # fmt: skip


def count_page(actor: Actor, row: Poll, form: forms.CountForm) -> dict[str, Any]:
    """Return the page on which papers are counted: what one counted oneself, and where two counts differ."""
    marked, found = casting.marked_on_paper(row), _papers(row)
    rows = list(PaperCount.objects.filter(poll=row.pk).order_by("-turn")[:2])
    differ = unlike(*map(casting.read_count, reversed(rows))) if len(rows) == 2 else []
    lacking = casting.papers_missing(row) if found["agreed"] else {}
    return head(row) | {
        "form": form, "lines": form.by_kind(row), "papers": found, "choices": [words.choice(one) for one in casting.ANSWERS],
        "marked": [(naming.kind(row.street, kind), many) for kind, many in marked.items()],
        "differ": [(naming.kind(row.street, kind), words.choice(choice), one, other) for kind, choice, one, other in differ],
        "mine": bool(rows and rows[0].account == actor.account), "explained": unseal(row.explained),
        "missing": [(naming.kind(row.street, kind), many) for kind, many in lacking.items() if many > 0],
        "over": [(naming.kind(row.street, kind), -many) for kind, many in lacking.items() if many < 0],
        "runs": rights.runs(actor, row), "turn": len(found["counts"]) + 1,
    }  # fmt: skip


def verify_page(row: Poll) -> dict[str, Any]:
    """Return the verification: each question with what was reckoned now, and the ballots to reckon oneself."""
    from shiqiao.scenes.council.voting.closing import final_lines

    lines = sorted("\t".join(one) for one in final_lines(row)) if row.result is not None and row.secret else []
    return head(row) | {"proofs": [(_(one.says), one) for one in verify.proofs(row)], "lines": lines}
