"""What goes out, word by word: as little as helps. Never what was reported, nor where, nor anybody's name."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base import crypto
from shiqiao.base.errors import NotFound
from shiqiao.kernel.notices.following import stop_token
from shiqiao.kernel.notices.means.letters import Letter
from shiqiao.kernel.notices.models import ADDRESS, LINK, Choice, Follower, Sending
from shiqiao.kernel.territory.profiles import profile

NEWS = {
    "accepted": gettext_noop("Your report %(number)s was taken on."),
    "declined": gettext_noop("Your report %(number)s was answered: it is not the office's to handle."),
    "answered": gettext_noop("Your report %(number)s was answered."),
    "finished": gettext_noop("Your report %(number)s was handled."),
    "closed": gettext_noop("Your report %(number)s is closed. Please say whether it was solved."),
    "reopened": gettext_noop("Your report %(number)s is being worked on again."),
    "test": gettext_noop("This is a trial: notices reach you here."),
}


def letter_of(row: Sending) -> Letter | None:
    """Return what a sending says and to which address; None when its recipient has ended it."""
    return _to_follower(row) if row.follower else _to_official(row)


def _address(path: str) -> str:
    """Return a path as an address of the installation; empty where nobody said how it is reached from outside."""
    return f"{settings.CHANNELS['public_url'].rstrip('/')}{path}" if settings.CHANNELS["public_url"] else ""


def _to_follower(row: Sending) -> Letter | None:
    one = Follower.objects.filter(pk=row.follower).first()
    if one is None:
        return None
    with translation.override(one.language):
        said = _(NEWS.get(row.kind, NEWS["answered"])) % {"number": row.number}
        link = _address(crypto.decrypt(bytes(one.link), context=LINK))
        stop = _address(f"/stop/{stop_token(follower=one.pk)}/")
        subject = (
            f"{_office(row.street)}：{said}" if one.language.startswith("zh") else f"{_office(row.street)}: {said}"
        )
        parts = [said, link]
        if row.means in ("mail", "file") and stop:
            parts += ["", _("No further mails about this report: %(stop)s") % {"stop": stop}]
        text = "\n".join(part for part in parts if part or row.means == "mail").strip()
    to = crypto.decrypt(bytes(one.address), context=ADDRESS)
    return Letter(to, subject, text, f"shiqiao-{row.pk}", stop, link)


def _to_official(row: Sending) -> Letter | None:
    one = Choice.objects.filter(pk=row.account).first()
    if one is None or one.means != row.means:
        return None
    with translation.override("zh-hans"):
        if row.kind == "test":
            said = _(NEWS["test"])
        elif row.count > 1 or not row.number:
            said = _("%(n)d new notices wait for you.") % {"n": row.count}
        else:
            said = _("A new notice about %(number)s waits for you.") % {"number": row.number}
        link, stop = _address("/notices/"), _address(f"/stop/{stop_token(account=one.pk)}/")
        parts = [said, link]
        if row.means in ("mail", "file") and stop:
            parts += [_("No further mails: %(stop)s") % {"stop": stop}]
        text = "\n".join(part for part in parts if part)
    to = crypto.decrypt(bytes(one.address), context=ADDRESS)
    return Letter(to, f"{_office(row.street)}：{said}", text, f"shiqiao-{row.pk}", stop, link)


def _office(street: int) -> str:
    try:
        found = profile(street)
    except NotFound:
        return str(street)
    chinese = (translation.get_language() or "zh").startswith("zh")
    return found.office_zh if chinese else found.office_en
