from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "shiqiao.kernel.visits"
    label = "visits"
