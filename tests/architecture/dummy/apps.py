from django.apps import AppConfig


class DummyConfig(AppConfig):
    name = "dummy"
    label = "dummy"

    def ready(self) -> None:
        from dummy import scene

        scene.fill()
