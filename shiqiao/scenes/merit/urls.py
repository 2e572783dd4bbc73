"""Addresses of reward and penalty, below the desk."""

from django.urls import path

from shiqiao.scenes.merit import desk

app_name = "merit"
urlpatterns = [
    path("", desk.month, name="month"),
    path("several/", desk.several, name="several"),
    path("new/", desk.new, name="new"),
    path("rules/", desk.rules, name="rules"),
    path("rules/publish/", desk.publish, name="publish"),
    path("year/", desk.year, name="year"),
    path("year/<slug:kind>/<int:number>/", desk.account, name="account"),
    path("bulletins/", desk.bulletins, name="bulletins"),
    path("bulletins/<slug:code>/", desk.bulletin_of, name="bulletin"),
    path("bulletins/<slug:code>/publish/", desk.publish_bulletin, name="bulletin-publish"),
    path("bulletins/<slug:code>/pdf/", desk.bulletin_pdf, name="bulletin-pdf"),
    path("cadres/", desk.cadre_index, name="cadres"),
    path("cadres/<int:number>/", desk.cadre, name="cadre"),
    path("cadres/<int:number>/remark/", desk.remark, name="remark"),
    path("<int:number>/", desk.one, name="one"),
    path("<int:number>/<slug:do>/", desk.act, name="act"),
]
