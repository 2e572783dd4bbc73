from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "shiqiao.kernel.registry"
    label = "registry"

    def ready(self) -> None:
        from shiqiao.kernel.people.powers import RevealingRoles, reveals
        from shiqiao.kernel.registry import subjects
        from shiqiao.kernel.registry.rules import REVEALS

        subjects.fill()
        reveals.fill("registry", RevealingRoles(REVEALS))
