"""The site as an app: manifest, icons, and a worker that keeps nothing private."""

import io
import json
import re

import pytest
from django.test import Client
from PIL import Image
from tests.browser import ROOT

from folkmoot.people.models import Person
from folkmoot.web import app

pytestmark = pytest.mark.django_db


def settings_of(answer):
    return json.loads(
        re.match(
            r"self\.FOLKMOOT=\{\.\.\.(\{.*?\}),version:\"([0-9a-f]{16})\"\};\n", answer.content.decode()
        )[1]
    )


def test_the_manifest_names_the_town_its_colours_and_its_icons(client, town):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    found = answer.json()
    assert (found["short_name"], found["start_url"], found["scope"]) == ("Marlhaven", "/", "/")
    assert (found["theme_color"], found["background_color"]) == ("#1F5A41", "#FAFAF7")
    assert {(one["sizes"], one["purpose"]) for one in found["icons"]} == {
        ("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable"),
    }  # fmt: skip
    for one in found["icons"]:
        picture = Image.open(io.BytesIO(client.get(one["src"]).content))
        assert picture.format == "PNG"
        assert f"{picture.width}x{picture.height}" == one["sizes"]
    assert client.get("/icons/any-77.png").status_code == 404
    assert client.get("/icons/other-192.png").status_code == 404
    assert b'rel="manifest"' in client.get("/privacy").content


def test_an_icon_shows_the_mark_with_its_lit_stone(client):
    colours = {name: tuple(bytes.fromhex(value[1:])) for name, value in app.colours().items()}
    plain = Image.open(io.BytesIO(client.get("/icons/any-192.png").content)).convert("RGBA")
    assert plain.getpixel((96, 24))[:3] == colours["lichen"], "the stone at the top speaks"
    assert plain.getpixel((25, 80))[:3] == colours["yew"]
    assert plain.getpixel((96, 96))[3] == 0
    padded = Image.open(io.BytesIO(client.get("/icons/maskable-192.png").content)).convert("RGBA")
    assert padded.getpixel((2, 2)) == (*colours["page"], 255)


def test_the_worker_changes_with_what_it_keeps_and_with_the_language(client, town, monkeypatch):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert (answer["Cache-Control"], answer["Service-Worker-Allowed"]) == ("no-cache", "/")
    found = settings_of(answer)
    assert found["fallback"] == "/offline"
    assert found["pages"] == [{"url": "/report/offline", "instead": "/report"}]
    german = client.get("/sw.js", headers={"Accept-Language": "de"})
    assert settings_of(german)["language"] == "de"
    assert german.content != answer.content
    monkeypatch.setattr(app, "_fingerprint", lambda: "another build")
    assert client.get("/sw.js").content != answer.content
    built = ROOT / "src/folkmoot/web"
    for url in found["assets"]:
        assert (built / url.lstrip("/")).is_file(), url


def test_what_a_worker_keeps_is_the_same_for_everybody(client, town):
    """Asked without cookies, as the worker asks; and nobody's name is in what a signed-in person would be sent."""
    person = Person.objects.create_user("somebody@example.org", name="Some Body")
    client.force_login(person)
    found = settings_of(client.get("/sw.js"))
    for url in [found["fallback"], *(one["url"] for one in found["pages"])]:
        first, second = Client().get(url), Client().get(url)
        assert first.status_code == 200
        assert not first.cookies, "a kept page sets no cookie"
        assert b"csrfmiddlewaretoken" not in first.content, "a token that is kept is stale"
        strip = re.compile(rb'nonce="[^"]*"')
        assert strip.sub(b"", first.content) == strip.sub(b"", second.content)
    assert b"somebody@" not in client.get("/sw.js").content
