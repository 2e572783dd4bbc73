from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "shiqiao.scenes.projects"
    label = "projects"

    def ready(self) -> None:
        from shiqiao.scenes.projects import scene

        scene.fill()
