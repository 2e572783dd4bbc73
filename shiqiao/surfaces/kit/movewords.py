"""What a move asks for, in words that every surface shares."""

from django.utils.translation import gettext_noop

# What a need is called in a move where it means something more particular.
LABELS = {
    ("attend", "result"): gettext_noop("Who came, and when"),
    ("assess", "responded"): gettext_noop("Did the unit come?"),
    ("assess", "solved"): gettext_noop("Is its part solved?"),
    ("assess", "satisfied"): gettext_noop("Are you content with the unit?"),
    ("rate_call", "satisfied"): gettext_noop("Was the call justified?"),
    ("contest", "reason"): gettext_noop("Why is it not yours?"),
    ("adopt", "answer"): gettext_noop("Answer to whoever proposed it"),
    ("refuse", "answer"): gettext_noop("Answer to whoever proposed it"),
    ("try", "answer"): gettext_noop("Where and how it is tried"),
    ("introduce", "result"): gettext_noop("What is introduced, and from when"),
}
# Terms that are offered for an extension.
TERMS = ("4wh", "1wd", "2wd", "3wd", "5wd", "7wd", "10wd", "15wd", "22wd")
# Moves that say that the work is done, whatever state they lead to.
ENDS = frozenset({"finish", "fix_on_spot"})
