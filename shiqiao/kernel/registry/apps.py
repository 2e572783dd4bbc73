from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "shiqiao.kernel.registry"
    label = "registry"

    def ready(self) -> None:
        from shiqiao.kernel.registry import holding, subjects

        subjects.fill()
        holding.fill()
