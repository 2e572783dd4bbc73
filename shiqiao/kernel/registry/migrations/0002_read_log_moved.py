"""The read log belongs to kernel/privacy now; its table was renamed there and keeps its rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("privacy", "0001_read_log")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="ReadLog")]),
    ]
