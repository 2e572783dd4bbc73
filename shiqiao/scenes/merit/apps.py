from django.apps import AppConfig


class MeritConfig(AppConfig):
    name = "shiqiao.scenes.merit"
    label = "merit"

    def ready(self) -> None:
        from shiqiao.scenes.merit import scene

        scene.fill()
