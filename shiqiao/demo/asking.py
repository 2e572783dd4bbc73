"""Some of the demo's handlers ask: for a return, more time or a pause; and leaders press. Pure, beside `plot`."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from shiqiao.kernel.clocks.rules import Term, due

if TYPE_CHECKING:
    from shiqiao.demo.plot import Plotter

WHY = {
    "ask_return": ("该点位属物业管理区域，不归本岗", "权属为产权单位，不在本科室职责内", "属社区职责，请重新派遣"),
    "ask_extension": ("配件需厂家调货", "当事人外出，约定后日见面", "需产权单位配合，正在协调"),
    "ask_pause": ("雨季不宜施工，天气转晴后恢复", "列入统一改造计划，等待进场", "纠纷已起诉，等待判决"),
    "refuse_request": ("权责清单明确由本科室承办", "理由不充分，请按期办结", "可先行处置，不需等待"),
    "supervise": ("群众多次来电，请今日反馈", "领导批示，请加快办理", "临近到期，请说明进展"),
}
PROGRESS = ("已到现场，明日办结", "正在协调产权单位，今日可处理完", "已完成大半，下午收尾")
TOLD = {
    "ask_extension": "您反映的问题需要等待配件或有关单位配合，办理时间延长，请您谅解。",
    "ask_pause": "因天气或施工条件所限，此事暂时等待，条件具备后马上继续办理，请您谅解。",
}


def asked(p: "Plotter") -> None:
    """Let one in twelve handlers ask, or be pressed, before the work goes on; by chances of its own."""
    chance = Random(f"{p.tale.key}/asked")
    roll = chance.random()
    if p.item.urgent or roll > 0.085:
        return
    p.at = p.office(chance.uniform(12, 50))
    for most, do in ((0.012, _returned), (0.022, _refused), (0.052, _extended), (0.062, _paused), (1, _pressed)):
        if roll < most:
            do(p, chance)
            return


def _ask(p: "Plotter", chance: Random, do: str, **wish: object) -> None:
    p.add(do, "post", reason=chance.choice(WHY[do]), **wish)
    p.at = p.office(chance.uniform(15, 170))


def _returned(p: "Plotter", chance: Random) -> None:
    _ask(p, chance, "ask_return")
    p.add("uphold_return", "dispatcher", routes=True)
    p.at = p.office(chance.uniform(3, 40))
    p.add("dispatch", "dispatcher", to="unit")


def _refused(p: "Plotter", chance: Random) -> None:
    _ask(p, chance, "ask_return")
    p.add("refuse_request", "dispatcher", reason=chance.choice(WHY["refuse_request"]))


def _extended(p: "Plotter", chance: Random) -> None:
    if not p.item.extendable:
        return
    until = due(p.calendar, p.steps[-1].at, Term.parse(p.item.terms["handle"])).at  # since it was dispatched
    _ask(p, chance, "ask_extension", term=chance.choice(("1wd", "2wd", "2wd", "3wd")))
    p.add("grant", "leader" if p.at >= until else "dispatcher", told=TOLD["ask_extension"])


def _paused(p: "Plotter", chance: Random) -> None:
    until = p.at.date() + timedelta(days=chance.randint(5, 25))
    _ask(p, chance, "ask_pause", until=until)
    if p.at.date() >= until:
        return
    p.add("grant", "dispatcher", told=TOLD["ask_pause"])
    p.at = datetime.combine(until, time(0, 1), p.calendar.tz)
    p.add("resume", "system")


def _pressed(p: "Plotter", chance: Random) -> None:
    p.add("supervise", "leader", reason=chance.choice(WHY["supervise"]))
    p.at = p.office(chance.uniform(20, 300))
    p.add("report_progress", "post", progress=chance.choice(PROGRESS))


def _this_morning(do: str, who: str, **wish: object) -> Callable[["Plotter"], None]:
    """Given to the grid's own person, who asks or is pressed a little later; nobody has decided or answered yet."""

    def fate(p: "Plotter") -> None:
        for wait, move, by, said in (
            (6, "accept", "dispatcher", {}), (7, "dispatch", "dispatcher", {"to": "holder"}),
            (22, do, who, {"reason": WHY[do][0], **wish}),
        ):  # fmt: skip
            p.at += timedelta(minutes=wait)
            p.add(move, by, **said)

    return fate


FATES: dict[str, Callable[["Plotter"], None]] = {
    "asks_return": _this_morning("ask_return", "post"),
    "asks_extension": _this_morning("ask_extension", "post", term="2wd"),
    "asks_pause": _this_morning("ask_pause", "post", until=date(2018, 7, 9)),
    "supervised": _this_morning("supervise", "leader"),
}
