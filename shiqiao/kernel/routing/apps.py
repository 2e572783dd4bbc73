from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "shiqiao.kernel.routing"
    label = "routing"
