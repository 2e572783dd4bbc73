from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "shiqiao.kernel.visits"
    label = "visits"

    def ready(self) -> None:
        from shiqiao.kernel.people.hooks import OpenWork, open_work
        from shiqiao.kernel.privacy.hooks import Revealable, revealables
        from shiqiao.kernel.visits import handing, holding, linked
        from shiqiao.kernel.visits.reads import open_picture
        from shiqiao.kernel.visits.rules import VISIT

        open_work.fill("visits", OpenWork(VISIT, handing.held_by, handing.shown, handing.hand_over))
        revealables.fill("visits", Revealable("picture", open_picture))
        holding.fill()
        linked.fill()
