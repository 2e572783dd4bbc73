from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "shiqiao.kernel.scoring"
    label = "scoring"

    def ready(self) -> None:
        """Say why nobody is erased from counts."""
        from shiqiao.kernel.retention.hooks import Kept, kept

        why = "counts and marks by numbers of matters and accounts; what a matter says of a person is not in them"
        tables = (
            "table",
            "cell",
            "month",
            "reckoning",
            "period",
            "evidence",
            "correction",
            "size",
            "publication",
            "league",
            "standing",
        )
        kept.fill("scoring", Kept(tuple(f"scoring_{one}" for one in tables), why))
        kept.fill(
            "scoring",
            Kept(("scoring_appeal",), "an official's reason about a figure, sealed; the matter is named by number"),
        )
