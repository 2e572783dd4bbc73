from django.apps import AppConfig


class MonthlyConfig(AppConfig):
    name = "shiqiao.kernel.monthly"
    label = "monthly"

    def ready(self) -> None:
        """Say why nobody is erased from reports."""
        from shiqiao.kernel.retention.hooks import Kept, kept

        why = "figures of the street, its places and units; no person is named in a report"
        kept.fill("monthly", Kept(("monthly_report",), why))
