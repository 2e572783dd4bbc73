"""Under which conditions a move may be made, and what it still lacks. Pure."""

from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.matters import asking
from shiqiao.kernel.matters.errors import ConditionNotMet, MoveLacks
from shiqiao.kernel.matters.needs import lacking
from shiqiao.kernel.matters.sheets import REOPEN_WINDOW, Given, Ground, Sheet


def check(move: Move, sheet: Sheet, given: Given, ground: Ground) -> None:
    """Raise MoveLacks or ConditionNotMet, each saying what to do instead."""
    lacks = lacking(move.needs, given, given.evidence, ground.item, ground.outcomes)
    if wrong := lacks | asking.wrong(move, sheet, given, ground):
        raise MoveLacks(fields=wrong)
    for condition in move.when:
        if remedy := _unmet(condition, sheet, ground):
            raise ConditionNotMet(remedy, condition=condition)


def unmet(move: Move, sheet: Sheet, ground: Ground) -> str:
    """Return why a move cannot be made although the role allows it, as a sentence with its remedy; empty when it can."""
    return next((remedy for condition in move.when if (remedy := _unmet(condition, sheet, ground))), "")


def misplaced(move: Move, sheet: Sheet, ground: Ground) -> bool:
    """Tell whether a move does not fit the situation at all, so that no button is shown: nothing asked, nothing paused."""
    return any(name in asking.SITUATIONS and _unmet(name, sheet, ground) for name in move.when)


def _unmet(name: str, sheet: Sheet, ground: Ground) -> str:
    by = ground.by
    closed = sheet.ended_at or ground.at
    met, remedy = {
        # 监督与指挥分开: the one who handled may not check (CJ/T 292, two axes; see docs/why).
        "checked_by_another": (
            not ((by.post and by.post == sheet.finished_by) or (by.account and by.account == sheet.finished_holder)),
            "Who handled a matter does not check it: ask another checker.",
        ),
        "within_reopen_window": (
            ground.at <= closed + REOPEN_WINDOW,
            "This matter was closed more than 30 days ago: please make a new report.",
        ),
        "after_reopen_window": (ground.at > closed + REOPEN_WINDOW, "It can still be reopened."),
        "merged": (sheet.duplicate_of > 0, "This matter is not handled together with another."),
        "not_merged": (sheet.duplicate_of == 0, "This matter is handled together with another: go to that one."),
        "has_parent": (sheet.parent > 0, "This matter is not part of another."),
        "unpublished": (not sheet.published, "Its title is public already."),
        "is_published": (sheet.published, "Its title is not public."),
        "ended": (
            sheet.ended_at is not None,
            "The matter that handles this one is still open: wait until it is closed.",
        ),
        "attendance_late": (_late(sheet, "attend", ground), "The time to report in is not over yet."),
        "may_be_fixed_on_the_spot": (ground.item.on_the_spot, "This item cannot be fixed on the spot: dispatch it."),
        **asking.conditions(sheet, ground),
    }[name]
    return "" if met else remedy


def _late(sheet: Sheet, name: str, ground: Ground) -> bool:
    return any(clock.name == name and clock.running and ground.at > clock.due_at for clock in sheet.clocks)
