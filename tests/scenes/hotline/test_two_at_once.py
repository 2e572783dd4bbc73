"""Two calls bring the same order at the same moment: one order comes of it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from shiqiao.base.actor import system
from shiqiao.base.db.scope import whole
from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.scenes.hotline.intake import take_in_order
from shiqiao.scenes.hotline.models import Order
from shiqiao.scenes.hotline.rules import Incoming
from shiqiao.testing.street import Street

TOGETHER = 4


def test_the_same_order_at_once_is_taken_in_once(
    live_street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    incoming = Incoming("JN1", "楼下垃圾成堆", now() - timedelta(hours=1), now() - timedelta(minutes=5))

    def take() -> str:
        try:
            by = system("hotline", street=live_street.number)
            return take_in_order(incoming=incoming, street=live_street.number, by=by, at=now()).verdict
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TOGETHER) as pool:
        jobs = [pool.submit(copy_context().run, take) for _ in range(TOGETHER)]
        verdicts = Counter(job.result() for job in jobs)
    assert verdicts == {"new": 1, "same": TOGETHER - 1}
    with whole():
        assert (Order.objects.count(), Matter.objects.filter(channel="hotline").count()) == (1, 1)
