from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "shiqiao.surfaces.kit"
    label = "kit"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from shiqiao.surfaces.kit import sitting

        user_logged_in.connect(sitting.on_sign_in, dispatch_uid="kit.sitting")
        user_logged_out.connect(sitting.on_sign_out, dispatch_uid="kit.sitting")
