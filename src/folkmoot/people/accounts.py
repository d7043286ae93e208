"""How accounts are opened and signed in to, on top of django-allauth: by a code sent by e-mail, or with a passkey."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.views import redirect_to_login
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from folkmoot.people import access
from folkmoot.people.language import remember
from folkmoot.people.limits import client_key
from folkmoot.people.models import Person
from folkmoot.record.prepared import Prepared


class Adapter(DefaultAccountAdapter):
    """Anybody may open an account. Mails are our own where we have one, in the language of the person."""

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:  # noqa: FBT001, FBT002 - allauth's signature.
        """Fill in a new account; it speaks the language in which it was opened."""
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        saved: Person = super().save_user(request, user, form, commit=False)
        saved.email = saved.email.lower()
        if commit:
            saved.save()
        return saved

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Go on in the language of the account."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            remember(request, response, user.language)
        return response

    def format_email_subject(self, subject: str) -> str:
        """The subject as it is: the sender says who we are."""
        return subject

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Our own text under ``people/mail`` where there is one; all mails are plain text."""
        own = f"people/mail/{template_prefix.rpartition('/')[2]}"
        try:
            get_template(f"{own}_message.txt")
        except TemplateDoesNotExist:
            own = template_prefix
        language = _language_of(context.get("user"), email) or translation.get_language()
        with translation.override(language):
            message: EmailMessage = super().render_mail(
                own, email, {**context, "origin": settings.ORIGIN}, headers
            )
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send it. In the demo town, where nobody has a mailbox, a code is shown on the page as well."""
        super().send_mail(template_prefix, email, context)
        if settings.FOLKMOOT_DEMO and context.get("code") and (request := _request()):
            words = _("This is the demo town: the code that we would send to %(email)s is")
            messages.info(request, format_html("{} <b>{}</b>", words % {"email": email}, context["code"]))

    def get_client_ip(self, request: HttpRequest) -> str:
        """For allauth's limits and its notices of changed accounts; it counts an IPv6 site as one."""
        return client_key(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002 - every change of an account asks for it.
        """Whatever protects an account is changed only soon after signing in.

        allauth lets those pass who have neither a password nor a passkey, because it has nothing to ask them. We
        sign them out and let them sign in again with a code, after which they come back to the page.
        """
        request = _request()
        if request is None or not isinstance(request.user, Person):
            return True
        if reauthentication.get_reauthentication_flows(request.user):
            return True
        if signed_in_within(request, seconds=app_settings.REAUTHENTICATION_TIMEOUT):
            return False
        return_to = (
            request.get_full_path() if request.method in {"GET", "HEAD"} else settings.LOGIN_REDIRECT_URL
        )
        logout(request)
        messages.info(
            request, _("Sign in again first: what comes next changes how your account is protected.")
        )
        raise ImmediateHttpResponse(redirect_to_login(return_to))


_PERSON = Prepared(lambda pk: Person.objects.filter(pk=pk))


class Backend(AuthenticationBackend):
    """Signs people in as allauth does, and answers ``user.has_perm`` and ``perms`` in templates from the manifests.

    Django's own permissions and groups are not asked: they would be a second truth, and two queries.
    """

    def get_user(self, user_id: Any) -> Any:
        """The person of a session, or None for one who is gone or may not sign in."""
        found = _PERSON.first(pk=user_id)
        return found if found and self.user_can_authenticate(found) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether a user has a declared permission; ``obj`` may be the slug of an office."""
        return perm in access.permissions() and access.can(
            user_obj, perm, obj if isinstance(obj, str) else ""
        )

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether a user has any permission of a part."""
        return any(
            access.can(user_obj, one) for one in access.permissions() if one.startswith(f"{app_label}.")
        )


def sign_in(request: HttpRequest, person: Person) -> None:
    """Sign somebody in who has just proven to hold the mailbox or the server, as a code by e-mail would."""
    login(request, person, backend=f"{Backend.__module__}.{Backend.__name__}")
    record_authentication(request, person, method="code", email=person.email)


def signed_in_within(request: HttpRequest, *, seconds: int) -> bool:
    """Whether the person of this session proved who they are in the last ``seconds``."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < seconds


def ask_again(request: HttpRequest) -> None:
    """Interrupt a view (allauth's middleware sends people to prove that it is them) unless they did just now."""
    reauthentication.raise_if_reauthentication_required(request, app="folkmoot.people")


def _language_of(user: Any, email: str | list[str]) -> str:
    """The language that the account of a mail chose, empty when there is none."""
    if not isinstance(user, Person):
        address = email if isinstance(email, str) else next(iter(email), "")
        user = Person.objects.filter(email=address.lower()).first()
    return user.language if user else ""


def _request() -> HttpRequest | None:
    request: HttpRequest | None = context.request
    return request
