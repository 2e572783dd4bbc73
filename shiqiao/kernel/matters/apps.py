from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "shiqiao.kernel.matters"
    label = "matters"

    def ready(self) -> None:
        from shiqiao.kernel.clocks.hooks import MovedClock, Warned, moved_clock, warned
        from shiqiao.kernel.matters.moves import clock_moved
        from shiqiao.kernel.matters.store import KIND
        from shiqiao.kernel.matters.waiting import alarmed

        moved_clock.fill("matters", MovedClock(KIND, clock_moved))
        warned.fill("matters", Warned(KIND, alarmed))
