from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shiqiao.kernel.notices"
    label = "notices"

    def ready(self) -> None:
        from shiqiao.kernel.notices.actions import ring
        from shiqiao.kernel.people.hooks import Bell, bells

        bells.fill("notices", Bell(ring))

        from shiqiao.kernel.notices import retaining, watching

        retaining.fill()
        watching.fill()
