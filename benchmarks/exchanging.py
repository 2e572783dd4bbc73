"""What finding counterparts costs among many listings. `python -m benchmarks.exchanging DATA [LISTINGS]`; default 50,000.

DATA is an installed street (what `benchmarks.prepare` leaves). Listings are written as rows alone (without journal), in words
as skewed as those of a street: a few stand in every third listing, most in one of thousands. What is measured is reading, by
the web role inside the fence: counterparts of listings of every kind and side, of what somebody is typing, the list, and the
list narrowed by words; `SELECT 1` of the same run calibrates.
"""

import json
import sys
import time as clock
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from benchmarks.installation import STREET
from shiqiao.config.runtime import connect_data

AT = datetime.fromisoformat("2018-06-27T10:00:00+08:00")
MANY, TRIES, FIRMS, TOGETHER = 50_000, 200, 20_000, 2_000
OFTEN = {
    "product": ("批发供应", "质量可靠", "长期合作", "办公用品", "餐饮食材", "定制加工", "现货", "送货上门"),
    "premises": ("临街商铺", "写字楼", "可办餐饮", "水电齐全", "交通便利", "底层", "仓库", "停车位"),
    "people": ("工作经验", "持证上岗", "会计", "电工", "保洁", "吃苦耐劳", "兼职", "驾驶员"),
    "finance": ("周转资金", "利率优惠", "小微企业", "抵押贷款", "信用贷款", "手续简便", "担保", "融资租赁"),
    "technology": ("软件开发", "系统集成", "技术转让", "专利", "设备维护", "网络安全", "数据分析", "节能改造"),
}  # fmt: skip
FIRST = "铝钢铜木竹棉麻丝茶酒糖米面豆油盐纸墨瓷玻砖瓦漆胶布皮药茸菌菇枣杏桃梨瓜椒姜蒜"
SECOND = "板管件箱柜桌椅灯泵阀机床架线缆膜袋罐瓶盒膏片粉液布绳网筛钉锁轴齿带轮"


def main(data: Path, many: int = MANY) -> dict[str, Any]:
    """Fill, measure and return milliseconds."""
    with connect_data(data):
        from shiqiao.base.db.scope import scoped
        from shiqiao.base.time import held

        with held(AT):
            begun = clock.perf_counter()
            fill(many)
            filled = clock.perf_counter() - begun
            with scoped(STREET):
                found = measured()
        return {"listings": many, "filled_in_seconds": round(filled), **found}


def words(rng: Random, kind: str) -> tuple[str, str]:
    """Return title and words of a listing: two or three frequent phrases, and rarer things."""
    often = rng.choices(OFTEN[kind], weights=range(8, 0, -1), k=3)
    rare = [rng.choice(FIRST) + rng.choice(FIRST) + rng.choice(SECOND) for _ in range(2)]
    return f"{rare[0]}{often[0]}", f"{often[1]}，{often[2]}，{rare[0]}、{rare[1]}，具体面议，欢迎对接"


def fill(many: int) -> None:
    """Put listings in, 2,000 a transaction, and analyse."""
    from django.db import connection

    from shiqiao.base.db.scope import scoped
    from shiqiao.kernel.territory import reads as territory
    from shiqiao.scenes.enterprise.exchange.tables import Listing

    with scoped(STREET):
        there, grids = Listing.objects.filter(street=STREET).count(), [one.code for one in territory.grids(STREET)]
    for low in range(there, many, TOGETHER):
        with scoped(STREET):
            rng = Random(low)
            Listing.objects.bulk_create(row(rng, grids) for _ in range(min(TOGETHER, many - low)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE enterprise_listing")


def row(rng: Random, grids: list[int]) -> Any:
    """Return a listing that is not stored yet; one of five has expired."""
    from shiqiao.scenes.enterprise.exchange.rules import KINDS, SIDES
    from shiqiao.scenes.enterprise.exchange.store import terms_of
    from shiqiao.scenes.enterprise.exchange.tables import Listing

    kind, firm, grid = rng.choice(KINDS), rng.randrange(1, FIRMS), rng.choice(grids)
    title, text = words(rng, kind)
    made = Listing(
        street=STREET, community=grid // 1000, grid=grid, organisation=firm, family=firm, side=rng.choice(SIDES), kind=kind,
        title=title, words=text, industry=rng.choice("CFHIKLM") + "10", quantity=rng.randrange(10, 900), unit="件",
        valid_until=(AT + timedelta(days=rng.randrange(-60, 240))).date(), at=AT, invented=True,
    )  # fmt: skip
    made.terms = terms_of(made)
    return made


def measured() -> dict[str, Any]:
    """Measure what a page asks for."""
    from django.db import connection

    from shiqiao.base.actor import Actor
    from shiqiao.scenes.enterprise.exchange import listings, reads, search
    from shiqiao.scenes.enterprise.exchange.tables import Listing

    rng, day = Random(7), AT.date()
    chosen = rng.sample(list(Listing.objects.filter(street=STREET, valid_until__gte=day).order_by("pk")[:MANY]), TRIES)
    reader = Actor("account", "bench", account=1, street=STREET)
    answers: list[int] = []

    def like(one: Listing, **more: Any) -> None:
        profile = replace(listings.profile_of(one), **more)
        answers.append(len(search.candidates(STREET, profile, day, family=one.family, listing=one.pk)))

    def select_1() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    asked: dict[str, Callable[[Listing], Any]] = {
        "match_search": like, "match_search_of_frequent_words": lambda one: like(one, title=one.words[:9], words=one.words[:9]),
        "list": lambda one: reads.listed(reader, reads.Filters(), day),
        "words_in_the_list": lambda one: reads.listed(reader, reads.Filters(text=one.title[:3]), day),
        "select_1": lambda one: select_1(),
    }  # fmt: skip
    found: dict[str, Any] = {name: timed(ask, chosen) for name, ask in asked.items()}
    return {**found, "answers_of_a_search": round(sum(answers) / len(answers), 1)}


def timed(ask: Callable[[Any], Any], chosen: list[Any]) -> dict[str, float]:
    """Return median, p95 and the longest in milliseconds."""
    times = []
    for one in chosen:
        begun = clock.perf_counter()
        ask(one)
        times.append((clock.perf_counter() - begun) * 1000)
    return {"median": round(median(times), 1), "p95": round(quantiles(times, n=20)[-1], 1), "max": round(max(times), 1)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:3])), indent=1, ensure_ascii=False))
