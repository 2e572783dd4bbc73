from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "shiqiao.scenes.ledger"
    label = "ledger"

    def ready(self) -> None:
        from shiqiao.scenes.ledger import scene

        scene.fill()
