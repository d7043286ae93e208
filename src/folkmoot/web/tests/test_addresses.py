"""An address that is remembered is the one that would be worked out now."""

import pytest
from django.http import HttpResponse
from django.urls import NoReverseMatch, path, reverse, set_script_prefix, set_urlconf

from folkmoot.web.addresses import fixed

urlpatterns = [path("elsewhere", lambda request: HttpResponse(), name="home")]


def test_it_is_djangos_own_wherever_the_site_is_mounted():
    try:
        for prefix in ("/", "/town/", "/"):
            set_script_prefix(prefix)
            assert fixed("home") == reverse("home") == prefix
    finally:
        set_script_prefix("/")


def test_other_addresses_for_a_request_and_for_settings(settings):
    assert fixed("home") == "/"
    try:
        set_urlconf(__name__)
        assert fixed("home") == "/elsewhere"
    finally:
        set_urlconf(None)
    settings.ROOT_URLCONF = __name__
    assert fixed("home") == "/elsewhere"


def test_a_name_that_is_none_is_refused_each_time():
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            fixed("nowhere")
