from django.apps import AppConfig


class SuggestingConfig(AppConfig):
    name = "shiqiao.kernel.suggesting"
    label = "suggesting"

    def ready(self) -> None:
        """Say why nobody is erased from lessons."""
        from shiqiao.kernel.retention.hooks import Kept, kept

        kept.fill("suggesting", Kept(("suggesting_lesson",), "weights of words that at least three matters share"))
