"""The tables of a data pack: what a user supplies."""

from __future__ import annotations

from hypercluster.columns import Column, TableSchema

BOUNDARIES = "boundaries"  # polygons of areas, in a pack and in a results folder
_NOTE = Column("note", "text", "Anything a reader should know about the row.", is_nullable=True, is_optional=True)
_BASIS = Column("basis", "text", "Where the value comes from; 'our choice' where nobody published it.")

_TABLES = (
    TableSchema(
        "areas",
        "One row per area, the smallest territory the pack knows.",
        (
            Column("area", "text", "Code of the area."),
            Column("name", "text", "Name in English."),
            Column("name_local", "text", "Name in the local language.", is_nullable=True, is_optional=True),
            Column("macroregion", "text", "Macroregion (for example a federal district) the area belongs to.", is_nullable=True, is_optional=True),
            Column("seat", "text", "Administrative centre.", is_nullable=True, is_optional=True),
            Column("seat_local", "text", "Administrative centre in the local language.", is_nullable=True, is_optional=True),
            Column("latitude", "number", "Latitude of the seat, WGS84.", "degrees", True, -90, 90, is_optional=True),
            Column("longitude", "number", "Longitude of the seat, WGS84.", "degrees", True, -180, 180, is_optional=True),
            Column("official_area_km2", "number", "Official area; densities use this, never the polygon.", "km2", True, 0, is_optional=True),
            _NOTE,
        ),
        key=("area",),
        is_required=True,
    ),
    TableSchema(
        "schemes",
        "One row per region scheme, region and area: which areas make up which region.",
        (
            Column("scheme", "text", "Name of the region scheme."),
            Column("region", "text", "Code of the region in this scheme."),
            Column("area", "text", "An area of the region.", references="areas.area"),
            Column("name", "text", "Name of the region.", missing="takes the name of its seat area", is_optional=True),
            Column("name_local", "text", "Name in the local language.", is_nullable=True, is_optional=True),
            Column("is_seat", "boolean", "Whether the seat of this area is the seat of the region (one per region)."),
            _NOTE,
        ),
        key=("scheme", "area"),
    ),
    TableSchema(
        "industries",
        "One row per industry that is counted.",
        (
            Column("industry", "text", "Code of the industry."),
            Column("name", "text", "Name in English."),
            Column("name_local", "text", "Name in the local language.", is_nullable=True, is_optional=True),
            Column("parent", "text", "Code of the broader industry.", is_nullable=True, is_optional=True),
            Column("is_ubiquitous", "boolean", "Whether the industry is found everywhere, so that it is left out of new clusters by default.", is_optional=True),
            _NOTE,
        ),
        key=("industry",),
    ),
    TableSchema(
        "enterprises",
        "One row per reporting unit and industry: the number of enterprises.",
        (
            Column("reporting_unit", "text", "Region of the reporting scheme that the count was published for."),
            Column("industry", "text", "Industry of the count.", references="industries.industry"),
            Column("count", "integer", "Enterprises; a unit and industry without a row count as 0, with a note.", "enterprises", minimum=0),
        ),
        key=("reporting_unit", "industry"),
        is_required=True,
    ),
    TableSchema(
        "series",
        "One row per date, reporting unit, variable and industry: what was measured at several dates.",
        (
            Column("date", "text", "Year, quarter, month or day: 2020, 2020-Q2, 2020-06 or 2020-06-30; all rows of one kind."),
            Column("reporting_unit", "text", "Region of the reporting scheme that the value was published for."),
            Column("variable", "text", "What is measured, for example output; 'enterprises' by industry makes entries of industries known."),
            Column("industry", "text", "Industry.", missing="for the unit as a whole", is_optional=True, references="industries.industry"),
            Column("value", "number", "The value; one that is not known has no row, and 0 is written only where it is 0."),
            Column("unit", "text", "Unit of the value, one for each variable.", is_nullable=True, is_optional=True),
            _NOTE,
        ),
        key=("date", "reporting_unit", "variable", "industry"),
    ),
    TableSchema(
        "reported_totals",
        "One row per reporting unit: the total that the source prints, as a check of the counts.",
        (
            Column("reporting_unit", "text", "Region of the reporting scheme."),
            Column("total", "integer", "Printed total over the industries.", "enterprises", minimum=0),
            Column("label", "text", "Heading of the printed column.", is_nullable=True, is_optional=True),
            Column("printed_name", "text", "Name of the row as printed.", is_nullable=True, is_optional=True),
            Column("printed_macroregion", "text", "Macroregion of the row as printed.", is_nullable=True, is_optional=True),
            _NOTE,
        ),
        key=("reporting_unit",),
    ),
    TableSchema(
        "organisations",
        "One row per organisation: cluster, technopark, university, institute or company.",
        (
            Column("organisation", "text", "Code of the organisation."),
            Column("name", "text", "Name in English."),
            Column("name_local", "text", "Name in the local language.", is_nullable=True, is_optional=True),
            Column("printed_name", "text", "Name as the source prints it.", is_nullable=True, is_optional=True),
            Column("kind", "text", "Kind of organisation, for example university."),
            Column("alternative_kind", "text", "Another kind it may be; draws take either half of the time.", is_nullable=True, is_optional=True),
            Column("role", "text", "Helix role: what the organisation does, whatever column it is printed in."),
            Column("group", "text", "Corporate, academy or public group it belongs to.", missing="for none", is_optional=True, references="groups.group"),
            Column("focus", "text", "Field of its work; 'general' where it has no specific one.", is_nullable=True, is_optional=True),
            Column("area", "text", "Area where it really has its seat.", references="areas.area"),
            Column("printed_area", "text", "Area of the row it is printed in.", is_nullable=True, is_optional=True, references="areas.area"),
            Column("printed_column", "text", "Column of the source it is printed in.", is_nullable=True, is_optional=True),
            Column("city", "text", "City of the seat.", is_nullable=True, is_optional=True),
            Column("latitude", "number", "Latitude of the seat, WGS84; organisations of one city share a point.", "degrees", True, -90, 90, is_optional=True),
            Column("longitude", "number", "Longitude of the seat, WGS84.", "degrees", True, -180, 180, is_optional=True),
            Column("confidence", "text", "How surely the organisation is identified.", choices=("high", "medium", "low"), is_optional=True),
            Column("duplicate_of", "text", "Organisation of which this is possibly another name.", is_nullable=True, is_optional=True, references="organisations.organisation"),
            Column("belongs_to", "text", "Organisation of which this is a part.", is_nullable=True, is_optional=True, references="organisations.organisation"),
            _NOTE,
        ),
        key=("organisation",),
    ),
    TableSchema(
        "groups",
        "One row per group of organisations.",
        (
            Column("group", "text", "Code of the group."),
            Column("name", "text", "Name in English."),
            Column("name_local", "text", "Name in the local language.", is_nullable=True, is_optional=True),
            Column("kind", "text", "Kind of group; corporate and academy groups tie regions, ministries and regional governments do not.", choices=("corporate", "academy", "ministry", "regional_government")),
            _NOTE,
        ),
        key=("group",),
    ),
    TableSchema(
        "ties",
        "One row per measured tie of the user's own, between two areas or two organisations.",
        (Column("layer", "text", "Layer the tie belongs to, for example digital."), Column("source", "text", "An area or an organisation."), Column("target", "text", "Another one of the same kind."), Column("weight", "number", "Strength of the tie on a scale where 1 is one ordinary tie: untapped potential is 1/(1 + sum).", minimum=0), _NOTE),
        key=("layer", "source", "target"),
    ),
    TableSchema(
        "contiguity",
        "One row per pair of areas with a common land boundary.",
        (
            Column("source", "text", "An area.", references="areas.area"),
            Column("target", "text", "Its neighbour.", references="areas.area"),
            Column("shared_boundary_km", "number", "Length of the common boundary.", "km", True, 0, is_optional=True),
        ),
        key=("source", "target"),
    ),
    TableSchema(
        "reference_shares",
        "One row per industry: shares of a larger economy to compare with instead of the pack's own total.",
        (
            Column("industry", "text", "Industry.", references="industries.industry"),
            Column("share", "number", "Share of the industry in the reference economy; every industry of the pack has one, and they add up to 1 (to 0.01).", "share", minimum=0, maximum=1),
            Column("source", "text", "Where the share was published.", is_nullable=True, is_optional=True),
        ),
        key=("industry",),
    ),
    TableSchema(
        "industry_directions",
        "One row per industry and direction: how an industry's demand divides over the directions.",
        (Column("industry", "text", "Industry.", references="industries.industry"), Column("direction", "text", "Direction of synchronisation.", references="technologies.direction"), Column("share", "number", "Part of the industry's demand; the parts of an industry sum to 1.", "share", minimum=0, maximum=1), _BASIS),
        key=("industry", "direction"),
    ),
    TableSchema(
        "focus_directions",
        "One row per focus and direction: which directions an organisation of that focus can serve.",
        (Column("focus", "text", "Focus of organisations."), Column("direction", "text", "Direction of synchronisation.", references="technologies.direction"), Column("share", "number", "Part of the focus; the parts of a focus sum to 1.", "share", minimum=0, maximum=1), _BASIS),
        key=("focus", "direction"),
    ),
    TableSchema(
        "technologies",
        "One row per technology of a direction of synchronisation.",
        (
            Column("direction", "text", "Code of the direction."),
            Column("direction_name", "text", "Name of the direction."),
            Column("role", "text", "Whether the source lists it as a direction of synchronisation or as a digital technology.", choices=("synchronisation_direction", "digital_technology")),
            Column("item", "integer", "Number within direction and role.", minimum=1),
            Column("technology", "text", "The technology."),
        ),
        key=("direction", "role", "item"),
    ),
    TableSchema(
        "platform_vectors",
        "One row per vector of digital platforms: which two roles it joins.",
        (
            Column("platform_vector", "text", "Abbreviation, for example B2SC."),
            Column("name", "text", "Spelt out."),
            Column("role_a", "text", "Role at one end."),
            Column("role_b", "text", "Role at the other end."),
        ),
        key=("platform_vector",),
    ),
    TableSchema(
        "development_vectors",
        "One row per development vector of hyperclusters and direction that it serves.",
        (Column("development_vector", "text", "Code of the vector."), Column("name", "text", "Name of the vector."), Column("direction", "text", "A direction that serves it.", references="technologies.direction"), _BASIS),
        key=("development_vector", "direction"),
    ),
    TableSchema(
        "development_vector_items",
        "One row per cluster, platform or ecosystem that the source names under a development vector.",
        (
            Column("development_vector", "text", "Code of the vector.", references="development_vectors.development_vector"),
            Column("kind", "text", "What is named.", choices=("cluster", "digital_platform", "digital_ecosystem")),
            Column("item", "text", "Its description."),
        ),
        key=("development_vector", "kind", "item"),
    ),
    TableSchema(
        "factors",
        "One row per factor of productivity, with the way and the convergent technology that answer it.",
        (
            Column("factor", "integer", "Number of the factor.", minimum=1),
            Column("factor_text", "text", "The factor, cell breaks corrected."),
            Column("way", "text", "Way to solve the problem, cell breaks corrected."),
            Column("convergent_technology", "text", "Role of convergent technologies, cell breaks corrected."),
            Column("printed_factor", "text", "First cell as printed.", is_nullable=True),
            Column("printed_way", "text", "Second cell as printed.", is_nullable=True),
            Column("printed_convergent_technology", "text", "Third cell as printed.", is_nullable=True),
            Column("is_corrected", "boolean", "Whether the printed cells were corrected."),
            _NOTE,
        ),
        key=("factor",),
    ),
    TableSchema(
        "characteristics",
        "One row per characteristic that tells conventional clusters, digital clusters and ecosystems apart.",
        (
            Column("characteristic", "integer", "Number of the characteristic.", minimum=1),
            Column("name", "text", "The characteristic."),
            Column("conventional_cluster", "text", "What holds in a conventional cluster."),
            Column("digital_cluster", "text", "What holds in a digital cluster."),
            Column("business_ecosystem", "text", "What holds in a business ecosystem."),
            _NOTE,
        ),
        key=("characteristic",),
    ),
    TableSchema(
        "reported_hubs",
        "One row per claim and area: the hubs that a source names, to be compared with those found.",
        (
            Column("claim", "text", "Code of the claim."),
            Column("area", "text", "An area the claim names.", references="areas.area"),
            Column("role", "text", "Role in which the area is said to lead."),
            Column("industry", "text", "Industry whose enterprises the claim counts.", missing="where it is on organisations of the role", is_optional=True, references="industries.industry"),
            Column("statement", "text", "What the source says, in our words."),
            Column("source", "text", "Where it says so."),
        ),
        key=("claim", "area"),
    ),
)

PACK_TABLES: dict[str, TableSchema] = {table.name: table for table in _TABLES}
