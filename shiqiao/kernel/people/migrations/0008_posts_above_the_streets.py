from django.db import migrations, models
from django.db.models import F, Q, Value

WHOLE = F("street") / Value(1000) * Value(1000)  # the number itself, when it is of a district, city or province


class Migration(migrations.Migration):
    dependencies = [("people", "0007_unit_phone")]
    operations = [
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(
                name="people_above_reads_only",
                condition=Q(street__gt=WHOLE) & ~Q(roles__contains=["observer"]) | Q(street=WHOLE, roles=["observer"]),
            ),
        )
    ]
