from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "shiqiao.scenes.supervision"
    label = "supervision"

    def ready(self) -> None:
        from shiqiao.scenes.supervision import scene

        scene.fill()
