from django.urls import include, path

from folkmoot.modules.service_requests.views import (
    administration,
    asking,
    desk,
    forwarding,
    mine,
    moderation,
    offline,
    pages,
    reply,
    report,
    results,
)

app_name = "service_requests"
urlpatterns = [
    path("report", report.where, name="report"),
    path("report/what", report.what, name="what"),
    path("report/near.geojson", report.near, name="near"),
    path("report/details", report.details, name="details"),
    path("report/offline", offline.page, name="offline"),
    path("report/queued", offline.queued, name="queued"),
    path("reports", pages.listing, name="list"),
    path("reports/satisfaction", results.page, name="satisfaction"),
    path("reports/satisfaction.csv", results.table, name="satisfaction_csv"),
    path("reports/questions", mine.questions, name="questions"),
    path("reports/<str:number>", pages.one, name="request"),
    path("reports/<str:number>/join", pages.join, name="join"),
    path("reports/<str:number>/reopen", reply.reopen, name="reopen"),
    path("reports/<str:number>/rate", reply.rate, name="rate"),
    path("reports/<str:number>/questions/<int:question>", reply.answer, name="answer"),
    path("desk", desk.queue, name="desk"),
    path("desk/forwarding", forwarding.forwarding, name="forwarding"),
    path("administration/services", administration.listing, name="services"),
    path("administration/services/new", administration.new, name="new_service"),
    path("administration/services/<str:code>", administration.edit, name="service"),
    path("administration/services/<str:code>/questions", administration.question, name="new_question"),
    path(
        "administration/services/<str:code>/questions/<str:asked>", administration.question, name="question"
    ),
    path("desk/held", moderation.held, name="held"),
    path("desk/held/<str:number>", moderation.decide, name="decide"),
    path("desk/held/<str:number>/photos/<str:file_id>", moderation.held_photo, name="held_photo"),
    path("reports/<str:number>/parts", moderation.parts, name="parts"),
    path("reports/<str:number>/parts/remove", moderation.remove, name="remove"),
    path("reports/<str:number>/parts/redact", moderation.redact, name="redact"),
    path("desk/<str:number>", desk.case, name="case"),
    path("desk/<str:number>/act", desk.act, name="act"),
    path("desk/<str:number>/ask", asking.ask, name="ask"),
    path("desk/<str:number>/questions/<int:question>/<str:file_id>", asking.photo, name="reply_photo"),
    path("", include("folkmoot.modules.service_requests.open311.urls")),
]
