"""The tables of a run that hold the graph of actors."""

from __future__ import annotations

from hypercluster.columns import Column, TableSchema

ACTOR_KINDS = ("region", "organisation", "group", "industry", "direction", "technology")
_TIES = ("located_in", "member_of", "belongs_to", "affiliated_with", "active_in", "focuses_on", "forms")

ACTOR_TABLES = (
    TableSchema(
        "actor_nodes",
        "One row per actor: region, organisation, group, industry, direction or technology.",
        (
            Column("actor", "text", "Kind and code of the actor, joined by a colon."),
            Column("kind", "text", "What the actor is.", choices=ACTOR_KINDS),
            Column("code", "text", "Its code in the data pack; of a technology direction/role/item."),
            Column("label", "text", "Its name.", heading="name"),
            Column("name_local", "text", "Name in the local language.", is_nullable=True, heading="local name"),
            Column("role", "text", "Helix role of an organisation.", is_nullable=True),
            Column("organisation_kind", "text", "What an organisation is.", is_nullable=True),
            Column("group_kind", "text", "Kind of a group: those of the kinds corporate and academy tie regions.", is_nullable=True),
            Column("focus", "text", "What an organisation works on.", is_nullable=True),
            Column("region", "text", "Region of the scheme that an organisation lies in, or the region itself.", is_nullable=True),
            Column("city", "text", "City of an organisation.", is_nullable=True),
            Column("latitude", "number", "Latitude, WGS84.", "degrees", True, -90, 90, decimals=4),
            Column("longitude", "number", "Longitude, WGS84.", "degrees", True, -180, 180, decimals=4),
            Column("confidence", "text", "How surely an organisation was identified.", is_nullable=True, choices=("low", "medium", "high")),
        ),
        key=("actor",),
    ),
    TableSchema(
        "actor_ties",
        "One row per tie of two actors and kind of tie.",
        (
            Column("source", "text", "An actor of actor_nodes."),
            Column("target", "text", "Another one."),
            Column("kind", "text", "Organisation and region (located_in), group (member_of), larger organisation (belongs_to), organisation of the same group elsewhere (affiliated_with), direction (focuses_on); region and industry (active_in); technology and direction (forms).", choices=_TIES),
            Column("weight", "number", "active_in: enterprises; focuses_on: share; affiliated_with: 1/(regions of the group - 1); else 1.", minimum=0),
            Column("platform_vector", "text", "Platform vector of an affiliation, by the roles at both ends.", is_nullable=True),
        ),
        key=("source", "target", "kind"),
    ),
)
