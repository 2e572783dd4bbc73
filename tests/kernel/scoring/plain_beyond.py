"""What is counted beyond matters once more, written by hand as SQL by names of tables: by grid, (hits, of), for June.

Knows nothing of the product. The model street's plan of patrols: on the city line twice a day, in the first grid three
times; on the safety line three times a week.
"""

LOCAL = "AT TIME ZONE 'Asia/Shanghai'"
TODAY = f"(%(now)s {LOCAL})::date"
LAST_DAY = f"least('2018-06-30', {TODAY})"

VISITED = f"""SELECT v.grid, sum(CASE WHEN v.state = 'done' AND v.done_at < v.latest THEN 1 ELSE 0 END), count(*)
FROM visits_visit v WHERE v.state NOT IN ('moved', 'cancelled') AND (v.state <> 'planned' OR v.latest <= %(now)s)
AND ((v.latest - interval '1 second') {LOCAL})::date BETWEEN '2018-06-01' AND '2018-06-30'
AND v.attempt = (SELECT max(o.attempt) FROM visits_visit o WHERE (o.kind, o.subject_kind, o.subject_id, o.place, o.plan,
  o.recheck_of, o.latest) = (v.kind, v.subject_kind, v.subject_id, v.place, v.plan, v.recheck_of, v.latest))"""

PATROLLED = f"""WITH due AS (
  SELECT p.*, 'city' AS line, CASE WHEN p.grid = 370103003001001 THEN 3 ELSE 2 END AS times, d::date AS opens, d::date AS closes
  FROM patrols_point p, generate_series('2018-06-01'::timestamp, '2018-06-30', '1 day') d
  UNION ALL SELECT p.*, 'safety', 3, d::date, d::date + 6
  FROM patrols_point p, generate_series('2018-05-28'::timestamp, '2018-06-18', '7 days') d),
walked AS (
  SELECT due.*, (SELECT count(*) FROM patrols_check_in c WHERE c.point = due.id AND c.state IN ('counted', 'recognised')
    AND position(' ' || due.line || ' ' IN ' ' || c.lines || ' ') > 0
    AND (c.happened_at {LOCAL})::date BETWEEN due.opens AND due.closes) AS made
  FROM due WHERE (due.made_at {LOCAL})::date < due.opens AND due.opens <= {TODAY}
    AND (due.retired_at IS NULL OR (due.retired_at {LOCAL})::date > due.closes)),
counted AS (SELECT grid, least(made, times) AS made, CASE WHEN closes < {TODAY} THEN times ELSE least(made, times) END AS wanted
  FROM walked)
SELECT grid, sum(made), sum(wanted) FROM counted GROUP BY 1 HAVING sum(wanted) > 0"""

_DAYS = f"generate_series('2018-06-01'::timestamp, {LAST_DAY}::timestamp, '1 day') d"
_AWAY = "SELECT 1 FROM people_leave y WHERE y.account_id = {who} AND y.during @> d::date"
# The holder is there, or is on leave and a deputy is named who is not.
_THERE = f"""EXISTS (SELECT 1 FROM people_holding h WHERE h.post_id = {{post}} AND h.during @> d::date
  AND (NOT EXISTS ({_AWAY.format(who="h.account_id")}) OR EXISTS (
    SELECT 1 FROM people_deputyship x LEFT JOIN people_holding b ON b.post_id = x.deputy_post_id AND b.during @> d::date
    WHERE x.post_id = {{post}} AND x.during @> d::date AND coalesce(x.deputy_account_id, b.account_id) IS NOT NULL
    AND NOT EXISTS ({_AWAY.format(who="coalesce(x.deputy_account_id, b.account_id)")}))))"""
COVERED = f"""SELECT grid, count(*) FILTER (WHERE named), count(*) FROM (
  SELECT g.code::bigint AS grid, l.code, bool_and(EXISTS (SELECT 1 FROM people_responsibility r WHERE r.grid = g.code::bigint
    AND r.line_id = l.code AND r.during @> d::date AND {_THERE.format(post="r.post_id")})) AS named
  FROM territory_grid g, people_line l, {_DAYS} WHERE g.street = 370103003 GROUP BY 1, 2) one GROUP BY 1"""
_GRID = "CASE WHEN p.territory %% 1000 = 0 THEN 0 ELSE p.territory END"
DOUBLED = f"""SELECT grid, count(*) FILTER (WHERE named), count(*) FROM (
  SELECT p.id, {_GRID} AS grid, bool_and(EXISTS (SELECT 1 FROM people_deputyship x
    WHERE x.post_id = p.id AND x.during @> d::date)) AS named
  FROM people_post p, {_DAYS} WHERE p.active AND EXISTS (SELECT 1 FROM people_holding h WHERE h.post_id = p.id)
  GROUP BY 1, 2) one GROUP BY 1"""

ORDERED = f"""SELECT coalesce((SELECT m.grid FROM matters_matter m WHERE m.id = o.subject_id AND o.subject_kind = 'matter'), 0),
sum(CASE WHEN o.answered_at IS NOT NULL AND NOT o.late THEN 1 ELSE 0 END), count(*) FROM supervision_order o
WHERE (o.answered_at IS NOT NULL OR o.due_at <= %(now)s) AND (o.due_at {LOCAL})::date BETWEEN '2018-06-01' AND '2018-06-30'
GROUP BY 1"""

PLAIN_BEYOND = {
    "visited_in_window": f"{VISITED} AND v.recheck_of = 0 GROUP BY 1",
    "rechecked_in_window": f"{VISITED} AND v.recheck_of > 0 GROUP BY 1",
    "findings_fixed": f"""SELECT v.grid, sum((f.state = 'fixed')::int), count(*) FROM visits_finding f, visits_visit v
      WHERE v.id = f.visit AND (v.done_at {LOCAL})::date BETWEEN '2018-06-01' AND '2018-06-30' GROUP BY 1""",
    "patrol_coverage": PATROLLED,
    "responsibility_covered": COVERED,
    "posts_doubled": DOUBLED,
    "orders_in_time": ORDERED,
}
