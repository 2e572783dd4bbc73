from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "shiqiao.kernel.privacy"
    label = "privacy"
