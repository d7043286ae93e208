"""When people may be asked about petitions, and who: those who signed and want to hear what becomes of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from folkmoot.modules.petitions.models import Signer
from folkmoot.places import queries as places
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Concerned


def answered(facts: Iterable[Fact[Any]]) -> Iterator[Concerned]:
    """Whom some answers concern: the creator, and everybody whose signature counts and who follows. Read in pieces."""
    by_number: dict[int, list[str]] = {}
    for fact in facts:
        by_number.setdefault(int(fact.subject.partition("/")[2]), []).append(fact.id)
    people = Signer.objects.filter(petition__in=list(by_number), state="counted").exclude(email="")
    wanted = people.filter(Q(follows=True) | Q(role="creator")).order_by("pk")
    for signer in wanted.iterator(chunk_size=1000):
        for fact_id in by_number[signer.petition]:
            yield Concerned(
                fact_id=fact_id,
                pseudonym=signer.pseudonym,
                person_id=signer.person_id,
                email=signer.email,
                language=signer.language,
                groups={"area": signer.area},
            )


def area_names() -> dict[str, str]:
    """Names of areas, and of elsewhere."""
    return {one.slug: one.name for one in places.areas()} | {"": _("Elsewhere")}
