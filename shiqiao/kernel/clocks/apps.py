from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "shiqiao.kernel.clocks"
    label = "clocks"
