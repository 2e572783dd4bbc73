"""What phrases refuse."""

from shiqiao.base.errors import Conflict, Forbidden


class OwnPhrase(Forbidden):
    """Who wrote a phrase does not approve it: ask another head or administrator."""

    code = "own_phrase"


class PhraseStands(Conflict):
    """This version of the phrase is already approved."""

    code = "phrase_stands"
