"""Regions as sets of areas: schemes, the crosswalk from reporting units, names.

The order of a scheme's regions is the node order everywhere. No geometry lives here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.display import html_table, shown
from hypercluster.errors import AnalysisError, SchemeError, did_you_mean, nearest
from hypercluster.labels import FIRST_OFFENDERS
from hypercluster.words import SEPARATOR

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

AREAS_SCHEME = "areas"


@dataclass(frozen=True, eq=False)
class RegionScheme:
    """A set of regions, each a set of areas.

    Every area belongs to one region at most.

    Attributes
    ----------
    name
        Name of the scheme.
    regions
        Indexed by region in scheme order: `name`, `name_local`, `macroregion`, `seat`, `latitude`,
        `longitude` of the seat, `areas` (codes joined by '; ').
    membership
        Region of each area. Areas outside the scheme do not occur.
    """

    name: str
    regions: pd.DataFrame
    membership: pd.Series

    @property
    def index(self) -> pd.Index:
        """Codes of the regions in scheme order."""
        return self.regions.index

    def __len__(self) -> int:
        return len(self.regions)

    def __repr__(self) -> str:
        return f"RegionScheme({self.name!r}, {len(self)} regions of {len(self.membership)} areas)"

    def _repr_html_(self) -> str:
        """Table of the regions for notebooks."""
        rows = [
            [
                str(region),
                shown(row.name),
                shown(row.name_local),
                shown(row.macroregion),
                shown(row.seat),
                shown(row.areas),
            ]
            for region, row in zip(self.index, self.regions.itertuples(index=False), strict=True)
        ]
        return html_table(
            f"Region scheme {self.name}: {len(self)} regions",
            ["region", "name", "local name", "macroregion", "seat", "areas"],
            rows,
        )


def scheme_names(schemes: pd.DataFrame) -> list[str]:
    """Names of the schemes a pack offers, `areas` (each its own region) included."""
    names = [str(name) for name in schemes["scheme"].unique()]
    return names if AREAS_SCHEME in names else [*names, AREAS_SCHEME]


def region_scheme(areas: pd.DataFrame, schemes: pd.DataFrame, name: str) -> RegionScheme:
    """Region scheme of a pack by name.

    Parameters
    ----------
    areas, schemes
        The pack's tables of these names; `schemes` may be empty.
    name
        A scheme of `schemes`, or `areas`, which makes every area its own region.

    Returns
    -------
    RegionScheme
        A region takes the seat, its point and, where the scheme names none, the name of its seat
        area. Its macroregion is that of its areas, missing where they lie in several.

    Raises
    ------
    SchemeError
        There is no scheme of that name.

    Examples
    --------
    >>> import hypercluster as hc
    >>> pack = hc.load_pack()
    >>> len(hc.region_scheme(pack.table("areas"), pack.table("schemes"), "study"))
    16
    """
    import pandas as pd

    rows = schemes[schemes["scheme"] == name]
    if rows.empty and name == AREAS_SCHEME:
        rows = pd.DataFrame(
            {
                "region": areas["area"],
                "area": areas["area"],
                "name": None,
                "name_local": None,
                "is_seat": True,
            }
        )
    if rows.empty:
        names = scheme_names(schemes)
        raise SchemeError(
            f"Expected a region scheme of the pack; found {name!r}."
            f"{did_you_mean(str(name), names)} Schemes: {', '.join(names)}."
        )
    by_area = areas.set_index("area")
    seats = rows[rows["is_seat"].astype(bool)].set_index("region")
    order = pd.Index(rows["region"].unique(), name="region")
    seat_rows = by_area.loc[seats.loc[order, "area"]].set_index(order)
    regions = pd.DataFrame(index=order)
    for column in ("name", "name_local"):
        regions[column] = (
            seats.loc[order, column].astype("str").fillna(seat_rows[column]).to_numpy()
        )
    macroregions: dict[str, list[str]] = {region: [] for region in order}
    areas_of: dict[str, list[str]] = {region: [] for region in order}
    names_of = by_area["macroregion"].to_dict()
    for region, area in zip(rows["region"], rows["area"], strict=True):
        macroregions[region].append(names_of[area])
        areas_of[region].append(area)
    regions["macroregion"] = [
        names[0] if len(set(names)) == 1 else None for names in macroregions.values()
    ]
    for column in ("seat", "latitude", "longitude"):
        regions[column] = seat_rows[column]
    regions["areas"] = [SEPARATOR.join(codes) for codes in areas_of.values()]
    text = dict.fromkeys(("name", "name_local", "macroregion", "seat", "areas"), "str")
    membership = pd.Series(
        rows["region"].to_numpy(), index=pd.Index(rows["area"], name="area"), name="region"
    )
    return RegionScheme(name, regions.astype(text), membership)


def area_membership(regions: pd.DataFrame) -> pd.Series:
    """Region of each area, from a table of regions with the column `areas`.

    Examples
    --------
    >>> import pandas as pd
    >>> regions = pd.DataFrame({"areas": ["a; b", "c"]}, index=["north", "south"])
    >>> area_membership(regions).to_dict()
    {'a': 'north', 'b': 'north', 'c': 'south'}
    """
    import pandas as pd

    codes = regions["areas"].str.split(SEPARATOR).explode()
    areas = pd.Index(codes.to_numpy(), name="area", dtype="str")
    return pd.Series(codes.index.to_numpy(), index=areas, name="region", dtype="str")


def crosswalk(scheme: RegionScheme, reporting: RegionScheme) -> pd.DataFrame:
    """Part of each reporting unit's areas that lies in each region.

    Parameters
    ----------
    scheme
        The regions to analyse.
    reporting
        The regions that counts were published for.

    Returns
    -------
    DataFrame
        Regions (rows) x reporting units (columns): 1 where the region holds all areas of the unit,
        1/n for each of n areas where it holds some (our choice: equal parts), 0 where none.
        A column sums to less than 1 where a part of the unit lies outside the scheme.

    Examples
    --------
    >>> import hypercluster as hc
    >>> pack = hc.load_pack()
    >>> areas, schemes = pack.table("areas"), pack.table("schemes")
    >>> study, printed = (hc.region_scheme(areas, schemes, name) for name in ("study", "table1"))
    >>> hc.crosswalk(study, printed).shape
    (16, 15)
    """
    import numpy as np
    import pandas as pd

    units = reporting.membership
    size = units.value_counts()
    regions = scheme.membership.reindex(units.index)
    rows, columns = scheme.index.get_indexer(regions), reporting.index.get_indexer(units)
    areas = np.zeros((len(scheme.index), len(reporting.index)))
    # Position -1 is an area outside the scheme: it belongs to the unit and to no region.
    np.add.at(areas, (rows[rows >= 0], columns[rows >= 0]), 1.0)
    return pd.DataFrame(areas, scheme.index, reporting.index) / size.reindex(reporting.index)


def allocate(counts: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Counts of regions from counts of reporting units.

    Parameters
    ----------
    counts
        Reporting units x industries.
    parts
        Regions x reporting units, from `crosswalk`.

    Returns
    -------
    DataFrame
        Regions x industries. Sums are preserved for every unit that lies inside the scheme. A
        region none of whose units was reported on has missing counts.

    Raises
    ------
    AnalysisError
        A region has a unit with counts and one without, a unit of the counts is not among the
        parts or stands twice, or a count is negative, infinite or missing among others.

    Examples
    --------
    >>> import pandas as pd
    >>> parts = pd.DataFrame({"unit": [0.5, 0.5]}, index=["north", "south"])
    >>> allocate(pd.DataFrame({"oil": [10]}, index=["unit"]), parts)["oil"].tolist()
    [5.0, 5.0]
    """
    import numpy as np

    values = counts.to_numpy(dtype=float)
    has_data = ~np.isnan(values).all(axis=1)
    is_missing = np.isnan(values) & has_data[:, None] & ~np.isnan(values).all(axis=0)
    for labels, problem in (
        (counts.index[counts.index.duplicated()], "units that stand twice"),
        (counts.index.difference(parts.columns, sort=False), "units that the parts lack"),
        (
            counts.index[((values < 0) | np.isinf(values) | is_missing).any(axis=1)],
            "units with counts that are negative, infinite or missing",
        ),
        (_partly_reported(counts.index[has_data], parts), "regions without all of their units"),
    ):
        if len(labels):
            raise AnalysisError(
                "Expected counts of at least 0 of each reporting unit of the parts, once; found "
                f"{problem}: {', '.join(map(str, labels[:FIRST_OFFENDERS]))} ({len(labels)} in "
                "all). Correct them, and give 0 where there is none."
            )
    return allocated(counts[has_data], parts)


def _partly_reported(units: pd.Index, parts: pd.DataFrame) -> pd.Index:
    """Regions with a unit that was reported on and one that was not."""
    is_reported = parts.columns.isin(units)
    takes = parts.to_numpy() > 0
    return parts.index[takes[:, is_reported].any(axis=1) & takes[:, ~is_reported].any(axis=1)]


def allocated(counts: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Counts of regions as `allocate`, without checks: a unit without counts has none."""
    reported = parts.columns.intersection(counts.index, sort=False)
    sums = parts[reported] @ counts.loc[reported]
    return sums.where(parts[reported].sum(axis=1) > 0)


def is_allocated(parts: pd.DataFrame) -> pd.Series:
    """Whether a region takes only a part of some unit: its counts are an allocation."""
    return ((parts > 0) & (parts < 1)).any(axis=1).rename("is_allocated")


def reporting_units(parts: pd.DataFrame) -> pd.Series:
    """Reporting units of each region, joined by '; ', missing where none."""
    import pandas as pd

    units = [SEPARATOR.join(parts.columns[row > 0]) or None for row in parts.to_numpy()]
    return pd.Series(units, index=parts.index, name="reporting_units", dtype="str")


def shares_unit(parts: pd.DataFrame) -> np.ndarray:
    """Whether two regions are parts of one reporting unit.

    A symmetric boolean matrix with diagonal False. Similarity between such regions is 1 by
    construction and is never a finding.
    """
    import numpy as np

    overlap = (parts.to_numpy() > 0).astype(float)
    same: np.ndarray = overlap @ overlap.T > 0
    np.fill_diagonal(same, val=False)
    return same


def outside_scheme(scheme: RegionScheme, reporting: RegionScheme) -> list[str]:
    """Areas with counts outside the scheme, which are listed and not spread."""
    return [
        str(area)
        for area in reporting.membership.index.difference(scheme.membership.index, sort=False)
    ]


def find_region(regions: pd.DataFrame, text: str) -> str:
    """Code of the region that a person means.

    Parameters
    ----------
    regions
        Table indexed by region with `name`, `name_local` and `areas`.
    text
        A code, a name in either language, or a part of a name that only one region has. A whole
        word that only one name has wins over the beginnings of others. Letter case is ignored.

    Returns
    -------
    str
        The code.

    Raises
    ------
    SchemeError
        No region or several match. The message suggests the nearest names.
    AnalysisError
        The name is no text.

    Examples
    --------
    >>> import hypercluster as hc
    >>> pack = hc.load_pack()
    >>> scheme = hc.region_scheme(pack.table("areas"), pack.table("schemes"), "study")
    >>> hc.find_region(scheme.regions, "komi")
    'RU-KO'
    """
    if not isinstance(text, str):
        raise AnalysisError(
            f"Expected the name or code of a region; found {text!r}. `regions` lists all."
        )
    folded = text.strip().casefold()
    columns = regions[["name", "name_local"]].itertuples()
    names = {
        str(code): [str(code), *(name for name in both if isinstance(name, str))]
        for code, *both in columns
    }
    same = [code for code in names if folded in (name.casefold() for name in names[code])]
    if len(same) == 1:
        return same[0]
    part = [
        code for code in names if folded and any(folded in name.casefold() for name in names[code])
    ]
    word = re.compile(rf"(?<!\w){re.escape(folded)}(?!\w)")
    whole_word = [
        code for code in part if any(word.search(name.casefold()) for name in names[code][1:])
    ]
    for codes in (part, whole_word):
        if len(codes) == 1:
            return codes[0]
    if part:
        listed = ", ".join(f"{names[code][1]} ({code})" for code in part[:5])
        raise SchemeError(
            f"Expected one region; {text!r} fits {len(part)}: "
            f"{listed}{', ...' if len(part) > 5 else ''}. "
            "Give a longer part of the name or the code."
        )
    for code, areas in regions["areas"].items():
        if folded in str(areas).casefold().split(SEPARATOR):
            raise SchemeError(
                f"{text!r} is an area inside region {names[str(code)][1]} ({code}) of this scheme. "
                "Name that region or choose another scheme."
            )
    # A mistyped word of a name leads to the whole name.
    by_word = {
        word: name
        for region in names.values()
        for name in region
        for word in name.casefold().replace("(", " ").replace(")", " ").split()
    }
    whole = {name.casefold(): name for region in names.values() for name in region}
    close = nearest(folded, [*whole, *by_word], most=3)
    suggestions = dict.fromkeys(whole.get(key) or by_word[key] for key in close)
    hint = f"Did you mean {' or '.join(suggestions)}? " if suggestions else ""
    raise SchemeError(
        f"Expected a region of the scheme; found {text!r}. {hint}`regions` lists all {len(names)}."
    )
