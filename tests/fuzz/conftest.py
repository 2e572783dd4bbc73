"""What the runs share: tokens of the least and the most that a post may do, and what they may stumble on."""

from typing import Any

import pytest

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.testing.street import INSIDE, Street
from tests.fuzz.driving import NAME, PHONE, Known

LEAST, MOST = "c5.g1", "centre.head"


@pytest.fixture
def tokens(street: Street) -> dict[str, str]:
    """Nobody, a grid member of another community, the dispatching head, and the machine of 12345."""
    posts = {"least": LEAST, "most": MOST}
    made = {name: issue_token(name=name, post=Post.objects.get(code=post), by=system("test"), at=now())
            for name, post in posts.items()}  # fmt: skip
    return {"nobody": "", **made}


@pytest.fixture
def known(street: Street) -> Known:
    """A street with some matters, an order, a visit and a picture."""
    from shiqiao.kernel.matters.actions import Contact

    matters = [street.report(f"路灯不亮{n}", contact=Contact(NAME, PHONE)).number for n in range(6)]
    files = [street.photo(by=street.actor("dispatch1"), purpose=purpose)[1] for purpose in ("before", "after")]
    body: dict[str, list[Any]] = {
        "item": ["06010"], "lon": [INSIDE[0]], "lat": [INSIDE[1]], "coordinates": ["wgs84", "gcj02", "bd09"],
        "grid": ["370103003001001", ""], "handler": ["c1.g1", "city.member1"], "evidence": [[["before", files[0]]]],
        "photos": [files[:1], [["", files[0]]]], "street": ["", "370103003"],
        "happened_at": [None, "2018-06-27T09:00:00+08:00"],
        "others": [matters[1:3]], "until": ["2018-07-02"], "term": ["2wd", "4wh"], "outcome": ["done", "not_home", "solved"],
        "form": [{}], "state": ["pending", "handling", "call_back", "withdrawn"],
    }  # fmt: skip
    moves = ["dispatch", "redirect", "correct", "finish", "close", "reject", "pause", "extend", "supervise", "part",
             "uphold_return", "answer", "reopen", "return"]  # fmt: skip
    right: dict[str, dict[str, Any]] = {
        "/reports": {"client_id": "f", "item": "06010", "text": "垃圾成堆", "lon": INSIDE[0], "lat": INSIDE[1]},
        "/moves/{do}": {"handler": "c1.g1", "reason": "按职责处理", "result": "已清理", "answer": "已经处理好了", "term": "2wd",
                        "progress": "正在处理", "until": "2018-07-02", "outcome": "solved",
                        "evidence": [["before", files[0]], ["after", files[1]]]},
        "/merge": {"others": matters[1:3], "reason": "同一件事"},
        "/split": {"parts": [{"text": "清理垃圾", "handler": "c1.g1"}], "reason": "分头办理"},
        "/summon": {"units": [{"unit": "city"}], "reason": "需要共同处理"},
        "/record": {"client_id": "v", "outcome": "not_home"},
        "/hotline/orders": {"orders": [{"number": "T-1", "text": "夜间施工噪音", "received_at": "2018-06-27T09:00:00+08:00"}]},
        "/state": {"state": "call_back", "contacted": True, "solved": False, "satisfied": "no"},
    }  # fmt: skip
    return Known(matters, [1, 2], ["T-1"], files, body, moves, right)
