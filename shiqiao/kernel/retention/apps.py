from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "shiqiao.kernel.retention"
    label = "retention"

    def ready(self) -> None:
        from shiqiao.kernel.retention.hooks import Kept, kept

        tables = ("retention_hold", "retention_request")
        kept.fill("retention", Kept(tables, "sealed notes of holds; applicants' details go 90 days after the answer"))
