from folkmoot.record.manifest import Act, Manifest, Talk
from tests.ledger.events import Counted, Said


def named_unit(payload):
    """Version 1 called the amount ``count`` and had no unit."""
    return {"amount": payload["count"], "unit": "things"}


MANIFEST = Manifest(
    slug="ledger",
    name="Ledger",
    events=(Counted, Said),
    acts={Counted: Act(sentence="%(title)s was counted", name="Counted")},
    subjects={"debates": "tests.ledger.talked.cards"},
    talk={
        "debates": Talk(
            label="Debates", matters="tests.ledger.talked.matters", answers="talk.moderate", stances=True
        )
    },
    upcasts={("ledger.counted", 1): named_unit},
)
