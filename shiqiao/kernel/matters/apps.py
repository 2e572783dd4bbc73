from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "shiqiao.kernel.matters"
    label = "matters"
