"""What employment puts into the field dictionary: where a person stands on the register, and households without any work."""

from collections.abc import Sequence

from shiqiao.base.actor import Ref
from shiqiao.base.elements import Element, ElementSource, Known, Values, Words, element_sources
from shiqiao.scenes.employment.models import JobSeeker
from shiqiao.scenes.employment.store import SEEKER

STATE, ZERO = "person.job_seeking", "household.zero_employment"
KEEPER, WHERE = Words("就业服务岗位", "Whoever keeps the register"), Words("求职登记", "Register of job seekers")
VALUES = {
    "registered": Words("已登记求职", "registered, looks for work"), "helped": Words("帮扶中", "being helped"),
    "training": Words("培训中", "in training"), "placed": Words("已就业", "in work"),
    "withdrawn": Words("已退出登记", "left the register"), "lost": Words("失去联系", "out of touch"),
}  # fmt: skip


def elements(street: int) -> list[Element]:
    """Return the fields; both follow from the register and are not given in forms."""
    return [
        Element(
            STATE, Words("求职登记状态", "On the register of job seekers"),
            Words("在求职登记中的现状，随登记、帮扶和就业变化", "Where the person stands on the register"),
            "personal", KEEPER, WHERE, "choice", VALUES, asked=False, also=("求职状态", "求职登记情况"),
        ),
        Element(
            ZERO, Words("零就业家庭", "Zero-employment household"),
            Words("劳动年龄内能就业的成员均无业，至少一人登记求职", "Everybody who can work has none, one is registered"),
            "personal", KEEPER, WHERE, "yes_no", asked=False, also=("零就业", "是否零就业家庭"),
        ),
    ]  # fmt: skip


def read(street: int, codes: Sequence[str], ids: Sequence[int]) -> Values:
    """Return what the register says of persons or households, in one query a field."""
    found: dict[tuple[str, int], Known] = {}
    rows = JobSeeker.objects.filter(street=street)
    if STATE in codes:
        for row in rows.filter(person__in=list(ids)):
            found[STATE, row.person] = Known(row.state, row.at, "office", None, Ref(SEEKER, row.pk))
    if ZERO in codes:
        for row in rows.filter(household__in=list(ids), zero=True):
            found[ZERO, row.household] = Known("yes", row.at, "office", None, Ref(SEEKER, row.pk))
    return found


def fill(scene: str) -> None:
    """Put employment into the dictionary."""
    element_sources.fill(scene, ElementSource(scene, elements, read, order=50))
