from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "shiqiao.kernel.people"
    label = "people"

    def ready(self) -> None:
        from shiqiao.base.plugs import Check, checks
        from shiqiao.kernel.people import doors, retaining

        checks.fill("people", Check("doors", doors.problems))
        retaining.fill()
