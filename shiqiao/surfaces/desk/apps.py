from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "shiqiao.surfaces.desk"
    label = "desk"

    def ready(self) -> None:
        from shiqiao.surfaces.desk import exports, menu

        menu.fill()
        exports.fill()
