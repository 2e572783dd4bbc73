"""Addresses of forms and ledgers, below the desk."""

from django.urls import path

from shiqiao.scenes.ledger import desk

app_name = "ledger"
urlpatterns = [
    path("", desk.index, name="index"),
    path("forms/", desk.form_list, name="forms"),
    path("forms/new/", desk.new, name="new"),
    path("forms/<int:number>/", desk.form_one, name="form"),
    path("forms/<int:number>/rows/", desk.rows, name="rows"),
    path("forms/<int:number>/several/", desk.several, name="several"),
    path("forms/<int:number>/<slug:do>/", desk.act, name="act"),
    path("rows/<int:number>/", desk.row, name="row"),
    path("dictionary/", desk.dictionary, name="dictionary"),
    path("dictionary/<slug:kind>/<slug:key>/", desk.field, name="field"),
    path("ledgers/", desk.ledger_list, name="ledgers"),
    path("ledgers/new/", desk.new_ledger, name="new-ledger"),
    path("ledgers/publish/", desk.publish, name="publish"),
    path("ledgers/<slug:code>/", desk.ledger, name="ledger"),
    path("ledgers/<slug:code>/xlsx/", desk.ledger_xlsx, name="ledger-xlsx"),
    path("ledgers/<slug:code>/hand-in/", desk.hand_in, name="hand-in"),
    path("lineage/<slug:kind>/<int:number>/<slug:key>/", desk.lineage, name="lineage"),
    path("burden/", desk.burden, name="burden"),
]
