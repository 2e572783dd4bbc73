from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "shiqiao.scenes.hall"
    label = "hall"

    def ready(self) -> None:
        from shiqiao.scenes.hall import scene

        scene.fill()
