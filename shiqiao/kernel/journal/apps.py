from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "shiqiao.kernel.journal"
    label = "journal"
