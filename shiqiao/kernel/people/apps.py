from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "shiqiao.kernel.people"
    label = "people"

    def ready(self) -> None:
        from shiqiao.kernel.people import retaining

        retaining.fill()
