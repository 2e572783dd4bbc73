from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "shiqiao.kernel.flows"
    label = "flows"
