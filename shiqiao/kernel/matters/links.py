"""Proving what goes together: a merged matter stands where its main one stands; children belong to a whole."""

from collections.abc import Iterator

from django.db import connection

from shiqiao.kernel.journal.reads import Finding

_APART = """
SELECT one.number, CASE
  WHEN main.id IS NULL AND away.first_id IS NULL THEN 'is merged into a matter that is not there'
  WHEN main.duplicate_of > 0 THEN 'is merged into a matter that is itself merged'
  WHEN one.state = 'merged' AND one.ended_at IS DISTINCT FROM main.ended_at THEN 'did not end with its main matter'
  WHEN one.state = 'merged' AND (one.post, one.holder, one.unit) <> (main.post, main.holder, main.unit)
    THEN 'lies with others than its main matter' END
FROM matters_matter one LEFT JOIN matters_matter main ON main.id = one.duplicate_of
LEFT JOIN matters_archive away ON one.duplicate_of >= away.first_id AND one.duplicate_of < away.end_id
WHERE one.duplicate_of > 0
UNION ALL
SELECT one.number, CASE
  WHEN whole.id IS NULL AND away.first_id IS NULL THEN 'belongs to a matter that is not there'
  WHEN whole.parent > 0 THEN 'belongs to a matter that is itself a part' END
FROM matters_matter one LEFT JOIN matters_matter whole ON whole.id = one.parent
LEFT JOIN matters_archive away ON one.parent >= away.first_id AND one.parent < away.end_id
WHERE one.parent > 0
UNION ALL
SELECT one.number, 'repeats a matter that is not the first of its chain'
FROM matters_matter one LEFT JOIN matters_matter first ON first.id = one.repeat_of
LEFT JOIN matters_archive away ON one.repeat_of >= away.first_id AND one.repeat_of < away.end_id
WHERE one.repeat_of > 0 AND away.first_id IS NULL AND (first.id IS NULL OR first.repeat_of > 0)"""


def check_links() -> Iterator[Finding]:
    """Find linked matters that do not stand as their links say."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({_APART}) AS found (number, what) WHERE what IS NOT NULL ORDER BY number")
        yield from (Finding(f"matter {number}", what) for number, what in cursor.fetchall())
