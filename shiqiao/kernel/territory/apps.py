from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "shiqiao.kernel.territory"
    label = "territory"
