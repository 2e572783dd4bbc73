"""A job that leaves a trace each time it runs, and takes long enough to be killed in the middle."""

import time

from django.db import connection

from shiqiao.base.jobs import job


@job("faults.note")
def note(key: str) -> None:
    """Write down that the job of `key` ran."""
    time.sleep(0.05)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO faults_done (key) VALUES (%s)", [key])
