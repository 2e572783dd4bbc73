from django.apps import AppConfig


class Open311Config(AppConfig):
    name = "shiqiao.surfaces.open311"
    label = "open311"
