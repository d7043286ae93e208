"""What Marlhaven asks, and what people write."""

from folkmoot.modules.feedback.events import Choice, Plan, Question


def _said(english: str, german: str) -> tuple[tuple[str, str], ...]:
    return ("en-gb", english), ("de", german)


def _steps(*words: tuple[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(key=str(at), words=_said(*both)) for at, both in enumerate(words, start=1))


CLOSINGS = Plan(
    title=_said("How was your report handled?", "Wie wurde Ihre Meldung bearbeitet?"),
    why=_said(
        "We ask one in two people whose report was closed. The teams read the results every month and say what they change.",
        "Wir fragen eine von zwei Personen, deren Meldung geschlossen wurde. Die Teams lesen die Ergebnisse jeden Monat und sagen, was sie ändern.",
    ),
    office="streets",
    moment="service_requests.closed",
    one_in=2,
    days=180,
    questions=(
        Question(
            code="content",
            sort="scale",
            words=_said(
                "How content are you with how it went?", "Wie zufrieden sind Sie damit, wie es gelaufen ist?"
            ),
            choices=_steps(
                ("Not at all", "Gar nicht"),
                ("Not much", "Wenig"),
                ("So so", "Teils, teils"),
                ("Content", "Zufrieden"),
                ("Very content", "Sehr zufrieden"),
            ),
            required=True,
        ),
        Question(
            code="told",
            sort="yes_no",
            words=_said("Were you told what happened?", "Wurde Ihnen gesagt, was geschehen ist?"),
        ),
        Question(
            code="better",
            sort="text",
            words=_said("What should we do better?", "Was sollten wir besser machen?"),
        ),
    ),
)
ANSWERED = Plan(
    title=_said("The council’s answer to the petition", "Die Antwort des Rates auf die Petition"),
    why=_said(
        "To learn whether our answers answer. The next one is written with the results beside it.",
        "Um zu erfahren, ob unsere Antworten antworten. Die nächste wird mit den Ergebnissen daneben geschrieben.",
    ),
    office="streets",
    moment="petitions.answered",
    one_in=2,
    days=60,
    questions=(
        Question(
            code="deals",
            sort="one",
            words=_said(
                "Does the answer deal with what you asked for?",
                "Geht die Antwort auf das ein, worum Sie gebeten haben?",
            ),
            choices=(
                Choice(key="fully", words=_said("Yes, with all of it", "Ja, auf alles")),
                Choice(key="partly", words=_said("With a part of it", "Auf einen Teil")),
                Choice(key="not", words=_said("No", "Nein")),
            ),
            required=True,
        ),
        Question(
            code="clear",
            sort="scale",
            words=_said("How clear is it?", "Wie klar ist sie?"),
            choices=_steps(
                ("Not clear at all", "Gar nicht klar"),
                ("Hardly clear", "Kaum klar"),
                ("So so", "Teils, teils"),
                ("Clear", "Klar"),
                ("Very clear", "Sehr klar"),
            ),
        ),
    ),
)
PAGES = Plan(
    title=_said("The pages of petitions", "Die Seiten der Petitionen"),
    why=_said("One question, to make them clearer.", "Eine Frage, um sie klarer zu machen."),
    office="streets",
    moment="feedback.page",
    pages=("/petitions",),
    days=120,
    questions=(
        Question(
            code="found",
            sort="yes_no",
            words=_said(
                "Did you find what you were looking for?", "Haben Sie gefunden, was Sie gesucht haben?"
            ),
            required=True,
        ),
    ),
)
BETTER = (
    "Say when somebody comes. I waited at home for nothing.",
    "Nothing. It was fixed the next day.",
    "The mail said it was fixed, and it was not. Look before you close it.",
    "Write in plain words. I did not know what “could not be verified” means.",
    "Do the whole street, not one lamp at a time.",
    "Thank you to the crew, they were friendly and quick.",
    "A photo of the finished work would help.",
)
