from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "shiqiao.kernel.clocks"
    label = "clocks"

    def ready(self) -> None:
        from shiqiao.kernel.clocks.reads import after_hours
        from shiqiao.kernel.people.hooks import WorkTime, work_time

        work_time.fill("clocks", WorkTime(after_hours))
