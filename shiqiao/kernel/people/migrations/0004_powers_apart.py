from django.db import migrations, models

# Who has which power when: as holder of a post, as its deputy by name, or as holder of the post that stands in.
_APART = """
CREATE FUNCTION people_powers_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
  PERFORM pg_advisory_xact_lock(20987, NEW.street);  -- two at once could each miss the other's row
  WITH powered AS (
    SELECT p.id, power FROM people_post p, unnest(p.roles) AS power
    WHERE p.street = NEW.street AND p.active AND p.roles && ARRAY['admin', 'security_admin', 'auditor']::varchar[]
      AND power IN ('admin', 'security_admin', 'auditor')
  ), spans AS (
    SELECT h.account_id AS account, w.power, h.during FROM people_holding h JOIN powered w ON w.id = h.post_id
    UNION ALL
    SELECT d.deputy_account_id, w.power, d.during FROM people_deputyship d JOIN powered w ON w.id = d.post_id
    WHERE d.deputy_account_id IS NOT NULL
    UNION ALL
    SELECT h.account_id, w.power, d.during * h.during FROM people_deputyship d
    JOIN powered w ON w.id = d.post_id JOIN people_holding h ON h.post_id = d.deputy_post_id AND h.during && d.during
  )
  SELECT a.account INTO one FROM spans a JOIN spans b ON a.account = b.account AND a.power < b.power
    AND a.during && b.during LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'account % would hold two of the three powers at once', one.account
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'people_powers_apart';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER powers_apart AFTER INSERT OR UPDATE ON people_holding
  FOR EACH ROW EXECUTE FUNCTION people_powers_apart();
CREATE TRIGGER powers_apart AFTER INSERT OR UPDATE ON people_deputyship
  FOR EACH ROW EXECUTE FUNCTION people_powers_apart();
CREATE TRIGGER powers_apart AFTER INSERT OR UPDATE OF roles, active ON people_post
  FOR EACH ROW EXECUTE FUNCTION people_powers_apart();
"""

_TOGETHER = """
DROP TRIGGER powers_apart ON people_post;
DROP TRIGGER powers_apart ON people_deputyship;
DROP TRIGGER powers_apart ON people_holding;
DROP FUNCTION people_powers_apart();
"""


class Migration(migrations.Migration):
    """Nobody holds two of the three powers (系统管理员、安全管理员、审计员) at once, whichever way."""

    dependencies = [
        ("people", "0003_doors"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                name="people_one_power_a_post",
                condition=~models.Q(roles__contains=["admin", "security_admin"])
                & ~models.Q(roles__contains=["admin", "auditor"])
                & ~models.Q(roles__contains=["auditor", "security_admin"]),
            ),
        ),
        migrations.RunSQL(_APART, _TOGETHER),
    ]
