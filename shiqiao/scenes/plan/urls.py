"""Addresses of targets, work plan and regulations, below the desk."""

from django.urls import path

from shiqiao.scenes.plan import desk

app_name = "plan"
urlpatterns = [
    path("", desk.tree, name="tree"),
    path("ties/", desk.tie, name="tie"),
    path("publish/", desk.publish, name="publish"),
    path("ties/<int:number>/untie/", desk.untie, name="untie"),
    path("regulations/", desk.regulations, name="regulations"),
    path("regulations/<int:number>/", desk.regulation, name="regulation"),
    path("targets/", desk.targets, name="targets"),
    path("targets/import/", desk.bring, name="import"),
    path("targets/<int:number>/", desk.target, name="target"),
    path("targets/<int:number>/enter/", desk.enter, name="enter"),
    path("figures/<int:number>/correct/", desk.correct, name="correct"),
    path("figures/<int:number>/papers/<int:file>/", desk.paper, name="paper"),
]
