"""What residents read of matters that go together, and of proposals. Nothing of other reporters."""

from django.utils.translation import gettext_noop

STEPS = {
    "matters.merged": (gettext_noop("Handled together with another report of the same"), "git-merge", "blue"),
    "matters.parted": (gettext_noop("Handled by itself again"), "arrows-split", "blue"),
    "matters.split": (gettext_noop("Parts of the work were given to others"), "sitemap", "blue"),
    "matters.summoned": (gettext_noop("Several units were called to it"), "speakerphone", "blue"),
    "matters.part_ended": (gettext_noop("A part of the work is done"), "check", "green"),
    "matters.weighed": (gettext_noop("Your proposal is being weighed"), "scale", "blue"),
    "matters.adopted": (gettext_noop("Your proposal is adopted"), "circle-check", "green"),
    "matters.refused": (gettext_noop("Not adopted; see the answer"), "circle-x", "yellow"),
    "matters.tried": (gettext_noop("It is being tried"), "flask", "blue"),
    "matters.introduced": (gettext_noop("It is introduced"), "checks", "green"),
}
STATES = {
    "merged": (
        gettext_noop("Others reported the same: it is handled together. The answer also comes to you, here."),
        "git-merge",
        "blue",
    ),
    "proposed": (gettext_noop("We have your proposal. A person answers you and says who weighs it."), "inbox", "blue"),
    "weighing": (gettext_noop("Your proposal is being weighed."), "scale", "blue"),
    "adopted": (gettext_noop("Your proposal is adopted. Next it is tried or introduced."), "circle-check", "green"),
    "trying": (gettext_noop("Your proposal is being tried."), "flask", "blue"),
    "introduced": (gettext_noop("Your proposal is introduced. Thank you."), "checks", "green"),
    "refused": (
        gettext_noop("We did not adopt it. The reason stands below. Thank you all the same."),
        "circle-x",
        "yellow",
    ),
}
