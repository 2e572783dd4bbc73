"""What forms and ledgers refuse by a name of their own. The docstring is the sentence."""

from collections.abc import Sequence

from shiqiao.base.elements import Element
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.sentences import Sentence


class Doubles(Invalid):
    """Some of what the form asks is known already; take it from the dictionary instead of asking it anew."""

    code = "asked_already"

    def __init__(self, found: Sequence[tuple[int, str, Element]]) -> None:
        """`found` names by number each new field, what it was called, and the field that it doubles."""
        self.found = list(found)
        super().__init__(
            fields={
                f"new.{number}": Sentence(DOUBLE, asked=asked, stands=one.title.zh, where=one.where.zh)
                for number, asked, one in self.found
            }
        )


DOUBLE = "“{asked}” exists already as “{stands}” ({where}); choose it in the dictionary."  # msgid


class FormOver(Conflict):
    """This form has ended and takes no more answers."""

    code = "form_over"


class NotSo(Conflict):
    """It stands in a state in which this cannot be done; look at it again."""

    code = "ledger_not_so"


class NotOneself(Forbidden):
    """Whoever requested a form does not approve it; let another leader decide."""

    code = "not_own_request"
