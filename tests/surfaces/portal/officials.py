"""What officials do behind the portal: handle, check, close."""

import io
from datetime import datetime

from PIL import Image

from shiqiao.base.actor import Actor
from shiqiao.base.time import held
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.matters import actions
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.reads import actor_for, holder_of, post_by_code, posts
from shiqiao.testing.street import MORNING, STREET, Street


def close(street: Street, matter: int, at: datetime) -> None:
    """Handle and check a matter, each by another person."""
    holder = street.actor("dispatch1")
    with held(at):
        actions.dispatch_matter(matter=matter, handler="c1.g1", by=holder, at=at)
        worker = actor_of_post(street, "c1.g1")
        evidence = tuple((purpose, upload(purpose, worker, at)) for purpose in ("before", "after"))
        actions.finish_matter(matter=matter, result="已清运并冲洗地面", evidence=evidence, by=worker, at=at)
        actions.close_matter(matter=matter, by=checker(street), at=at)


def upload(purpose: str, by: Actor, at: datetime) -> str:
    """Upload a photo that proves something and return its hash."""
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "green" if purpose == "after" else "grey").save(content, "PNG")
    name = f"{purpose}.png"
    return store(content.getvalue(), name=name, subject=UPLOAD, purpose=purpose, street=STREET, by=by, at=at).sha256


def actor_of_post(street: Street, code: str) -> Actor:
    """Return whoever holds a post."""
    holder = holder_of(post_by_code(code, street.number).id, MORNING)
    return actor_for(Account.objects.get(pk=holder.account))


def checker(street: Street) -> Actor:
    """Return someone who checks in the whole street."""
    found = [p for p in posts(street.number, roles=["checker"]) if p.territory == street.number * 10**6]
    return actor_of_post(street, found[0].code)
