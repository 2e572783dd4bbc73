from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "shiqiao.base"
    label = "base"
