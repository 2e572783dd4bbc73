"""The product's addresses, and one that writes a key and puts a job off in the same transaction."""

from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from faults.tasks import note


@csrf_exempt
def ask(request: HttpRequest) -> JsonResponse:
    """Take a key once, with its job."""
    key = request.POST["key"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO faults_asked (key) VALUES (%s) ON CONFLICT DO NOTHING", [key])
        if cursor.rowcount:
            note.defer(key=key)
    return JsonResponse({"number": key}, status=201)


urlpatterns = [path("faults/jobs", ask), path("", include("shiqiao.config.urls"))]
handler400 = "shiqiao.surfaces.kit.views.bad_request"
handler403 = "shiqiao.surfaces.kit.views.forbidden"
handler404 = "shiqiao.surfaces.kit.views.not_found"
handler500 = "shiqiao.surfaces.kit.views.fault"
