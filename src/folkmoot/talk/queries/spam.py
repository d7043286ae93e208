"""Which weights say what looks like spam now, and which said it of an earlier comment."""

from functools import lru_cache

from folkmoot.record import store
from folkmoot.record.remember import Remembered
from folkmoot.talk import rules
from folkmoot.talk.events import SpamModelTrained
from folkmoot.talk.models import SpamModel
from folkmoot.talk.training import document

_trained = Remembered(SpamModelTrained.kind)


def spam_models() -> tuple[SpamModel, ...]:
    """Learned weights, the newest first."""
    return _trained.now().get("models", lambda: tuple(SpamModel.objects.order_by("-number")[:_KEPT]))


_KEPT = 50


def weights_now() -> rules.Weights:
    """The weights that hold: the newest learned ones, or those by hand."""
    models = spam_models()
    return _weights(models[0].model, models[0].number) if models else rules.BY_HAND


def weights_of(number: int) -> rules.Weights:
    """The weights with this number; those by hand for 0 and for what is too long ago."""
    row = next((one for one in spam_models() if one.number == number), None)
    return _weights(row.model, row.number) if row else rules.BY_HAND


@lru_cache(maxsize=8)
def _weights(digest: str, number: int) -> rules.Weights:
    """A document never changes under its name, so it is read once."""
    found = document.read(store.get_segment(digest))
    return rules.Weights(found.signs, found.words, number)
