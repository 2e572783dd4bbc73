"""Addresses of employment, below the desk."""

from django.urls import path

from shiqiao.scenes.employment import benefits_desk, desk, offers_desk, rules_desk

app_name = "employment"
urlpatterns = [
    path("", desk.seekers, name="seekers"),
    path("register/", desk.register, name="register"),
    path("seekers/<int:number>/", desk.seeker, name="seeker"),
    path("seekers/<int:number>/<slug:do>/", desk.seeker_act, name="seeker-act"),
    path("follow-ups/", desk.follow_ups, name="follow-ups"),
    path("follow-ups/<int:number>/", desk.follow, name="follow"),
    path("checks/", desk.checks, name="checks"),
    path("checks/<int:number>/", desk.check, name="check"),
    path("jobs/<int:number>/end/", desk.job_end, name="job-end"),
    path("jobs/<int:number>/files/<int:file>/", desk.job_file, name="job-file"),
    path("vacancies/", offers_desk.vacancies, name="vacancies"),
    path("vacancies/new/", offers_desk.new_vacancy, name="new-vacancy"),
    path("vacancies/<int:number>/", offers_desk.vacancy, name="vacancy"),
    path("vacancies/<int:number>/close/", offers_desk.close_vacancy, name="close-vacancy"),
    path("applications/<int:number>/", offers_desk.application, name="application"),
    path("courses/", offers_desk.courses, name="courses"),
    path("courses/new/", offers_desk.new_course, name="new-course"),
    path("courses/<int:number>/", offers_desk.course, name="course"),
    path("courses/<int:number>/end/", offers_desk.end_course, name="end-course"),
    path("enrolments/<int:number>/", offers_desk.enrolment, name="enrolment"),
    path("benefits/", benefits_desk.claims, name="claims"),
    path("benefits/clashes/", benefits_desk.clashes, name="clashes"),
    path("benefits/<int:number>/", benefits_desk.claim, name="claim"),
    path("benefits/<int:number>/files/<int:file>/", benefits_desk.claim_file, name="claim-file"),
    path("benefits/<int:number>/<slug:do>/", benefits_desk.claim_act, name="claim-act"),
    path("entitled/", benefits_desk.entitled, name="entitled"),
    path("rules/", rules_desk.rules, name="rules"),
    path("rules/file.yaml", rules_desk.rules_file, name="rules-file"),
    path("rules/publish/", rules_desk.publish, name="rules-publish"),
    path("communities/", benefits_desk.communities, name="communities"),
    path("communities/<int:code>/", benefits_desk.community, name="community"),
    path("communities/<int:code>/figures/<slug:figure>/", benefits_desk.figure, name="figure"),
    path("communities/<int:code>/dossier.pdf", benefits_desk.dossier, name="dossier"),
]
