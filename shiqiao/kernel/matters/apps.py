from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "shiqiao.kernel.matters"
    label = "matters"

    def ready(self) -> None:
        from shiqiao.kernel.clocks.hooks import MovedClock, SubjectLine, Warned, moved_clock, subject_line, warned
        from shiqiao.kernel.matters import handing, holding, revealing, subjects
        from shiqiao.kernel.matters.moves import clock_moved
        from shiqiao.kernel.matters.store import KIND
        from shiqiao.kernel.matters.waiting import alarmed
        from shiqiao.kernel.people.hooks import OpenWork, open_work
        from shiqiao.kernel.privacy.hooks import Revealable, revealables

        moved_clock.fill("matters", MovedClock(KIND, clock_moved))
        subject_line.fill("matters", SubjectLine(KIND, handing.line_of))
        open_work.fill("matters", OpenWork(KIND, handing.held_by, handing.shown, handing.hand_over))
        warned.fill("matters", Warned(KIND, alarmed))
        subjects.fill()
        revealables.fill("matters", Revealable(KIND, revealing.open_field))
        revealables.fill("matters", Revealable("picture", revealing.open_picture))
        holding.fill()
