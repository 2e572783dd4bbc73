"""Invented reports: varied templates, so that some pairs of characters are frequent, some middling, some rare."""

import random
from collections.abc import Iterator
from typing import Any

STREET = 370103003
PLACES = [
    "小区东门",
    "菜市场南口",
    "三号楼前",
    "公交站旁",
    "学校门口",
    "河边步道",
    "地下车库",
    "二单元楼道",
    "便民服务点",
    "广场北侧",
    "老年食堂外",
    "银行门前",
]
# What is the matter, the catalogue's item, and how often it comes.
THINGS = [
    ("垃圾成堆没人清运，味道很大", "06010", 30),
    ("路灯不亮，晚上走路看不见", "06010", 8),
    ("电动车乱停乱放，挡住了消防通道", "06010", 20),
    ("井盖松动，车子压过去很响", "06010", 6),
    ("楼上漏水，沟通多次没有结果", "06010", 10),
    ("施工到半夜，噪声影响孩子休息", "06010", 12),
    ("树枝压着电线，刮风时冒火花", "06010", 3),
    ("流浪狗追人，老人不敢出门", "06010", 4),
    ("小广告贴满楼道，刚清又贴", "06010", 5),
    ("暖气不热，室内只有十四度", "06010", 2),
]
ENDINGS = [
    "请尽快处理。",
    "已经三天了，希望有人来看看。",
    "邻居们都有意见。",
    "麻烦给个回音。",
    "之前反映过一次。",
    "附近商户也说过。",
]
NAMES = ["张三", "李四", "王小明", "赵六", "钱多多", "孙一"]
FREQUENT, MIDDLING, RARE = "垃圾", "冒火花", "鹦鹉"


def reports(
    count: int, points: list[tuple[float, float]], *, items: list[str] | None = None, seed: int = 1255
) -> Iterator[dict[str, Any]]:
    """Yield reports as the API takes them, without `client_id`; a third leaves a phone number."""
    dice = random.Random(seed)
    weights = [weight for _, _, weight in THINGS]
    for number in range(count):
        thing, item, _ = dice.choices(THINGS, weights)[0]
        lon, lat = dice.choice(points)
        text = f"{dice.choice(PLACES)}{dice.randint(1, 60)}号附近{thing}，{dice.choice(ENDINGS)}"
        made: dict[str, Any] = {"item": dice.choice(items) if items else item, "text": text, "lon": lon, "lat": lat}
        if number % 3 == 0:
            made["contact"] = {"name": dice.choice(NAMES), "phone": f"138{dice.randint(0, 99_999_999):08d}"}
        yield made
