from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shiqiao.kernel.notices"
    label = "notices"
