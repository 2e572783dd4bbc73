from django.apps import AppConfig


class PartyConfig(AppConfig):
    name = "shiqiao.scenes.party"
    label = "party"

    def ready(self) -> None:
        from shiqiao.scenes.party import scene

        scene.fill()
