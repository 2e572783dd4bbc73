from django.apps import AppConfig


class PhrasesConfig(AppConfig):
    name = "shiqiao.kernel.phrases"
    label = "phrases"
