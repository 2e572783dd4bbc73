"""Addresses of the registry's pages, below /registry/."""

from django.urls import path, register_converter

from shiqiao.surfaces.desk.views import registry, registryacts


class Kind:
    """A kind of record in an address."""

    regex = "person|household|dwelling|building|organisation"

    def to_python(self, value: str) -> str:
        """Return the kind."""
        return value

    def to_url(self, value: str) -> str:
        """Return the kind."""
        return value


register_converter(Kind, "record")

urlpatterns = [
    path("", registry.index, name="registry"),
    path("due/", registry.due, name="registry-due"),
    path("on-file/", registry.on_file, name="registry-on-file"),
    path("pairs/", registry.pairs, name="registry-pairs"),
    path("pairs/<record:kind>/<int:one>/<int:other>/", registry.pair, name="registry-pair"),
    path("merge/<record:kind>/<int:number>/part/", registryacts.part, name="registry-part"),
    path("fact/<int:number>/confirm/", registryacts.confirm_fact, name="registry-confirm-fact"),
    path("person/add/", registryacts.add_person, name="registry-add-person"),
    path("organisation/add/", registryacts.add_organisation, name="registry-add-organisation"),
    path("building/add/", registryacts.add_building, name="registry-add-building"),
    path("building/<int:number>/dwelling/", registryacts.add_dwelling, name="registry-add-dwelling"),
    path("dwelling/<int:number>/household/", registryacts.add_household, name="registry-add-household"),
    path("<record:kind>/<int:number>/", registry.record, name="registry-record"),
    path("<record:kind>/<int:number>/change/", registryacts.change, name="registry-change"),
    path("<record:kind>/<int:number>/state/<slug:key>/", registryacts.state, name="registry-state"),
    path("person/<int:number>/confirm/", registryacts.confirm_person, name="registry-confirm"),
    path("person/<int:number>/move-in/", registryacts.move_in, name="registry-move-in"),
    path("person/<int:number>/move-out/", registryacts.move_out, name="registry-move-out"),
    path("organisation/<int:number>/contact/", registryacts.name_contact, name="registry-contact"),
]
