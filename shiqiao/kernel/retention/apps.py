from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "shiqiao.kernel.retention"
    label = "retention"

    def ready(self) -> None:
        from shiqiao.kernel.privacy.reads import looks_at
        from shiqiao.kernel.retention.hooks import Kept, Readers, kept, readers

        tables = ("retention_hold", "retention_request")
        kept.fill("retention", Kept(tables, "sealed notes of holds; applicants' details go 90 days after the answer"))
        logs = ("privacy_readlog", "privacy_read_review")
        why = "the log of who read what is kept for the auditor (《个人信息保护法》第五十四条、第五十六条)"
        kept.fill("privacy", Kept(logs, why))
        readers.fill("privacy", Readers("read log", looks_at))
