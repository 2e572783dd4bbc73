"""Boot the house with some scenes and print what it looks like; run by test_scenes in a process of its own."""

import json

import django

django.setup()

from django.core.checks import run_checks  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import get_resolver, resolve  # noqa: E402

from shiqiao.base import plugs  # noqa: E402, F401  (declares sockets that a scene may leave alone)
from shiqiao.base.sockets import all_sockets  # noqa: E402
from shiqiao.kernel.catalogue.reads import catalogue_files  # noqa: E402
from shiqiao.kernel.catalogue.rules import parse as parse_catalogue  # noqa: E402
from shiqiao.kernel.flows.reads import flow_files  # noqa: E402
from shiqiao.kernel.flows.rules import parse as parse_flow  # noqa: E402


def load(path: object) -> object:
    """Read a YAML file."""
    import yaml

    return yaml.safe_load(path.read_text())  # type: ignore[attr-defined]


get_resolver().url_patterns  # noqa: B018  (loads every module of addresses)
seen = {
    "problems": [str(found) for found in run_checks() if not found.is_silenced()],
    "sockets": {name: sorted({scene for scene, _ in held.by_scene()}) for name, held in all_sockets().items()},
    "flows": sorted(parse_flow(load(entry.path)).flow for entry in flow_files),
    "items": sum(
        len(parse_catalogue(raw))
        for entry in catalogue_files
        if "catalogue" in (raw := load(entry.path))  # type: ignore[operator]
    ),
}
try:
    page, call = resolve("/dummy/"), resolve("/api/v1/dummy/hello")
    answer = call.func(RequestFactory().get("/api/v1/dummy/hello"))
    seen["page"] = page.func(RequestFactory().get("/dummy/")).content.decode()
    seen["api"] = json.loads(answer.content)
except Exception as error:
    seen["page"], seen["api"] = "", type(error).__name__
print(json.dumps(seen))
