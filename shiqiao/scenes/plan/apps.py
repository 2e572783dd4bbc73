from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "shiqiao.scenes.plan"
    label = "plan"

    def ready(self) -> None:
        from shiqiao.scenes.plan import scene

        scene.fill()
