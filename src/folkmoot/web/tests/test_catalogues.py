"""Words that are looked up at once are those that Django's chain of catalogues says."""

import gettext

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from folkmoot.web.catalogues import said_by

LANGUAGES = sorted({code for code, _name in settings.LANGUAGES} | {"en", "en-gb", "de", "de-at"})


def texts(spoken):
    """Every text that any catalogue of the chain knows."""
    found = set()
    while spoken is not None:
        found |= {key[0] if isinstance(key, tuple) else key for key, _said in spoken._catalog.items()}
        spoken = spoken._fallback
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_table_says_what_the_chain_says(language):
    spoken = trans_real.DjangoTranslation(language)
    told, known = said_by(spoken), texts(spoken)
    assert len(known) > {"de": 4000, "en-gb": 300}.get(language, 0)
    for text in [*known, "A text that nobody has translated.", "menu\x04Close"]:
        assert told(text) == gettext.GNUTranslations.gettext(spoken, text)


@pytest.mark.django_db
def test_a_page_still_speaks_both_languages(client):
    assert "Public record" in client.get("/record/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Öffentliche" in client.get("/record/", HTTP_ACCEPT_LANGUAGE="de").content.decode()
    with translation.override("de"):
        assert translation.gettext("Search") == "Suchen"
