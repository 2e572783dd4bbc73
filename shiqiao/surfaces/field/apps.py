from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "shiqiao.surfaces.field"
    label = "field"
