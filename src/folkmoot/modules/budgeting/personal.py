"""What is held about people who write ideas; never on the record."""

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.budgeting import personal_voting
from folkmoot.modules.budgeting.models import Author, IdeaDraft
from folkmoot.people.models import Person
from folkmoot.people.personal import NotPersonal, PersonalData


def _forget(person: Person) -> int:
    """The pseudonym stays an author, and nobody can say any more whose it was."""
    return Author.objects.filter(person=person).update(person=None, language="")


PERSONAL = (
    PersonalData(
        model=Author,
        export=lambda person: [
            dict(row)
            for row in Author.objects.filter(person=person)
            .order_by("pk")
            .values("project", "pseudonym", "language")
        ],
        erase=_forget,
        why=_("to let you change your ideas, and to ask you before one is merged"),
        kept=_("until you erase your account; your ideas stay, without you"),
        subjects=lambda person: [
            f"budget_projects/{one}"
            for one in Author.objects.filter(person=person).values_list("project", flat=True)
        ],
    ),
    *personal_voting.PERSONAL,
    NotPersonal(IdeaDraft, "numbers of ideas and of the forms they came from"),
)
