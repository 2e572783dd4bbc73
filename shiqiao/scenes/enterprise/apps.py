from django.apps import AppConfig


class EnterpriseConfig(AppConfig):
    name = "shiqiao.scenes.enterprise"
    label = "enterprise"

    def ready(self) -> None:
        from shiqiao.scenes.enterprise import scene

        scene.fill()
