"""Install the model street, with a token and a session for each who asks. `python -m benchmarks.prepare DATA`."""

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.installation import POSTS, STREET
from shiqiao.config.runtime import connect_data

HANDLER = "handler"


def main(data: Path) -> None:
    """Install and write bench.json."""
    with connect_data(data):
        from django.conf import settings

        from shiqiao.base.actor import system
        from shiqiao.base.time import now
        from shiqiao.places.install import install

        install(settings.LOCALITIES / "ganshiqiao", by=system("bench"), at=now())
        notes = {who: keys(who, login or handler_login()) for who, login in POSTS.items()}
    (data / "bench.json").write_text(json.dumps(notes, indent=1))


def handler_login() -> str:
    """Return the login of somebody who only handles, for a department."""
    from shiqiao.base.time import now
    from shiqiao.kernel.people import reads as people
    from shiqiao.kernel.people.models import Account

    for post in people.posts(STREET, roles=[HANDLER]):
        if post.roles == {HANDLER} and people.unit(post.unit).kind == "department":
            return str(Account.objects.get(pk=people.holder_of(post.id, now()).account).username)
    raise LookupError("nobody only handles")


def keys(who: str, login: str) -> dict[str, str]:
    """Return a token of the person's post and a session of the person."""
    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import whole
    from shiqiao.base.time import now
    from shiqiao.kernel.people import reads as people
    from shiqiao.kernel.people.models import Account, Post
    from shiqiao.kernel.people.tokens import issue_token

    account = Account.objects.get(username=login)
    with whole():
        post = Post.objects.get(pk=people.actor_for(account).post)
        token = issue_token(name=who, post=post, by=system("bench"), at=now())
    return {"login": login, "token": token, "session": session_of(account), "post": str(post.pk)}


def session_of(account: Any) -> str:
    """Return the key of a session that began just now, by password and second factor; a kept one would have run out."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from shiqiao.base.time import now
    from shiqiao.surfaces.kit.sitting import BEGAN, FACTOR, PROVED, SEEN

    account.must_change_password, account.password_set_at, session = False, now(), SessionStore()
    account.save(update_fields=["must_change_password", "password_set_at"])
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[BEGAN] = session[SEEN] = session[PROVED] = now().isoformat()
    session[FACTOR] = "totp"
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
