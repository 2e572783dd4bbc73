"""The indicators once more, written by hand as SQL by names of tables: by grid, (hits, of). Knows nothing of the product."""

LOCAL = "AT TIME ZONE 'Asia/Shanghai'"
JUNE = f"{{}} {LOCAL} >= '2018-06-01' AND {{}} {LOCAL} < '2018-07-01'"
HANDLE = """FROM clocks_clock c, matters_matter m WHERE c.kind = 'matter' AND m.id = c.subject AND c.name = 'handle'
AND c.run = (SELECT max(run) FROM clocks_clock o WHERE o.kind = 'matter' AND o.subject = m.id AND o.name = 'handle')
AND NOT m.paused AND m.duplicate_of = 0 AND (c.stopped_at IS NOT NULL OR (c.paused_at IS NULL AND c.due_at <= %(now)s))
AND """ + JUNE.format("c.due_at", "c.due_at")
REPORTED = "FROM matters_matter m WHERE m.duplicate_of = 0 AND " + JUNE.format("m.reported_at", "m.reported_at")
ENDED = "FROM matters_matter m WHERE m.duplicate_of = 0 AND m.ended_at IS NOT NULL AND " + JUNE.format(
    "m.ended_at", "m.ended_at"
)
CALLED = """FROM matters_callback b, matters_matter m WHERE m.id = b.matter AND m.duplicate_of = 0
AND b.id = (SELECT max(id) FROM matters_callback o WHERE o.matter = m.id) AND """ + JUNE.format("b.at", "b.at")
ASKED = " AND m.channel IN ('resident', 'phone', 'counter', 'hotline')"

PLAIN = {
    "handled_in_time": f"SELECT m.grid, sum((c.stopped_at <= c.due_at)::int), count(*) {HANDLE} GROUP BY 1",
    "closed": f"SELECT m.grid, sum(m.done::int), count(*) {HANDLE} GROUP BY 1",
    "rework": f"SELECT m.grid, sum((m.sent_back > 0)::int), count(*) {ENDED} GROUP BY 1",
    "solved_at_once": f"SELECT m.grid, sum((m.done AND m.reopened = 0 AND m.sent_back = 0)::int), count(*) {ENDED} GROUP BY 1",
    "echoed_same_day": f"""SELECT m.grid, sum(CASE WHEN (m.echoed_at {LOCAL})::date = (m.reported_at {LOCAL})::date
      THEN 1 ELSE 0 END), count(*) {REPORTED} {ASKED} GROUP BY 1""",
    "found_first": f"""SELECT m.grid, sum((m.channel IN ('patrol', 'visit') AND NOT EXISTS (SELECT 1 FROM matters_matter a
      WHERE a.channel IN ('resident', 'phone', 'counter', 'hotline') AND a.reported_at <= m.reported_at
      AND (a.duplicate_of = m.id OR a.grid = m.grid AND a.item = m.item AND a.reported_at > m.reported_at - interval '30 days'
        AND coalesce(a.ended_at, 'infinity') > m.reported_at AND (a.lon IS NULL OR m.lon IS NULL
          OR abs(a.lon - m.lon) <= 0.0007 AND abs(a.lat - m.lat) <= 0.00055))))::int), count(*) {REPORTED}
      AND m.line IN ('city', 'safety') AND m.channel IN ('patrol', 'visit', 'resident', 'phone', 'counter', 'hotline')
      GROUP BY 1""",
    "on_spot": f"SELECT m.grid, sum(m.on_spot::int), count(*) {REPORTED} AND m.channel = 'patrol' GROUP BY 1",
    "reopened": f"SELECT m.grid, sum((m.reopened > 0)::int), count(*) {REPORTED} AND m.done GROUP BY 1",
    "solved": f"SELECT m.grid, sum(b.solved::int), count(*) {CALLED} AND b.solved IS NOT NULL GROUP BY 1",
    "satisfied": f"SELECT m.grid, sum(b.satisfied::int), count(*) {CALLED} AND b.satisfied IS NOT NULL GROUP BY 1",
    "responded": f"SELECT m.grid, sum(b.responded::int), count(*) {CALLED} AND b.responded IS NOT NULL GROUP BY 1",
}
