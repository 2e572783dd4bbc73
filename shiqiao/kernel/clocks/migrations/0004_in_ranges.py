"""Clocks in ranges of the matter's id: those of a closed month lie apart (decision 70).

A run keeps its constraint; the clock's id is a key of its part, and comes from one sequence for all.
"""

from django.db import migrations

from shiqiao.base.db.months import in_ranges

_KEYS = "ALTER TABLE public.clocks_clock ADD CONSTRAINT clocks_one_run UNIQUE (kind, subject, name, run);"


class Migration(migrations.Migration):
    dependencies = [("clocks", "0003_clocks_shortened")]

    operations = [in_ranges("clocks_clock", by="subject", constraints=_KEYS)]
