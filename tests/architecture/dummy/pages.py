"""A page and an API route of the dummy scene."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import Router

from shiqiao.surfaces.api.auth import scope

router = Router()


@router.get("/hello", auth=None)
@scope("read")
def hello(request: HttpRequest) -> dict[str, str]:
    """Say hello."""
    return {"hello": "dummy"}


def page(request: HttpRequest) -> HttpResponse:
    """Show a page."""
    return HttpResponse("a page of the dummy scene")


app_name = "dummy"
urlpatterns = [path("", page, name="page")]
