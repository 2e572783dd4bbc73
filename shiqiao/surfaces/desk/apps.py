from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "shiqiao.surfaces.desk"
    label = "desk"

    def ready(self) -> None:
        from shiqiao.surfaces.desk import exports, menu
        from shiqiao.surfaces.desk.monthly import collecting, pages

        menu.fill()
        exports.fill()
        collecting.fill()
        pages.fill()
