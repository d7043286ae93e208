"""What becomes of polls reaches the office that owes an answer, and the search."""

from folkmoot.followers.models import Mail
from folkmoot.followers.tests.story import follow
from folkmoot.modules.elections import services
from folkmoot.modules.elections.tests.town import closed, officer, opened, town

assert town


def test_the_office_hears_that_its_poll_is_over(client, town):
    person = officer(client)
    number = closed([2])
    follow()
    [mail] = Mail.objects.filter(email=person.email)
    assert "A poll is over and waits for an answer" in mail.subject
    assert "Answer the poll" in client.get("/you").content.decode()
    services.answer(number=number, office="streets", words="Yes.")
    assert "Answer the poll" not in client.get("/you").content.decode()


def test_the_search_finds_a_poll_by_an_option(client, town):
    number = opened(options=("Zebra crossing", "Nothing"))
    follow()
    assert f"/polls/{number}" in client.get("/search?q=zebra").content.decode()
