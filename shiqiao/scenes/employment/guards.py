"""What the database itself keeps: places never overbooked, benefits that exclude each other, a history that stays.

The functions run with the rights of whoever writes, behind the street fence. Counters change by steps under the lock of the
counted row, so that two who book at once wait for each other and the check constraint refuses the second.
"""

GUARDS = """
CREATE FUNCTION employment_keep_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before int := CASE WHEN TG_OP <> 'INSERT' AND OLD.state <> 'given_back' THEN 1 ELSE 0 END;
  after int := CASE WHEN TG_OP <> 'DELETE' AND NEW.state <> 'given_back' THEN 1 ELSE 0 END;
BEGIN
  IF before <> after THEN
    UPDATE employment_course SET taken = taken + after - before WHERE id = COALESCE(NEW.course, OLD.course);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_seats AFTER INSERT OR DELETE OR UPDATE OF state ON employment_enrolment
  FOR EACH ROW EXECUTE FUNCTION employment_keep_seats();

CREATE FUNCTION employment_keep_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before int := CASE WHEN TG_OP <> 'INSERT' AND OLD.state IN ('accepted', 'over') THEN 1 ELSE 0 END;
  after int := CASE WHEN TG_OP <> 'DELETE' AND NEW.state IN ('accepted', 'over') THEN 1 ELSE 0 END;
BEGIN
  IF before <> after THEN
    UPDATE employment_vacancy SET taken = taken + after - before WHERE id = COALESCE(NEW.vacancy, OLD.vacancy);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_places AFTER INSERT OR DELETE OR UPDATE OF state ON employment_application
  FOR EACH ROW EXECUTE FUNCTION employment_keep_places();

CREATE FUNCTION employment_keep_bars() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM employment_bar WHERE claim = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state IN ('approved', 'ended') AND NOT isempty(NEW.during) THEN
    INSERT INTO employment_bar (street, claim, pair, side, holder_kind, holder, during)
    SELECT NEW.street, NEW.id, asked.pair, asked.side,
      CASE WHEN asked.scope = 'household' AND NEW.household > 0 THEN 'household' ELSE 'person' END,
      CASE WHEN asked.scope = 'household' AND NEW.household > 0 THEN NEW.household ELSE NEW.person END,
      NEW.during
    FROM (
      SELECT NEW.benefit || '|' || NEW.benefit AS pair, NEW.benefit || '#' || NEW.id AS side, NEW.scope AS scope
      UNION ALL
      SELECT e.first || '|' || e.second, NEW.benefit, e.scope FROM employment_excluding e
      WHERE e.street = NEW.street AND NEW.benefit IN (e.first, e.second)
    ) asked;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_bars AFTER INSERT OR DELETE OR UPDATE OF state, during, person, household, benefit ON employment_claim
  FOR EACH ROW EXECUTE FUNCTION employment_keep_bars();

CREATE FUNCTION employment_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'note' = to_jsonb(OLD) - 'note' THEN
    RETURN NEW;  -- a note may be sealed anew or erased; what happened stays
  END IF;
  RAISE EXCEPTION 'the status history is never edited: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON employment_status
  FOR EACH ROW EXECUTE FUNCTION employment_keep_history();
"""
UNGUARDED = """
DROP TRIGGER keep_seats ON employment_enrolment; DROP FUNCTION employment_keep_seats();
DROP TRIGGER keep_places ON employment_application; DROP FUNCTION employment_keep_places();
DROP TRIGGER keep_bars ON employment_claim; DROP FUNCTION employment_keep_bars();
DROP TRIGGER keep_history ON employment_status; DROP FUNCTION employment_keep_history();
"""

# From migration 0002 on: what a household is barred from bars each person of it, too. Otherwise a claim from before a home
# was known (held by the person) and one from after (held by the household) would not see each other.
BARS = """
CREATE OR REPLACE FUNCTION employment_keep_bars() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM employment_bar WHERE claim = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state IN ('approved', 'ended') AND NOT isempty(NEW.during) THEN
    INSERT INTO employment_bar (street, claim, pair, side, holder_kind, holder, during)
    SELECT NEW.street, NEW.id, asked.pair, asked.side, held.kind, held.number, NEW.during
    FROM (
      SELECT NEW.benefit || '|' || NEW.benefit AS pair, NEW.benefit || '#' || NEW.id AS side, NEW.scope AS scope
      UNION ALL
      SELECT e.first || '|' || e.second, NEW.benefit, e.scope FROM employment_excluding e
      WHERE e.street = NEW.street AND NEW.benefit IN (e.first, e.second)
    ) asked, LATERAL (
      SELECT 'person' AS kind, NEW.person AS number
      UNION ALL
      SELECT 'household', NEW.household WHERE asked.scope = 'household' AND NEW.household > 0
    ) held;
  END IF;
  RETURN NULL;
END $$;
"""
# What stands is judged again; a claim that clashes by it keeps the bars of before and shows when its people are looked at.
BARS_AGAIN = """
DO $$
DECLARE number bigint;
BEGIN
  FOR number IN SELECT id FROM employment_claim WHERE state IN ('approved', 'ended') ORDER BY id LOOP
    BEGIN
      UPDATE employment_claim SET state = state WHERE id = number;
    EXCEPTION WHEN exclusion_violation THEN NULL;
    END;
  END LOOP;
END $$;
"""
