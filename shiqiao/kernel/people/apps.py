from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "shiqiao.kernel.people"
    label = "people"
