from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "shiqiao.kernel.registry"
    label = "registry"

    def ready(self) -> None:
        from shiqiao.kernel.privacy.hooks import Revealable, revealables
        from shiqiao.kernel.registry import elements, holding, subjects
        from shiqiao.kernel.registry.writes.looking import open_field

        subjects.fill()
        revealables.fill("registry", Revealable("person", open_field))
        holding.fill()
        elements.fill()
