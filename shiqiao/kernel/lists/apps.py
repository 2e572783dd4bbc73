from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "shiqiao.kernel.lists"
    label = "lists"
