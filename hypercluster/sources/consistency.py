"""Do the tables of a pack agree: codes, units, schemes, totals, ties and shares?

Each check looks only at columns that were read whole, so that one mistake is not reported again as
another.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from hypercluster.errors import Problem
from hypercluster.indicators.checks import SUM_TOLERANCE
from hypercluster.layers import LAYERS
from hypercluster.network import AGGREGATE
from hypercluster.regions import AREAS_SCHEME
from hypercluster.schema.cells import Fault, shorten, suggestion
from hypercluster.sources.dates import series_problems

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from hypercluster.schema.check import CheckedTable

    Faults: TypeAlias = Iterator[tuple[int, Fault]]

SHARE_TOLERANCE = 1e-6 + 1e-9  # thirds may be written with six decimals


def consistency_problems(
    tables: Mapping[str, CheckedTable],
    *,
    schemes: Mapping[str, str],
    is_without_schemes: bool,
    declared_in: str,
) -> list[Problem]:
    """Everything in which tables contradict each other.

    Parameters
    ----------
    tables
        Checked tables by name, without those that could not be read.
    schemes
        Names of the default and the reporting scheme, by key.
    is_without_schemes
        Whether the pack really has no table `schemes`, so that `areas` is its only scheme.
    declared_in
        Where the default and reporting scheme are named, for the message.
    """
    problems = [
        *_reference_problems(tables),
        *_point_problems(tables),
        *_organisation_problems(tables),
    ]
    if "schemes" in tables or is_without_schemes:
        problems += _scheme_problems(tables, schemes, declared_in)
        problems += _unit_problems(tables, schemes["reporting_scheme"], declared_in)
    problems += [*_region_problems(tables), *_total_problems(tables), *_contiguity_problems(tables)]
    problems += series_problems(tables["series"]) if "series" in tables else []
    problems += [*_tie_problems(tables), *_share_problems(tables)]
    return [*problems, *_reference_share_problems(tables)]


def _filled(tables: Mapping[str, CheckedTable], name: str, column: str) -> list[tuple[int, Any]]:
    """Positions and values of a column where it has any."""
    cells = tables[name].columns.get(column, []) if name in tables else []
    return [(position, value) for position, value in enumerate(cells) if value is not None]


def _rows(
    tables: Mapping[str, CheckedTable], name: str, *columns: str
) -> list[tuple[Any, ...]] | None:
    """Rows of these columns where they can be relied on, else None."""
    if name not in tables or not tables[name].is_complete(*columns):
        return None
    return list(zip(*(tables[name].columns[column] for column in columns), strict=True))


def _codes(tables: Mapping[str, CheckedTable], name: str, column: str) -> dict[str, None] | None:
    """Codes in their order, or None where they cannot be relied on."""
    rows = _rows(tables, name, column)
    return None if rows is None else {code: None for (code,) in rows}


def _unknown(
    values: Iterable[tuple[int, str]], valid: Collection[str], expected: str, remedy: str = ""
) -> Faults:
    """Faults of codes that are not valid, with the nearest one that is."""
    for position, code in values:
        if code not in valid:
            yield position, Fault(expected, shorten(code), remedy, code=code, names=valid)


def _reference_problems(tables: Mapping[str, CheckedTable]) -> list[Problem]:
    """Codes that the table they refer to does not have."""
    problems = []
    for name, checked in tables.items():
        for column in checked.schema.columns:
            if column.references is None:
                continue
            target, key = column.references.split(".")
            codes = _codes(tables, target, key)
            if codes is not None:
                expected = f"a code of {column.references} ({tables[target].file})"
                faults = _unknown(_filled(tables, name, column.name), codes, expected)
                problems += checked.problems_at(column.name, faults)
    return problems


def _point_problems(tables: Mapping[str, CheckedTable]) -> list[Problem]:
    """Latitude without longitude, or the reverse."""
    problems = []
    for name, checked in tables.items():
        faulty = {
            problem.row
            for problem in checked.problems
            if problem.column in ("latitude", "longitude")
        }
        for present, absent in (("latitude", "longitude"), ("longitude", "latitude")):
            filled = {position for position, _ in _filled(tables, name, absent)}
            expected = f"{absent} where there is a {present}"
            fault = Fault(expected, "an empty cell", "Give both or neither.")
            faults = [
                (position, fault)
                for position, _ in _filled(tables, name, present)
                if position not in filled and checked.rows[position] not in faulty
            ]
            problems += checked.problems_at(absent, faults)
    return problems


def _organisation_problems(tables: Mapping[str, CheckedTable]) -> list[Problem]:
    """Codes shared with an area, and organisations that duplicate themselves."""
    if "organisations" not in tables:
        return []
    areas = {code for _, code in _filled(tables, "areas", "area")}
    codes = dict(_filled(tables, "organisations", "organisation"))
    expected = "a code that no area has, since ties may join either"
    faults = [
        (position, Fault(expected, shorten(code), "Rename one of the two."))
        for position, code in codes.items()
        if code in areas
    ]
    problems = tables["organisations"].problems_at("organisation", faults)
    for column in ("duplicate_of", "belongs_to"):
        remedy = "Name the other one, or leave the cell empty."
        faults = [
            (position, Fault("another organisation", f"the row's own code {shorten(code)}", remedy))
            for position, code in _filled(tables, "organisations", column)
            if codes.get(position) == code
        ]
        problems += tables["organisations"].problems_at(column, faults)
    return problems


def _scheme_problems(
    tables: Mapping[str, CheckedTable], schemes: Mapping[str, str], declared_in: str
) -> list[Problem]:
    """Default and reporting scheme that the pack does not have."""
    names = [name for _, name in _filled(tables, "schemes", "scheme")]
    valid = dict.fromkeys([*names, AREAS_SCHEME])
    return [
        Problem(
            declared_in,
            f"a region scheme of the pack as {key}",
            shorten(name),
            suggestion(name, valid),
        )
        for key, name in schemes.items()
        if name not in valid
    ]


def _units(tables: Mapping[str, CheckedTable], reporting_scheme: str) -> dict[str, None] | None:
    """Regions of the reporting scheme, or None where they are not sure."""
    rows = _rows(tables, "schemes", "scheme", "region") if "schemes" in tables else []
    if rows is None:
        return None
    regions = {region: None for scheme, region in rows if scheme == reporting_scheme}
    return regions or (
        _codes(tables, "areas", "area") if reporting_scheme == AREAS_SCHEME else None
    )


def _unit_problems(
    tables: Mapping[str, CheckedTable], reporting_scheme: str, declared_in: str
) -> list[Problem]:
    """Reporting units that are no region of the reporting scheme."""
    units = _units(tables, reporting_scheme)
    expected = f"a region of the reporting scheme {reporting_scheme!r}"
    remedy = f" Or name another reporting_scheme in {declared_in}."
    problems = []
    for name in ("enterprises", "series", "reported_totals"):
        if units is not None and name in tables:
            codes = _filled(tables, name, "reporting_unit")
            faults = _unknown(codes, units, expected, remedy)
            problems += tables[name].problems_at("reporting_unit", faults)
    return problems


def _region_problems(tables: Mapping[str, CheckedTable]) -> list[Problem]:
    """Regions without exactly one seat, and names other than in the row of the seat."""
    rows = _rows(tables, "schemes", "scheme", "region", "is_seat")
    if rows is None:
        return []
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    seats: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, (scheme, region, is_seat) in enumerate(rows):
        members[scheme, region].append(position)
        seats[scheme, region] += [position] * is_seat
    expected = "one area of each region as its seat"
    remedy = "Set is_seat to true for exactly one area."
    faults = []
    for (scheme, region), positions in members.items():
        number = len(seats[scheme, region])
        if number != 1:
            found = (
                f"{number or 'none'} among {len(positions)} for region {shorten(region)} "
                f"of scheme {shorten(scheme)}"
            )
            faults.append((positions[0], Fault(expected, found, remedy)))
    schemes = tables["schemes"]
    problems = schemes.problems_at("is_seat", faults)
    expected = "the name of the region as in the row of its seat"
    remedy = "Write the same name in all rows of the region, or only in the row of its seat."
    for column in ("name", "name_local"):
        names = schemes.columns.get(column, [])
        used = {key: names[positions[0]] for key, positions in seats.items() if len(positions) == 1}
        faults = [
            (position, Fault(expected, shorten(name), remedy))
            for position, name in _filled(tables, "schemes", column)
            if used.get(rows[position][:2], name) != name
        ]
        problems += schemes.problems_at(column, faults)
    return problems


def _total_problems(tables: Mapping[str, CheckedTable]) -> list[Problem]:
    """Printed totals that are not the sum of the counts."""
    counts = _rows(tables, "enterprises", "reporting_unit", "count")
    totals = _rows(tables, "reported_totals", "reporting_unit", "total")
    if counts is None or totals is None:
        return []
    sums: dict[str, int] = defaultdict(int)
    for unit, count in counts:
        sums[unit] += count
    faults = []
    for position, (unit, total) in enumerate(totals):
        if sums[unit] != total:
            file = tables["enterprises"].file
            found = f"{total}, but the counts of {shorten(unit)} sum to {sums[unit]}"
            remedy = f"Correct the total, or the counts of {shorten(unit)} in {file}."
            faults.append((position, Fault("the sum of the counts", found, remedy)))
    return tables["reported_totals"].problems_at("total", faults)


def _pair_faults(tables: Mapping[str, CheckedTable], name: str, *by: str) -> Faults:
    """Undirected pairs that join something to itself or stand twice, once reversed."""
    first: dict[Hashable, tuple[int, str]] = {}
    rows = _rows(tables, name, "source", "target", *by) or []
    for position, (source, target, *rest) in enumerate(rows):
        pair = (*rest, *sorted((source, target)))
        earlier, began_with = first.setdefault(pair, (position, source))
        if source == target:
            found, remedy = f"{shorten(source)} twice", "Remove the row or correct an end."
            yield position, Fault("two different ends", found, remedy)
        elif began_with != source:
            row = tables[name].rows[earlier]
            found = f"{shorten(source)} and {shorten(target)}, reversed in row {row}"
            remedy = "Remove one of the two rows (add up weights if both count)."
            yield position, Fault("each undirected pair once", found, remedy)


def _contiguity_problems(tables: Mapping[str, CheckedTable]) -> list[Problem]:
    if "contiguity" not in tables:
        return []
    return tables["contiguity"].problems_at("source, target", _pair_faults(tables, "contiguity"))


def _tie_problems(tables: Mapping[str, CheckedTable]) -> list[Problem]:
    """Ties with a reserved name, an unknown end, or ends of two kinds."""
    if "ties" not in tables:
        return []
    ties = tables["ties"]
    remedy = (
        "The layer of that name is made from other tables. "
        "Choose another name, for example digital."
    )
    faults = [
        (position, Fault("a layer name that is not reserved", shorten(name), remedy))
        for position, name in _filled(tables, "ties", "layer")
        if name == AGGREGATE or (name in LAYERS and LAYERS[name].tables != "ties")
    ]
    problems = ties.problems_at("layer", faults)
    problems += ties.problems_at("source, target", _pair_faults(tables, "ties", "layer"))
    areas = _codes(tables, "areas", "area")
    organisations = (
        _codes(tables, "organisations", "organisation") if "organisations" in tables else {}
    )
    if areas is None or organisations is None:
        return problems
    kinds = dict.fromkeys(organisations, "an organisation") | dict.fromkeys(areas, "an area")
    for end in ("source", "target"):
        expected = "a code of an area or an organisation"
        problems += ties.problems_at(end, _unknown(_filled(tables, "ties", end), kinds, expected))
    remedy = "Give both ends as areas, or both as organisations."
    faults = []
    for position, (source, target) in enumerate(_rows(tables, "ties", "source", "target") or []):
        if {kinds.get(source), kinds.get(target)} == {"an area", "an organisation"}:
            found = f"{kinds[source]} {shorten(source)} and {kinds[target]} {shorten(target)}"
            faults.append((position, Fault("two areas or two organisations", found, remedy)))
    return [*problems, *ties.problems_at("source, target", faults)]


def _share_problems(tables: Mapping[str, CheckedTable]) -> list[Problem]:
    """Shares of an industry or focus over the directions that do not sum to 1."""
    problems = []
    for name, key in (("industry_directions", "industry"), ("focus_directions", "focus")):
        sums: dict[str, float] = defaultdict(float)
        first: dict[str, int] = {}
        for position, (code, share) in enumerate(_rows(tables, name, key, "share") or []):
            sums[code] += share
            first.setdefault(code, position)
        expected, remedy = f"shares of each {key} that sum to 1", "Correct the shares."
        faults = [
            (first[code], Fault(expected, f"{total:.7g} for {shorten(code)}", remedy))
            for code, total in sums.items()
            if abs(total - 1) > SHARE_TOLERANCE
        ]
        problems += tables[name].problems_at("share", faults) if faults else []
    return problems


def _reference_share_problems(tables: Mapping[str, CheckedTable]) -> Iterator[Problem]:
    """Reference shares that lack an industry or do not sum to 1."""
    shares = dict(_rows(tables, "reference_shares", "industry", "share") or [])
    source = "industries" if "industries" in tables else "enterprises"
    industries = _codes(tables, source, "industry")
    if not shares or industries is None:
        return
    file, column = tables["reference_shares"].file, "share"
    absent = [industry for industry in industries if industry not in shares]
    if absent:
        more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
        remedy = "Give 0 for an industry that the reference economy does not have."
        found = f"none for {shorten(absent[0])}{more}"
        yield Problem(file, "a share of every industry", found, remedy, column=column)
    total = sum(shares.values())
    if abs(total - 1) > SUM_TOLERANCE:
        expected, found = f"shares that add up to 1 (to {SUM_TOLERANCE:g})", f"a sum of {total:.4g}"
        remedy = "Divide them by their sum, or give those of all industries."
        yield Problem(file, expected, found, remedy, column=column)
