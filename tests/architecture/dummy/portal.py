"""The dummy scene brings no page of its own to the portal."""

urlpatterns: list[object] = []
