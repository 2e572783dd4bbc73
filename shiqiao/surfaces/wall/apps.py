from django.apps import AppConfig


class WallConfig(AppConfig):
    name = "shiqiao.surfaces.wall"
    label = "wall"
