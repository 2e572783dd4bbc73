from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "shiqiao.kernel.clocks"
    label = "clocks"

    def ready(self) -> None:
        from shiqiao.kernel.clocks.reads import after_days, after_hours, is_open
        from shiqiao.kernel.people.hooks import WorkTime, work_time
        from shiqiao.kernel.privacy.hooks import OfficeHours, office_hours
        from shiqiao.kernel.retention.hooks import WorkDays, work_days

        work_time.fill("clocks", WorkTime(after_hours))
        work_days.fill("clocks", WorkDays(after_days))
        office_hours.fill("clocks", OfficeHours(is_open))
