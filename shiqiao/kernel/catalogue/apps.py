from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "shiqiao.kernel.catalogue"
    label = "catalogue"
