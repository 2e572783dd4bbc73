"""The web process: `granian` loads `shiqiao.config.wsgi:application`."""

import gc
import logging
import os
import signal

from django.core.wsgi import get_wsgi_application

from shiqiao.base.processes import tie_to_parent

if os.environ.get("SHIQIAO_SUPERVISED"):
    tie_to_parent(signal.SIGKILL)  # a web process whose manager is killed must not keep the port

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
gc.disable()  # all that is loaded now stays: to look for what is gone meanwhile takes a tenth of the start
application = get_wsgi_application()


def warm_up() -> None:
    """Load addresses and what is held in memory before the first request comes, so that nobody waits for it."""
    from django.db import Error, connections
    from django.urls import get_resolver

    from shiqiao.base import snapshots

    _ = get_resolver().url_patterns
    try:
        snapshots.load()
    except Error:  # not there yet, or empty: the first request will load it
        logging.getLogger(__name__).info("nothing to warm up", exc_info=True)
    connections.close_all()  # this thread serves nobody
    # What stands now stays: the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


warm_up()
