"""Run once per change, as a process of its own: `python -m shiqiao.config.prepare tables|files|demo`.

Tables are migrated and granted as their owner; static files are collected; the demo is filled.
"""

import json
import os
import sys
from importlib import import_module
from importlib.util import find_spec

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.processes import tie_to_parent


def main(arguments: list[str]) -> int:
    """Do what the arguments name; the environment says where."""
    tie_to_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
    import django

    django.setup()
    asked = {"tables": _bring_tables, "files": _collect, "demo": _fill_demo}
    return next((status for one in arguments if (status := asked[one]())), 0)


def _bring_tables() -> int:
    """Bring the tables to this release, as their owner."""
    from django.conf import settings

    from shiqiao.base.time import now
    from shiqiao.config.cli import report
    from shiqiao.config.keeping.upgrade import bring_tables
    from shiqiao.kernel.files import stores

    try:
        stores.store()  # a wrong setting is told before anything is changed; the store itself is not asked
        bring_tables(os.environ["SHIQIAO_DB_OWNER"], settings.DATA, at=now())
    except ShiqiaoError as error:
        report(error)
        return 1
    return 0


def _collect() -> int:
    """Put the static files of this release into this host's folder; those of the former one stay, for pages still open."""
    from django.conf import settings
    from django.core.management import call_command

    from shiqiao.config.packing import pack

    call_command("collectstatic", interactive=False, verbosity=0)
    pack(settings.STATIC_ROOT)
    return 0


def _fill_demo() -> int:
    """Load what the demo needs before it serves, and keep its logins."""
    if find_spec("shiqiao.demo.load"):
        from django.conf import settings

        from shiqiao.config.runtime import DEMO_LOGINS

        logins = import_module("shiqiao.demo.load").load_first()
        (settings.DATA / DEMO_LOGINS).write_text(json.dumps(logins or [], ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
