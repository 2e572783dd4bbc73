from django.apps import AppConfig


class LakeConfig(AppConfig):
    name = "shiqiao.kernel.lake"
    label = "lake"

    def ready(self) -> None:
        """Say why nobody is erased from the lake's list of files."""
        from shiqiao.kernel.retention.hooks import Kept, kept

        why = "names of files of facts by street and month; columns with personal data cannot get into those files"
        kept.fill("lake", Kept(("lake_partition", "lake_mark"), why))
