from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "shiqiao.kernel.people"
    label = "people"

    def ready(self) -> None:
        from shiqiao.base.plugs import Check, checks
        from shiqiao.kernel.people import doors, factors, retaining
        from shiqiao.kernel.privacy.hooks import SealedElsewhere, sealed_elsewhere

        checks.fill("people", Check("doors", doors.problems))
        retaining.fill()
        sealed_elsewhere.fill(
            "people", SealedElsewhere("second factors", factors.reseal, factors.by_key, "mfa_authenticator")
        )
