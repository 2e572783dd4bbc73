"""The page behind the link in every mail that ends further ones. Only sending its form ends anything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiqiao.base.time import now
from shiqiao.kernel.notices.following import stop_following
from shiqiao.surfaces.kit.entries import EVERYBODY, declared


@declared(EVERYBODY, "secret")
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and end it when told to. Whether there was anything to end is not said: the answer is the same."""
    done = request.method == "POST"
    if done:
        stop_following(token=token[:80], at=now())
    return render(request, "kit/stop.html", {"done": done})
