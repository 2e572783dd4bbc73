from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "shiqiao.kernel.retention"
    label = "retention"
