"""Addresses of voting, below those of the module."""

from django.urls import path

from folkmoot.modules.budgeting.views.voting import ballot, desk, entering, mine, papers, turnout

urlpatterns = [
    path("budgets/<int:number>/vote", ballot.vote, name="vote"),
    path("budgets/<int:number>/vote/code", entering.by_code, name="vote_code"),
    path("budgets/<int:number>/vote/who", entering.declare, name="vote_who"),
    path("budgets/<int:number>/vote/leave", entering.leave, name="vote_leave"),
    path("budgets/<int:number>/vote/mine", mine.mine, name="my_vote"),
    path("budgets/<int:number>/vote/mine/withdraw", mine.withdraw, name="vote_withdraw"),
    path("budgets/<int:number>/vote/mine/mail", mine.mail, name="vote_mail"),
    path("budgets/<int:number>/turnout", turnout.page, name="turnout"),
    path("budgets/<int:number>/turnout.json", turnout.data, name="turnout_json"),
    path("desk/budgets/<int:number>/voting", desk.index, name="vote_desk"),
    path("desk/budgets/<int:number>/voting/roll", desk.roll, name="vote_roll"),
    path("desk/budgets/<int:number>/voting/letters", desk.letters, name="vote_letters"),
    path("desk/budgets/<int:number>/voting/counter", desk.counter, name="vote_counter"),
    path("desk/budgets/<int:number>/voting/counter/new", desk.admit, name="vote_admit"),
    path("desk/budgets/<int:number>/voting/counter/<uuid:voter>", desk.counter_one, name="vote_counter_one"),
    path("desk/budgets/<int:number>/voting/paper", papers.enter, name="vote_paper"),
    path("desk/budgets/<int:number>/voting/paper/differences", papers.differences, name="vote_differences"),
    path("desk/budgets/<int:number>/voting/paper/<int:serial>", papers.settle, name="vote_settle"),
]
