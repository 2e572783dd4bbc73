"""Honours."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("party", "0003_fronts")]

    operations: ClassVar[list[object]] = []
