"""Sign-in, passkeys and second factors: allauth's pages in the shell, and a real passkey under our security policy."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from tests.browser import axe, no_sideways_scrolling, picture

from folkmoot.web.errors import too_many

EMAIL = "ann@example.org"
REFUSE = (
    "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
)
OPEN = ["account_login", "account_signup", "account_request_login_code"]
OWN = [
    "account_email",
    "account_logout",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_activate_totp",
]


@pytest.fixture(autouse=True)
def _nobody_was_here():
    # Limits are counted in the cache, which outlives a test.
    cache.clear()


def code() -> str:
    """The code in the newest mail."""
    return re.search(r"^\s*([A-Z0-9]+(?:-[A-Z0-9]+)*)\s*$", mail.outbox[-1].body, re.MULTILINE)[1]


def sign_up(client, email=EMAIL):
    client.post(reverse("account_signup"), {"email": email})
    return client.post(reverse("account_email_verification_sent"), {"code": code()})


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("name", OPEN)
    @pytest.mark.parametrize("language", ["en-gb", "de"])
    def test_before_signing_in(self, client, name, language):
        client.cookies["django_language"] = language
        html = client.get(reverse(name)).content.decode()
        assert html.count("<h1") == 1
        assert 'class="fm-skip"' in html
        assert "{{" not in html
        assert "<c-" not in html

    @pytest.mark.parametrize("name", OWN)
    @pytest.mark.parametrize("language", ["en-gb", "de"])
    def test_after_signing_in(self, client, name, language):
        assert sign_up(client).status_code == 302
        client.cookies["django_language"] = language
        answer = client.get(reverse(name), follow=True)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert html.count("<h1") == 1
        assert 'class="fm-skip"' in html
        assert "{{" not in html
        assert "<c-" not in html

    def test_a_code_signs_in_and_out(self, client):
        sign_up(client)
        client.post(reverse("account_logout"))
        assert "_auth_user_id" not in client.session
        client.post(reverse("account_request_login_code"), {"email": EMAIL})
        page = client.get(reverse("account_confirm_login_code")).content.decode()
        assert EMAIL in page
        assert f'action="{reverse("account_confirm_login_code")}"' in page
        client.post(reverse("account_confirm_login_code"), {"code": code()})
        assert client.session["_auth_user_id"] == str(get_user_model().objects.get(email=EMAIL).pk)

    def test_a_wrong_code_says_so_first(self, client):
        client.post(reverse("account_signup"), {"email": EMAIL})
        html = client.post(reverse("account_email_verification_sent"), {"code": "WRONG1"}).content.decode()
        assert "fm-errors" in html
        assert "<title>Error:" in html

    def test_too_often_is_said_in_words(self, client):
        request = client.get("/accessibility").wsgi_request
        assert "too often" in too_many(request).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestBrowser:
    @pytest.fixture
    def page(self, new_page):
        page = new_page()
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        return page

    def prove(self, page):
        """Whatever protects the account is changed only after the passkey was asked once more."""
        page.get_by_role("link", name="Use my passkey").click()
        page.get_by_role("button", name="Use my passkey").click()
        page.wait_for_url(lambda url: "reauthenticate" not in url)

    def look(self, page, name):
        axe(page)
        no_sideways_scrolling(page)
        picture(page, f"account-{name}")

    def test_a_passkey_is_added_renamed_used_and_removed(self, page, live_server):
        # WebAuthn (Level 3, 5.1.3) knows no IP addresses, only names.
        site = live_server.url.replace("127.0.0.1", "localhost")
        page.goto(f"{site}/account/signup/")
        page.get_by_label("Email").fill(EMAIL)
        page.get_by_role("button", name="Open my account").click()
        self.look(page, "code")
        page.locator("input[name=code]").fill(code())
        page.get_by_role("button", name="Confirm").click()
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.goto(f"{site}/account/login/?next={reverse('mfa_index')}")
        page.get_by_label("Email address").fill(EMAIL)
        page.get_by_role("button", name="Send me a code").click()
        page.locator("input[name=code]").fill(code())
        page.get_by_role("button", name="Confirm").click()
        self.look(page, "security")
        page.get_by_role("link", name="Add a passkey").click()
        self.look(page, "add")
        page.locator("input[name=name]").fill("My phone")
        page.get_by_role("button", name="Add this passkey").click()
        page.wait_for_url(lambda url: "add" not in url)
        page.goto(f"{site}{reverse('mfa_list_webauthn')}")
        self.look(page, "passkeys")
        page.get_by_role("link", name="Rename").click()
        self.look(page, "again")
        self.prove(page)
        self.look(page, "rename")
        page.locator("input[name=name]").fill("My new phone")
        page.get_by_role("button", name="Save").click()
        assert page.get_by_role("rowheader", name="My new phone").is_visible()
        page.get_by_role("button", name="Sign out", exact=True).click()

        page.goto(f"{site}/account/login/")
        page.get_by_label("Email address").fill(EMAIL)
        page.get_by_role("button", name="Send me a code").click()
        page.locator("input[name=code]").fill(code())
        page.get_by_role("button", name="Confirm").click()
        page.get_by_role("heading", name="One more step").wait_for()
        self.look(page, "factor")
        page.get_by_role("button", name="Cancel").click()

        page.goto(f"{site}/account/login/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(lambda url: "login" not in url)
        page.goto(f"{site}{reverse('mfa_list_webauthn')}")
        page.get_by_role("link", name="Remove").click()
        self.prove(page)
        self.look(page, "remove")
        page.get_by_role("button", name="Remove this passkey").click()
        page.goto(f"{site}{reverse('mfa_list_webauthn')}")
        assert page.get_by_role("heading", name="You have no passkey yet").is_visible()
        self.look(page, "none")

    def test_a_passkey_that_is_refused_is_explained(self, new_page, live_server):
        page = new_page(width=360)
        page.goto(f"{live_server.url.replace('127.0.0.1', 'localhost')}/account/login/")
        # A device without any authenticator: the browser refuses at once.
        page.evaluate(REFUSE)
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.locator("#passkey-problem").wait_for(state="visible")
        self.look(page, "refused")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_german_fits_a_phone(self, new_page, live_server, scheme):
        page = new_page(width=320, scheme=scheme, language="de")
        for name in OPEN:
            page.goto(f"{live_server.url}{reverse(name)}")
            assert page.locator("html").get_attribute("lang") == "de"
            self.look(page, f"de-{name}-{scheme}")
