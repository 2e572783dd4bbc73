"""What voting (表决) puts into the sockets, on behalf of the scene `council`."""

from shiqiao.base.plugs import Check, checks
from shiqiao.base.sockets import Saying
from shiqiao.surfaces.desk.sockets import sayings


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.council.voting import verify, words

    checks.fill(scene, Check("voting", verify.problems))
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
