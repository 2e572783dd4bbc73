from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "shiqiao.scenes.council"
    label = "council"

    def ready(self) -> None:
        from shiqiao.scenes.council import scene

        scene.fill()
