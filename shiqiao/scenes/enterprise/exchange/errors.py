"""What can go wrong in the exchange. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden, Invalid


class ListingRefused(Invalid):
    """The listing cannot be entered like this; see the fields."""

    code = "listing_refused"


class NotYourListing(Forbidden):
    """Another post keeps this listing; only it or a leader acts for the firm."""

    code = "not_your_listing"


class ListingOver(Conflict):
    """The listing is over: it was withdrawn, is taken, or its last day has passed. Renew it first."""

    code = "listing_over"


class OneFamily(Conflict):
    """The two firms belong together: nothing is proposed within one group of firms."""

    code = "one_family"


class ProposedAlready(Conflict):
    """These two were proposed to each other before; what was refused or is under way is not proposed again."""

    code = "proposed_already"


class CapReached(Conflict):
    """One of the firms has had as many proposals this month as a firm may get; propose it next month."""

    code = "cap_reached"


class DoNotFit(Conflict):
    """An offer answers an ask of the same kind; these two do not."""

    code = "do_not_fit"


class MatchNotSo(Conflict):
    """The match stands at a step at which this cannot be done; look at it again."""

    code = "match_not_so"
