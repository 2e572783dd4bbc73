from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "shiqiao.scenes.duty"
    label = "duty"

    def ready(self) -> None:
        from shiqiao.scenes.duty import scene

        scene.fill()
