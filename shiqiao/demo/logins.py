"""Who may sign in to the demo: all the staff, with one password that everybody knows. Never outside the demo."""

import json
from datetime import datetime
from pathlib import Path

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as NONE_YET
from django.contrib.auth.hashers import make_password
from django.db import transaction

from shiqiao.base.actor import Ref, system
from shiqiao.base.db import scope
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people.models import Account

PASSWORD = "shiqiao-2018"
FILE = "demo-logins.json"
# The roles worth trying, in the order of a working day.
LOGINS = (
    ("leader1", "街道领导", "Leader of the street"),
    ("dispatch1", "派遣员", "Dispatcher"),
    ("c1g1", "网格员", "Grid member"),
    ("c1head", "社区负责人", "Head of a community"),
    ("city1", "承办科室（城管科）", "Handling department (city management)"),
    ("check1", "核查员", "Checker"),
    ("callback1", "回访员", "Call-back agent"),
    ("admin1", "系统管理员", "System administrator"),
    ("security1", "安全管理员", "Security administrator"),
    ("auditor1", "审计员", "Auditor"),
)


def set_passwords(street: int, at: datetime) -> int:
    """Give everybody the demo's password; returns how many got it. Hashed once for all: a slow hash for eighty would
    keep the demo waiting."""
    by = system("demo", street=street)
    with transaction.atomic(), scope.scoped(street):
        without = list(
            Account.objects.filter(street=street, password__startswith=NONE_YET).values_list("pk", flat=True)
        )
        Account.objects.filter(pk__in=without).update(password=make_password(PASSWORD), must_change_password=False)
        for account in without:
            write(
                "people.password_set", subject=Ref("account", account), street=street, by=by, at=at, data={"own": False}
            )
    return len(without)


def write_logins(data: Path) -> list[list[str]]:
    """Write the logins for the login page; returns them for the terminal as (user name, password, who)."""
    rows = [{"username": name, "password": PASSWORD, "title": {"zh": zh, "en": en}} for name, zh, en in LOGINS]
    (data / FILE).write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return [[name, PASSWORD, f"{zh} {en}"] for name, zh, en in LOGINS]
