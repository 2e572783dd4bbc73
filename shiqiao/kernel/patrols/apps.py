from django.apps import AppConfig


class PatrolsConfig(AppConfig):
    name = "shiqiao.kernel.patrols"
    label = "patrols"

    def ready(self) -> None:
        from shiqiao.kernel.patrols.retaining import fill

        fill()
