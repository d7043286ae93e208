"""People start and sign petitions. Until they have confirmed it nothing of it is public or on the record."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from folkmoot.modules.petitions import queries, rules
from folkmoot.modules.petitions.models import Draft, Petition, PetitionKind, Signer
from folkmoot.modules.petitions.rules import signing, writing
from folkmoot.modules.petitions.services.base import NotFound, Refused, demand
from folkmoot.modules.petitions.services.counting import confirm
from folkmoot.people.pseudonyms import guest_pseudonym, pseudonym
from folkmoot.places.countries import countries
from folkmoot.record import clock, moment
from folkmoot.record.prepared import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs; everything here is private and none of it enters the record.

    ``country`` is kept of people from elsewhere alone. With ``person_id`` it is a signed-in account whose address ``email`` was confirmed before.
    """

    name: str
    email: str
    postcode: str = ""
    area: str = ""
    country: str = ""
    ip: str = ""
    person_id: Any = None
    language: str = ""
    follows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """What a new petition asks for."""

    kind_code: str
    action: str
    background: str
    details: str = ""


def start(*, idea: Idea, creator: Signatory) -> Signer:
    """Keep a petition until its creator confirms it by mail; a signed-in creator confirms it with this.

    Raises Refused with everything that is wrong at once, or NotFound for the kind.
    """
    kind = queries.kind(idea.kind_code)
    if kind is None or kind.closed:
        raise NotFound("there is no kind of petition '%(code)s'", code=idea.kind_code)
    problems = writing.petition(action=idea.action, background=idea.background, details=idea.details)
    demand(*problems, *_personal(creator), _lives(creator, kind))
    with transaction.atomic():
        draft = Draft.objects.create(
            kind_code=kind.code,
            action=idea.action.strip(),
            background=idea.background.strip(),
            details=idea.details.strip(),
            created=clock.now(),
        )
        row = _signer(draft.number, creator, role="creator")
        row.save(force_insert=True)
    return confirm(signer_id=row.pk) if creator.person_id else row


def sign(*, number: int, signatory: Signatory, invited: bool = False) -> Signer:
    """Sign: a mail asks to confirm it, a signed-in person's signature counts at once.

    ``invited`` people come by the creator's link and support a petition before it opens. Whoever signed before gets
    their own signature back, and a mail that says so. Raises Refused or NotFound.
    """
    petition = queries.petition(number)
    if petition is None:
        raise NotFound("there is no petition %(number)s", number=number)
    with moment.one_moment():
        refusal = may_sign(petition, signed_in=bool(signatory.person_id), invited=invited)
    demand(*_personal(signatory), refusal)
    demand(_lives(signatory, petition))
    row = _signer(number, signatory, role="signer" if petition.state == "open" else "sponsor")
    others = _others.rows(number=number, canonical=row.canonical)
    mine = next((one for one in others if one.folded == row.folded), None)
    if mine is None:
        # Signatures that were struck off do not give others room.
        before = [signing.Before(one.folded, one.place) for one in others if one.state != "withdrawn"]
        demand(signing.may_share(postcode=row.place, before=before))
        if not _added(row):
            # The same person pressed twice: the first press made the row.
            return _again(
                Signer.objects.get(petition=number, canonical=row.canonical, folded=row.folded), row
            )
        return confirm(signer_id=row.pk) if signatory.person_id else row
    return _again(mine, row)


_others = Prepared(lambda number, canonical: Signer.objects.filter(petition=number, canonical=canonical))


def _added(row: Signer) -> bool:
    """Keep a new signature, in one statement; False when the same person's is there already."""
    ops, fields = connection.ops, [one for one in Signer._meta.concrete_fields if not one.primary_key]
    names = ", ".join(ops.quote_name(one.column) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ops.quote_name(Signer._meta.db_table)} ({names}) VALUES ({marks})"
            " ON CONFLICT DO NOTHING RETURNING id",
            [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields],
        )
        made = cursor.fetchone()
    if made is not None:
        row.pk, row._state.adding = made[0], False
    return made is not None


def may_sign(petition: Petition, *, signed_in: bool, invited: bool = False) -> Any:
    """Why a petition cannot be signed now, or None."""
    kind = queries.kind(petition.kind_code)
    return signing.may_sign(
        state=petition.state,
        closes=queries.closes_at(petition),
        now=clock.now(),
        invited=invited,
        sponsors=petition.sponsors,
        sponsors_most=kind.sponsors_most if kind else petition.needed,
        accounts=petition.accounts,
        signed_in=signed_in,
    )


def _again(mine: Signer, given: Signer) -> Signer:
    """Somebody signs who is known: a signature that was taken back or never confirmed is asked about anew."""
    changes: dict[str, Any] = {"mail_due": clock.now()} if mine.mails < queries.limits().mails else {}
    if mine.state == "withdrawn":
        changes |= {"state": "pending", "mails": 0, "mail_due": clock.now(), "confirmed": None, "fact_id": ""}
    if mine.state in {"withdrawn", "pending"}:
        changes |= {
            name: getattr(given, name)
            for name in ("area", "country", "postcode", "place", "follows", "person_id")
        }
    if given.person_id:
        changes["mail_due"] = None
    Signer.objects.filter(pk=mine.pk, state=mine.state).update(**changes)
    return confirm(signer_id=mine.pk) if given.person_id else Signer.objects.get(pk=mine.pk)


def _personal(who: Signatory) -> list[Any]:
    email = None
    if (
        who.email.count("@") != 1
        or len(who.email) > writing.EMAIL
        or any(one.isspace() for one in who.email.strip())
    ):
        email = rules.Refusal("email", "give an e-mail address like name@example.org")
    return [
        writing.name(who.name),
        email,
        writing.text("postcode", who.postcode, writing.POSTCODE, needed=False),
        signing.may_come_from(country=who.country, known=countries("en")),
    ]


def _lives(who: Signatory, where: Petition | PetitionKind) -> Any:
    return signing.may_live(area=who.area, areas=where.areas, outside=where.outside)


def _signer(number: int, who: Signatory, *, role: str) -> Signer:
    subject = f"petitions/{number}"
    canonical, folded = signing.canonical_email(who.email), signing.folded(who.name)[:255]
    if not folded:
        raise Refused([rules.Refusal("name", "write your name in letters")])
    actor = (
        pseudonym(who.person_id, subject)
        if who.person_id
        else guest_pseudonym(f"{canonical}\n{folded}", subject)
    )
    now = clock.now()
    return Signer(
        petition=number,
        role=role,
        channel="account" if who.person_id else "email",
        pseudonym=actor,
        name=who.name.strip(),
        folded=folded,
        email=who.email.strip(),
        canonical=canonical,
        postcode=who.postcode.strip(),
        place=signing.folded(who.postcode)[:20],
        area=who.area,
        country="" if who.area else who.country,
        ip=who.ip,
        person_id=who.person_id,
        language=who.language,
        follows=who.follows,
        created=now,
        mail_due=None if who.person_id else now,
    )


def tell_me(*, signer_id: int, wants: bool) -> bool:
    """Keep whether somebody wants to hear what becomes of a petition; whether there was such a signature."""
    return bool(Signer.objects.filter(pk=signer_id).update(follows=wants))
