from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "shiqiao.scenes.hotline"
    label = "hotline"

    def ready(self) -> None:
        from shiqiao.scenes.hotline import scene

        scene.fill()
