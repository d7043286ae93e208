from folkmoot.record.manifest import Act, Manifest
from tests.ledger.events import Counted, Said


def named_unit(payload):
    """Version 1 called the amount ``count`` and had no unit."""
    return {"amount": payload["count"], "unit": "things"}


MANIFEST = Manifest(
    slug="ledger",
    name="Ledger",
    events=(Counted, Said),
    acts={Counted: Act(sentence="%(title)s was counted", name="Counted")},
    upcasts={("ledger.counted", 1): named_unit},
)
