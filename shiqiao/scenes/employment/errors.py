"""What can go wrong with employment. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden, Invalid


class EmploymentRefused(Invalid):
    """Something in what was entered cannot be used."""

    code = "employment_refused"


class NotSo(Conflict):
    """It stands in a state in which this cannot be done; look at it again."""

    code = "employment_not_so"


class OnRegister(Conflict):
    """This person is on the register already; go on there."""

    code = "on_register"


class NotYours(Forbidden):
    """Your post does not keep the register of job seekers here; ask the employment office or the community."""

    code = "employment_not_yours"


class OfficeOnly(Forbidden):
    """Only the employment office of the street or a leader does this."""

    code = "employment_office_only"


class SamePerson(Forbidden):
    """Another person decides this: neither who entered it nor who decided before."""

    code = "employment_same_person"


class NoPlace(Conflict):
    """All places are taken; look for another one, or wait until one is free."""

    code = "no_place"


class Excluded(Conflict):
    """A benefit that excludes this one is received in the same period; end that one first, or refuse this one."""

    code = "benefit_excluded"
