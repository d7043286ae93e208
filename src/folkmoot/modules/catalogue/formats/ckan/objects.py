"""CKAN's dataset and resource objects, with every key that CKAN 2.11 answers with.

Keys that we know nothing for are there too, with the value that CKAN gives then: clients index without asking.
"""

import datetime as dt
from typing import Any

from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import Agent, Dataset, Distribution
from folkmoot.modules.catalogue.formats.words import say

NO_LANGUAGE = ""


def package(dataset: Dataset, language: str = NO_LANGUAGE) -> dict[str, Any]:
    """The object of `package_show`; texts in one language, the main one where there are no words in it."""
    maintainer = dataset.contacts[0] if dataset.contacts else None
    resources = [
        resource(one, dataset, position, language) for position, one in enumerate(dataset.distributions)
    ]
    tags = list(dict.fromkeys(one.words for one in dataset.keywords if _shown(one.language, language)))
    told: dict[str, Any] = {
        "author": say(dataset.creator.name, language) if dataset.creator else None,
        "author_email": (dataset.creator.email or None) if dataset.creator else None,
        "creator_user_id": None,
        "id": dataset.id,
        "isopen": bool(dataset.licence and dataset.licence.open),
        "license_id": dataset.licence.id if dataset.licence else None,
        "license_title": dataset.licence.title if dataset.licence else None,
        "maintainer": maintainer.name if maintainer else None,
        "maintainer_email": (maintainer.email or None) if maintainer else None,
        "metadata_created": naive(dataset.created),
        "metadata_modified": naive(dataset.changed),
        "name": dataset.name,
        "notes": say(dataset.description, language),
        "num_resources": len(resources),
        "num_tags": len(tags),
        "organization": organization(dataset.publisher, language) if dataset.publisher else None,
        "owner_org": (dataset.publisher.id or None) if dataset.publisher else None,
        "private": dataset.private,
        "state": dataset.state,
        "title": dataset.called(language),
        "type": "dataset",
        "url": dataset.landing_page or None,
        "version": dataset.version or None,
        "extras": [{"key": key, "value": value} for key, value in dataset.extras],
        "groups": [group(name, title) for name, title in dataset.groups],
        "resources": resources,
        "tags": [tag(word) for word in sorted(tags)],
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }
    if dataset.licence and dataset.licence.url:
        told["license_url"] = dataset.licence.url
    return told


def _shown(spoken: str, language: str) -> bool:
    return (
        not language or not spoken or spoken.split("-", maxsplit=1)[0] == language.split("-", maxsplit=1)[0]
    )


def resource(
    one: Distribution, dataset: Dataset, position: int, language: str = NO_LANGUAGE
) -> dict[str, Any]:
    """The object of `resource_show`. What a publisher added under own names stands beside CKAN's keys."""
    known = vocabulary.file_of(one.format)
    return {
        **dict(one.extras),
        "cache_last_updated": None,
        "cache_url": None,
        "created": naive(one.issued) or naive(dataset.created),
        "datastore_active": one.queryable,
        "description": say(one.description, language),
        "format": one.format,
        "hash": one.hash or one.sha256,
        "id": one.id,
        "last_modified": naive(one.modified),
        "metadata_modified": naive(one.changed) or naive(dataset.changed),
        "mimetype": one.media_type or (known.media if known and known.media else None),
        "mimetype_inner": None,
        "name": say(one.title, language),
        "package_id": dataset.id,
        "position": position,
        "resource_type": None,
        "size": one.size,
        "state": "active",
        "url": one.url,
        "url_type": one.kind or None,
    }


def organization(agent: Agent, language: str = NO_LANGUAGE) -> dict[str, Any]:
    """The publisher, as a dataset shows it."""
    return {
        "id": agent.id,
        "name": agent.slug or agent.id,
        "title": say(agent.name, language),
        "type": "organization",
        "description": say(agent.description, language),
        "image_url": agent.image,
        "created": None,
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def group(name: str, title: str) -> dict[str, Any]:
    """A group, as a dataset shows it."""
    return {
        "description": "",
        "display_name": title,
        "id": name,
        "image_display_url": "",
        "name": name,
        "title": title,
    }


def tag(word: str) -> dict[str, Any]:
    """A keyword."""
    return {"display_name": word, "id": word, "name": word, "state": "active", "vocabulary_id": None}


def licence(one: vocabulary.Licence) -> dict[str, Any]:
    """An object of `license_list`."""
    return {
        "id": one.id,
        "title": one.title,
        "url": one.url,
        "status": "active",
        "maintainer": "",
        "family": "",
        "is_generic": one.id.startswith(("other-", "notspecified")),
        "is_okd_compliant": one.open,
        "is_osi_compliant": False,
        "od_conformance": "approved" if one.open and one.url else "not reviewed",
        "osd_conformance": "not reviewed",
        "domain_content": "False",
        "domain_data": "True" if one.url else "False",
        "domain_software": "False",
    }


def naive(moment: str) -> str | None:
    """A moment as CKAN writes it: in UTC, without a zone, with microseconds; None where there is none."""
    if not moment:
        return None
    parts = (moment + "-01-01")[:10] if len(moment) < 10 else moment  # noqa: PLR2004 - "2026-03-31" has ten signs.
    told = dt.datetime.fromisoformat(parts)
    if told.tzinfo is not None:
        told = told.astimezone(dt.UTC).replace(tzinfo=None)
    return told.isoformat(timespec="microseconds")
