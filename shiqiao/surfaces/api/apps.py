from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "shiqiao.surfaces.api"
    label = "api"
