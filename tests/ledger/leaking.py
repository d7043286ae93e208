"""A part of the house that tries to publish what is private. Importing it is enough to be refused."""

from folkmoot.modules.petitions.models import Signer
from folkmoot.record.opening import Column, Field, OpenDataset, OpenTable

DATASET = OpenDataset(
    key="signers",
    title="Signers",
    summary="Who signed.",
    themes=("GOVE",),
    tables=(
        OpenTable(
            name="signers",
            title="Signers",
            of=Signer,
            order=("id",),
            columns=(Column(name="area", meaning="x", source=Field(Signer, "email")),),
        ),
    ),
)
