"""How voting is said: states, choices, bases, thresholds, why a vote came out as it did; and the codes of the journal."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.scenes.council.voting.rules import INVALID, Judged, Rule, Threshold

STATES = {
    "created": (gettext_noop("Not started"), "secondary"), "started": (gettext_noop("Voting is open"), "blue"),
    "counting": (gettext_noop("Papers are counted"), "yellow"), "finished": (gettext_noop("Closed, not published"), "green"),
    "published": (gettext_noop("Result published"), "green"),
}  # fmt: skip
CHOICES = {
    "for": gettext_noop("For it"),
    "against": gettext_noop("Against it"),
    "abstain": gettext_noop("Abstention"),
    INVALID: gettext_noop("Invalid"),
}
WAYS = {
    "web": gettext_noop("On the screen"),
    "paper": gettext_noop("Votes on paper"),
    "proxy": gettext_noop("By proxy"),
}
BASES = {
    "valid": gettext_noop("of the valid votes"), "cast": gettext_noop("of all votes cast"),
    "entitled": gettext_noop("of all who may vote"),
    "present": gettext_noop("of those who may vote and are present"),
    "decided": gettext_noop("of the votes for and against"),
}  # fmt: skip
HAPPENED = {
    "council.poll_created": (gettext_noop("Poll created"), "clipboard", ""),
    "council.poll_changed": (gettext_noop("Poll changed before its start"), "edit", ""),
    "council.poll_started": (gettext_noop("Poll started, electorate sealed"), "lock", "blue"),
    "council.slips_made": (gettext_noop("Slips with links made"), "qrcode", ""),
    "council.vote_named": (gettext_noop("Vote given by name"), "check", ""),
    "council.papers_counted": (gettext_noop("Ballot papers counted"), "list-check", ""),
    "council.papers_explained": (gettext_noop("Missing ballot papers explained"), "note", "yellow"),
    "council.poll_finished": (gettext_noop("Poll closed and counted"), "lock", "green"),
    "council.poll_published": (gettext_noop("Result of the poll published"), "speakerphone", "green"),
}
Name = Callable[[str], str]


def state(code: str) -> tuple[str, str]:
    """Return a state's title and tone."""
    title, tone = STATES[code]
    return _(title), tone


def choice(code: str) -> str:
    """Say a choice."""
    return _(CHOICES[code])


def threshold(one: Threshold, base: str) -> str:
    """Say a threshold with its base: more than 1/2 of the valid votes."""
    part = f"{one.part.numerator}/{one.part.denominator}"
    if one.part == 1:
        return _("all %(base)s") % {"base": _(BASES[base])}
    told = _("more than %(part)s %(base)s") if one.more else _("at least %(part)s %(base)s")
    return told % {"part": part, "base": _(BASES[base])}


def rule(one: Rule, turn: int = 1) -> list[str]:
    """Say a rule in sentences, as it holds in a round."""
    held = one.in_round(turn)
    told = [_("Passed with %(what)s.") % {"what": threshold(held.overall, held.base)}]
    if held.kind:
        told.append(
            _("Each kind of participants has to agree too: %(what)s.") % {"what": threshold(held.kind, held.base)}
        )
    if held.quorum:
        told.append(_("It counts only when %(what)s have voted.") % {"what": threshold(held.quorum, "entitled")})
    if turn == 1 and (one.second or one.second_quorum):
        parts = [_("passed with %(what)s") % {"what": threshold(one.second, one.base)}] if one.second else []
        if one.second_quorum:
            parts.append(_("valid when %(what)s have voted") % {"what": threshold(one.second_quorum, "entitled")})
        told.append(_("In a second round: %(what)s.") % {"what": _(", ").join(parts)})
    return told


def why(one: Judged, rule: Rule, name: Name) -> str:
    """Say why a kind, or the whole, passed or did not."""
    tally, yes = one.tally, one.tally.votes.get("for", 0)
    numbers = {"yes": yes, "needed": one.needed, "base": one.base, "cast": tally.cast, "quorum": one.quorum}
    if not tally.apart:
        return _("Fewer than three voted: counted only with others, so that nobody's vote shows.")
    if not tally.cast:
        return _("Nobody has voted.")
    if tally.cast < one.quorum:
        return _("%(cast)d voted; %(quorum)d are needed for the vote to count.") % numbers
    if tally.kind and not one.needed:
        return _("%(yes)d of %(base)d for it.") % numbers
    if one.refused:
        return _("%(yes)d for it, but these kinds do not agree: %(kinds)s.") % {
            "yes": yes, "kinds": _(", ").join(map(name, one.refused)),
        }  # fmt: skip
    told = _("%(yes)d for it; %(needed)d of %(base)d are needed.")
    return told % numbers
