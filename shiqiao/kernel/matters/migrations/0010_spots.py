from django.db import migrations, models
from django.db.models import F, Func, Q

# The number of a point on a Z-order curve, of a grid (negative) where no point is known: see `mapcells`. Written for
# bigint alone and without a name that a search path could change, so that a dump can be restored.
_SPOT = """
CREATE FUNCTION shiqiao_spot(lon double precision, lat double precision, grid bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  x bigint;
  y bigint;
BEGIN
  IF lon IS NULL OR lat IS NULL OR NOT (lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90) THEN
    RETURN -grid;
  END IF;
  x := least(67108863, floor((lon + 180) / 360 * 67108864)::bigint);
  y := least(67108863, floor((lat + 90) / 360 * 67108864)::bigint);
  x := (x | (x << 16)) & 281470681808895;
  x := (x | (x << 8)) & 71777214294589695;
  x := (x | (x << 4)) & 1085102592571150095;
  x := (x | (x << 2)) & 3689348814741910323;
  x := (x | (x << 1)) & 6148914691236517205;
  y := (y | (y << 16)) & 281470681808895;
  y := (y | (y << 8)) & 71777214294589695;
  y := (y | (y << 4)) & 1085102592571150095;
  y := (y | (y << 2)) & 3689348814741910323;
  y := (y | (y << 1)) & 6148914691236517205;
  RETURN x | (y << 1);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0009_public_list")]
    operations = [
        migrations.RunSQL(_SPOT, "DROP FUNCTION shiqiao_spot"),
        migrations.AddField(
            model_name="matter",
            name="spot",
            field=models.GeneratedField(
                db_persist=True,
                expression=Func(F("lon"), F("lat"), F("grid"), function="shiqiao_spot"),
                output_field=models.BigIntegerField(),
            ),
        ),
        migrations.AddIndex("matter", models.Index(fields=["spot"], name="matter_by_spot")),
        migrations.AddIndex("matter", models.Index(fields=["spot"], condition=Q(("done", False)), name="open_by_spot")),
    ]
