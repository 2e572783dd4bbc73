from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "shiqiao.kernel.registry"
    label = "registry"
