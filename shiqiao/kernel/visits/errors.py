"""What can go wrong with visits."""

from shiqiao.base.errors import Conflict, Forbidden, Invalid


class ChecklistUnfit(Invalid):
    """The checklist “{kind}” names what this street has not got: take the items over into its catalogue, or change the file."""

    code = "checklist_unfit"


class VisitRefused(Invalid):
    """Something in the record of the visit cannot be used."""

    code = "visit_refused"


class VisitOver(Conflict):
    """This visit has been recorded or cancelled already; open it to see what was found."""

    code = "visit_over"


class RecordedDifferently(Conflict):
    """This visit was recorded before under the same identifier, with other content; what was recorded first stands."""

    code = "recorded_differently"


class SameVisitor(Forbidden):
    """Who made a visit does not re-check it: ask another person."""

    code = "same_visitor"


class NotYourVisit(Forbidden):
    """Your post does not make this visit; it can be given to you by its department or community."""

    code = "not_your_visit"
