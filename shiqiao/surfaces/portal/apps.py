from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "shiqiao.surfaces.portal"
    label = "portal"
