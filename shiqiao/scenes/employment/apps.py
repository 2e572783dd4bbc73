from django.apps import AppConfig


class EmploymentConfig(AppConfig):
    name = "shiqiao.scenes.employment"
    label = "employment"

    def ready(self) -> None:
        from shiqiao.scenes.employment import scene

        scene.fill()
