"""What residents read of petitions, which the law lets be reviewed twice (《信访工作条例》第三十五、三十六条)."""

from django.utils.translation import gettext_noop

REVIEWS = ("ask_review", "ask_final_review")
STEPS = {
    "matters.review_asked": (gettext_noop("You asked for a review"), "gavel", "blue"),
    "matters.review_answered": (gettext_noop("Result of the review"), "gavel", "green"),
    "matters.final_review_asked": (gettext_noop("You asked for the final review"), "gavel", "blue"),
    "matters.final_review_answered": (gettext_noop("Result of the final review"), "gavel", "green"),
}
STATES = {
    "reviewing": (gettext_noop("It is being reviewed one level above."), "gavel", "blue"),
    "reviewed": (gettext_noop("It was reviewed. The result stands below."), "gavel", "green"),
    "final_reviewing": (gettext_noop("The final review is going on."), "gavel", "blue"),
    "concluded": (gettext_noop("The final review is done; it is the last word of the offices."), "gavel", "green"),
}
