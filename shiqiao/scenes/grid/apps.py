from django.apps import AppConfig


class GridConfig(AppConfig):
    name = "shiqiao.scenes.grid"
    label = "grid"

    def ready(self) -> None:
        from shiqiao.scenes.grid import scene

        scene.fill()
