from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "shiqiao.kernel.matters"
    label = "matters"

    def ready(self) -> None:
        from shiqiao.kernel.clocks.hooks import MovedClock, moved_clock
        from shiqiao.kernel.matters import subjects
        from shiqiao.kernel.matters.moves import clock_moved
        from shiqiao.kernel.matters.store import KIND

        moved_clock.fill("matters", MovedClock(KIND, clock_moved))
        subjects.fill()
