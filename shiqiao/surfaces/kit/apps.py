from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "shiqiao.surfaces.kit"
    label = "kit"
