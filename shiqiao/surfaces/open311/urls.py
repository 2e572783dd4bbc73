"""Addresses of GeoReport v2; each ends in the format, `.xml` or `.json`."""

from django.urls import path, register_converter

from shiqiao.surfaces.open311 import views


class FormatConverter:
    """The ending of an address: one of the two formats of the standard."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        """Return the ending as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the ending as it is."""
        return value


register_converter(FormatConverter, "georeport")
app_name = "open311"
urlpatterns = [
    path("discovery.<georeport:ending>", views.discovery, name="discovery"),
    path("services.<georeport:ending>", views.services, name="services"),
    path("services/<str:code>.<georeport:ending>", views.definition, name="definition"),
    path("requests.<georeport:ending>", views.requests, name="requests"),
    path("requests/<str:number>.<georeport:ending>", views.one_request, name="request"),
    path("tokens/<str:number>.<georeport:ending>", views.token, name="token"),
]
