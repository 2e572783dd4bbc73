"""What can go wrong in campaigns. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden


class ItemNotSo(Conflict):
    """The item stands in a state in which this cannot be done; look at it again."""

    code = "campaign_item_not_so"


class FixedByYourself(Forbidden):
    """You entered that it is put right; another person re-checks it."""

    code = "campaign_fixed_by_yourself"


class TermRuns(Conflict):
    """The term to put it right oneself still runs; enforce after it is over."""

    code = "campaign_term_runs"


class PhotosLacking(Conflict):
    """A photo from before and one from after are needed to strike it off; add the one that is lacking."""

    code = "campaign_photos_lacking"


class FoundAlready(Conflict):
    """This matter has been decided upon here already; look at the item again."""

    code = "campaign_found_already"
