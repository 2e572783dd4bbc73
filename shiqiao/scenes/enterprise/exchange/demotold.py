"""What the demo tells of the exchange: listings, and which were matched. All of it is invented."""

from datetime import date
from typing import NamedTuple

FAR = date(2018, 9, 30)


class Told(NamedTuple):
    """A listing of the demo: the industry of its firm, what it is, until when; `day` is when it was entered."""

    code: str
    industry: str
    side: str
    kind: str
    title: str
    words: str
    day: date
    quantity: int | None = None
    unit: str = ""
    endless: bool = False
    wanted: str = ""
    until: date = FAR


def on_day(text: str) -> date:
    """Return a day of the demo's year."""
    return date.fromisoformat(f"2018-{text}")


LISTED = (
    Told(
        "let",
        "K",
        "offer",
        "premises",
        "临街底层商铺出租",
        "临街底层商铺，水电齐全，可办餐饮",
        on_day("03-12"),
        120,
        "平方米",
        wanted="H",
    ),
    Told(
        "eat",
        "H",
        "ask",
        "premises",
        "求租临街商铺",
        "求租临街底层商铺开小吃分店，可办餐饮",
        on_day("03-20"),
        100,
        "平方米",
    ),
    Told(
        "office",
        "K",
        "offer",
        "premises",
        "写字楼整层招租",
        "写字楼整层，可分割，停车位充足",
        on_day("04-02"),
        800,
        "平方米",
    ),
    Told(
        "soft",
        "I",
        "ask",
        "premises",
        "寻写字楼办公室",
        "寻写字楼办公室，可分割，停车位两个以上",
        on_day("04-16"),
        300,
        "平方米",
    ),
    Told(
        "erp",
        "I",
        "offer",
        "technology",
        "门店收银系统开发",
        "门店收银和库存管理系统开发，含上门培训",
        on_day("04-09"),
        endless=True,
        wanted="F",
    ),
    Told(
        "till",
        "F",
        "ask",
        "technology",
        "需要收银和库存管理系统",
        "便民超市三家门店需要收银和库存管理系统",
        on_day("04-18"),
        3,
        "套",
    ),
    Told(
        "clean", "K", "offer", "people", "保洁人员外派", "可外派保洁人员，持健康证，可长期", on_day("03-28"), 20, "人"
    ),
    Told("hotel", "H", "ask", "people", "招保洁人员", "旅馆需要保洁人员，持健康证，长期", on_day("04-11"), 4, "人"),
    Told(
        "food",
        "F",
        "offer",
        "product",
        "米面粮油批发",
        "米面粮油批发，每日送货上门，价格优惠",
        on_day("04-20"),
        endless=True,
        wanted="H",
    ),
    Told(
        "kitchen",
        "H",
        "ask",
        "product",
        "采购米面粮油",
        "小吃店每周采购米面粮油，要求送货上门",
        on_day("05-02"),
        300,
        "公斤",
    ),
    Told(
        "school",
        "P",
        "ask",
        "product",
        "幼儿园采购米面粮油",
        "幼儿园食堂采购米面粮油，要求送货上门、票据齐全",
        on_day("05-21"),
        200,
        "公斤",
    ),
    Told(
        "sew",
        "C",
        "offer",
        "product",
        "工作服定制加工",
        "工作服、门店围裙定制加工，小批量可做",
        on_day("05-03"),
        500,
        "件",
    ),
    Told(
        "uniform", "K", "ask", "product", "定制工作服", "物业人员工作服定制加工，四季各一套", on_day("05-10"), 160, "件"
    ),
    Told("salon", "O", "ask", "product", "定制围裙", "美发店围裙定制加工，小批量", on_day("06-04"), 40, "件"),
    Told(
        "store",
        "F",
        "ask",
        "finance",
        "需要周转资金",
        "扩大门店需要周转资金，有固定资产可抵押",
        on_day("05-07"),
        50,
        "万元",
    ),
    Told(
        "fund",
        "I",
        "offer",
        "finance",
        "闲置资金寻合作",
        "闲置资金寻门店扩大项目合作，抵押可谈",
        on_day("05-14"),
        100,
        "万元",
        until=on_day("06-15"),
    ),
    Told(
        "room",
        "H",
        "offer",
        "premises",
        "闲置会议室出租",
        "闲置会议室按天出租，带投影和茶水",
        on_day("06-06"),
        60,
        "平方米",
    ),
    Told(
        "class", "P", "ask", "premises", "寻周末场地", "周末家长课堂寻会议室，要有投影", on_day("06-12"), 50, "平方米"
    ),
    Told(
        "net",
        "R",
        "offer",
        "product",
        "二手电脑转让",
        "网吧更新，二手电脑转让，成色好",
        on_day("06-08"),
        60,
        "台",
        until=on_day("07-31"),
    ),
    Told("pc", "P", "ask", "product", "求购二手电脑", "兴趣班求购二手电脑，成色好，能上网", on_day("06-14"), 12, "台"),
)


class Pair(NamedTuple):
    """A match of the demo: when it was proposed, and how far it went, step by step, each some days after the one before."""

    offer: str
    ask: str
    day: date
    steps: tuple[str, ...]
    value: int = 0
    quantity: int | None = None
    closed_by: str = "us"
    why: str = ""


MATCHED = (
    Pair("let", "eat", on_day("03-21"), ("offer", "ask", "introduce", "talk", "deal"), 216_000, 100),
    Pair("erp", "till", on_day("04-19"), ("ask", "offer", "introduce", "talk", "deal"), 38_000, 3),
    Pair("food", "kitchen", on_day("05-04"), ("offer", "ask", "introduce", "deal"), 26_400, None, "them"),
    Pair("office", "soft", on_day("04-17"), ("offer", "ask", "introduce", "talk")),
    Pair("clean", "hotel", on_day("04-12"), ("ask", "offer", "introduce", "fail"), why="price"),
    Pair("sew", "uniform", on_day("05-11"), ("offer", "ask", "introduce")),
    Pair("fund", "store", on_day("05-15"), ("ask",)),  # the offer expires before the firm consents
    Pair("food", "school", on_day("05-22"), ("refuse",), why="other_partner"),
    Pair("sew", "salon", on_day("06-05"), ("offer", "ask")),
    Pair("room", "class", on_day("06-25"), ("offer",)),
    Pair("net", "pc", on_day("06-26"), ()),
)
SAID = {
    "introduce": "在街道会议室见面，互留联系方式",
    "talk": "双方看过现场，价格基本谈拢",
    "deal": "合同已签，街道留存复印件",
    "fail": "报价差距较大，双方同意终止",
}
