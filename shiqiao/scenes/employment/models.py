"""Job seekers, what was done for them and what came of it. What a person said or wrote is sealed; names stay in the registry.

What must never happen is refused by the database: two excluding benefits in one period (`Bar`), a course with more people
than places, two jobs or two accepted applications at a time, a decision by who asked, an edited history.
"""

from shiqiao.scenes.employment.tables_benefits import Bar, BenefitAppeal, Claim, Excluding
from shiqiao.scenes.employment.tables_register import Delivery, JobSeeker, Round, Rules, StatusLine
from shiqiao.scenes.employment.tables_work import Application, Course, Enrolment, Job, JobCheck, Vacancy

__all__ = [
    "Application", "Bar", "BenefitAppeal", "Claim", "Course", "Delivery", "Enrolment", "Excluding", "Job", "JobCheck",
    "JobSeeker", "Round", "Rules", "StatusLine", "Vacancy",
]  # fmt: skip
