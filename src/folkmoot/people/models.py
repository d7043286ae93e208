"""People who sign in. Nothing here is public and nothing here enters the record."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class PersonManager(BaseUserManager["Person"]):
    """Makes accounts without usernames."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "Person":
        """An account; without a password it signs in by e-mail code or passkey."""
        person = self.model(email=self.normalize_email(email).lower(), **extra)
        person.set_password(password) if password else person.set_unusable_password()
        person.save()
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """An account: an address to sign in with, a name if they gave one, a language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email.partition("@")[0]


class Role(models.Model):
    """What a person may do, for the whole institution or for one office (a department's slug)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=40, help_text="resident, officer, moderator, auditor or administrator")
    office = models.CharField(
        max_length=61, blank=True, help_text="slug of a department; empty means everywhere"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "role", "office"], name="people_role_once"),
        ]


class Invitation(models.Model):
    """Somebody was asked by e-mail to take on a role. Never on the record; open until it is used, withdrawn or old."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(db_index=True)
    role = models.CharField(max_length=40)
    office = models.CharField(
        max_length=61, blank=True, help_text="slug of a department; empty means everywhere"
    )
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(db_index=True)
    expires = models.DateTimeField()
    sent = models.DateTimeField(null=True, help_text="when the mail server last took it")
    accepted = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email", "role", "office"],
                condition=models.Q(accepted=None, withdrawn=None),
                name="people_invitation_open_once",
            ),
        ]


class Session(AbstractBaseSession):
    """A signed-in browser, or one that has not signed in yet; it knows whose it is, so that they can all be ended."""

    person_id = models.UUIDField(null=True, db_index=True)
    began = models.DateTimeField()

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        # The store imports this model, so it can only be imported here.
        from folkmoot.people.sessions import SessionStore

        return SessionStore


class Spending(models.Model):
    """How often a limit was used in its present window. ``key`` is an HMAC; no address is kept in clear."""

    key = models.CharField(max_length=64, primary_key=True)
    spent = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)
