from django.urls import path

from folkmoot.modules.feedback.views import answering, desk, files, pages, writing

app_name = "feedback"
urlpatterns = [
    path("surveys", pages.listing, name="list"),
    path("surveys/invited", answering.invited, name="invited"),
    path("surveys/desk", desk.surveys, name="desk"),
    path("surveys/desk/quiet", desk.quiet, name="quiet"),
    path("surveys/desk/new", writing.new, name="new"),
    path("surveys/desk/<slug:key>", desk.one, name="desk_one"),
    path("surveys/desk/<slug:key>/change", writing.change, name="change"),
    path("surveys/desk/<slug:key>/questions/new", writing.add, name="add"),
    path("surveys/desk/<slug:key>/questions/<slug:code>", writing.question, name="question"),
    path("surveys/desk/<slug:key>/preview", desk.preview, name="preview"),
    path("surveys/<slug:key>", pages.newest, name="survey"),
    path("surveys/<slug:key>/answer", answering.on_page, name="answer"),
    path("surveys/<slug:key>/<int:number>", pages.edition, name="edition"),
    path("surveys/<slug:key>/<int:number>/numbers", pages.numbers, name="numbers"),
    path("surveys/<slug:key>/<int:number>/words/<slug:code>", pages.remarks, name="remarks"),
    path("surveys/<slug:key>/<int:number>/results.csv", files.results_csv, name="results_csv"),
    path("surveys/<slug:key>/<int:number>/results.json", files.results_json, name="results_json"),
    path("surveys/<slug:key>/<int:number>/answers.csv", files.answers_csv, name="answers_csv"),
    path("surveys/<slug:key>/<int:number>/dictionary.json", files.dictionary, name="dictionary"),
]
