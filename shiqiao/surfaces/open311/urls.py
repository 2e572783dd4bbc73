"""Addresses of GeoReport v2; each ends in the format, `.xml` or `.json`."""

from django.urls import URLPattern, re_path

from shiqiao.surfaces.open311 import views
from shiqiao.surfaces.open311.gate import View

app_name = "open311"
CODE = r"[A-Za-z0-9_.-]+?"


def _at(path: str, view: View, name: str) -> URLPattern:
    return re_path(rf"^{path}\.(?P<ending>json|xml)$", view, name=name)


urlpatterns = [
    _at("discovery", views.discovery, "discovery"),
    _at("services", views.services, "services"),
    _at(rf"services/(?P<code>{CODE})", views.definition, "definition"),
    _at("requests", views.requests, "requests"),
    _at(rf"requests/(?P<number>{CODE})", views.one_request, "request"),
    _at(rf"tokens/(?P<number>{CODE})", views.token, "token"),
]
