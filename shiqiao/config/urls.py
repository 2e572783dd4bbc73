"""All addresses: each surface brings its own table; scenes add theirs through sockets."""

from django.urls import URLPattern, URLResolver, include, path

from shiqiao.config.health import healthz, readyz
from shiqiao.config.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", include("shiqiao.surfaces.api.urls")),
    path("open311/v2/", include("shiqiao.surfaces.open311.urls")),
    path("field/", include("shiqiao.surfaces.field.urls")),
    path("wall/", include("shiqiao.surfaces.wall.urls")),
    path("portal/", include("shiqiao.surfaces.portal.urls")),
    path("", include("shiqiao.surfaces.kit.urls")),
    path("", include("shiqiao.surfaces.desk.urls")),
]
handler400 = "shiqiao.surfaces.kit.views.bad_request"
handler403 = "shiqiao.surfaces.kit.views.forbidden"
handler404 = "shiqiao.surfaces.kit.views.not_found"
handler500 = "shiqiao.surfaces.kit.views.fault"
