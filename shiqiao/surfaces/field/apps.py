from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "shiqiao.surfaces.field"
    label = "field"

    def ready(self) -> None:
        from shiqiao.base.sockets import MenuEntry, all_sockets

        if menu := all_sockets().get("desk.menu"):  # shells do not know each other: the desk's socket, if it is there
            entry = MenuEntry("Field work", "field:app", "device-mobile", 35, frozenset({"grid_member", "handler"}))
            menu.fill("field", entry)
