from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "shiqiao.kernel.files"
    label = "files"
