"""Organisations: which count, where they are, their focus and their groups.

An organisation's role comes from what it is, never from the column it is printed in. Groups of the
kinds in `TYING_KINDS` tie regions. A ministry or a regional government that runs many bodies is no
business network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

TYING_KINDS = ("corporate", "academy")
CONFIDENCE_ORDER = ("low", "medium", "high")


def select_organisations(
    organisations: pd.DataFrame,
    *,
    placement: str = "seat",
    min_confidence: str = "low",
    duplicates: str = "keep",
) -> pd.DataFrame:
    """Organisations that an analysis counts, at the place it takes them to be.

    Parameters
    ----------
    organisations
        The pack's table.
    placement
        `seat` where they really are; `printed` in the row of the source, where one is given.
    min_confidence
        Least confidence of identification: low, medium or high.
    duplicates
        `keep` counts a possible duplicate as the source prints it. `merge` leaves it out where the
        organisation it may duplicate is in the table.

    Returns
    -------
    DataFrame
        Same columns, fewer rows, `area` as chosen.

    Examples
    --------
    >>> import hypercluster as hc
    >>> organisations = hc.load_pack().table("organisations")
    >>> len(organisations), len(hc.select_organisations(organisations, min_confidence="high"))
    (83, 70)
    """
    chosen = organisations
    if placement == "printed":
        chosen = chosen.assign(area=chosen["printed_area"].fillna(chosen["area"]))
    accepted = CONFIDENCE_ORDER[CONFIDENCE_ORDER.index(min_confidence) :]
    chosen = chosen[chosen["confidence"].isin(accepted)]
    if duplicates == "merge":
        chosen = chosen[~chosen["duplicate_of"].isin(chosen["organisation"])]
    return chosen.reset_index(drop=True)


def locate(organisations: pd.DataFrame, membership: pd.Series) -> pd.DataFrame:
    """Organisations with a column `region`, by area code and never by polygon.

    Parameters
    ----------
    organisations
        With a column `area`.
    membership
        Region of each area, from `RegionScheme.membership`.

    Returns
    -------
    DataFrame
        `region` is missing for an organisation outside the scheme.

    Examples
    --------
    >>> import pandas as pd
    >>> membership = pd.Series({"KHM": "TYU", "TYU": "TYU"})
    >>> locate(pd.DataFrame({"area": ["KHM", "MOW"]}), membership)["region"].tolist()
    ['TYU', nan]
    """
    return organisations.assign(region=organisations["area"].map(membership).astype("str"))


def count_by(organisations: pd.DataFrame, regions: pd.Index, column: str) -> pd.DataFrame:
    """Number of organisations of each region by a column.

    Parameters
    ----------
    organisations
        Located organisations. Those outside the scheme are not counted.
    regions
        Codes of the regions, in the order of the result.
    column
        `kind` or `role`.

    Returns
    -------
    DataFrame
        Regions x values of the column, sorted, 0 where none is listed.

    Examples
    --------
    >>> import pandas as pd
    >>> organisations = pd.DataFrame({"region": ["N", "N"], "kind": ["university", "company"]})
    >>> count_by(organisations, pd.Index(["N", "S"]), "kind").loc["S"].to_dict()
    {'company': 0, 'university': 0}
    """
    import numpy as np
    import pandas as pd

    names = sorted(set(organisations[column]))
    region = regions.get_indexer(organisations["region"])
    name = pd.Index(names).get_indexer(organisations[column]) if names else region
    counts = np.zeros((len(regions), len(names)), dtype="int64")
    # add.at counts a pair of positions as often as it stands there.
    np.add.at(counts, (region[region >= 0], name[region >= 0]), 1)
    return pd.DataFrame(counts, index=regions, columns=pd.Index(names, name=column, dtype="str"))


def focus_shares(organisations: pd.DataFrame, focus_directions: pd.DataFrame) -> pd.DataFrame:
    """Share of each direction in each organisation's focus.

    Parameters
    ----------
    organisations
        With columns `organisation` and `focus`.
    focus_directions
        Table of the pack: `focus`, `direction`, `share`, which sums to 1 over the directions.

    Returns
    -------
    DataFrame
        Organisations (rows, in order) x directions. A row of zeros where the focus is general or
        unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> shares = pd.DataFrame({"focus": ["oil"], "direction": ["fuel"], "share": [1.0]})
    >>> organisations = pd.DataFrame({"organisation": ["a", "b"], "focus": ["oil", None]})
    >>> focus_shares(organisations, shares)["fuel"].tolist()
    [1.0, 0.0]
    """
    import numpy as np
    import pandas as pd

    directions = pd.Index(focus_directions["direction"].unique())
    focuses = pd.Index(focus_directions["focus"].unique())
    shares = np.zeros((len(focuses) + 1, len(directions)))
    shares[
        focuses.get_indexer(focus_directions["focus"]),
        directions.get_indexer(focus_directions["direction"]),
    ] = focus_directions["share"]
    # A focus that is not in the table has position -1: the last row, which is empty.
    return pd.DataFrame(
        shares[focuses.get_indexer(organisations["focus"])],
        index=pd.Index(organisations["organisation"]),
        columns=directions,
    )


def tying_groups(groups: pd.DataFrame) -> pd.Index:
    """Codes of the groups that tie regions, in the order of the pack."""
    import pandas as pd

    return pd.Index(groups.loc[groups["kind"].isin(TYING_KINDS), "group"])


def group_presence(
    organisations: pd.DataFrame, groups: pd.DataFrame, regions: pd.Index
) -> pd.DataFrame:
    """Presence of each tying group in each region.

    Parameters
    ----------
    organisations
        Located organisations with `group` and `region`.
    groups
        Table of the pack: `group`, `kind`.
    regions
        Codes of the regions, in the order of the result.

    Returns
    -------
    DataFrame
        Groups x regions, 1.0 or 0.0, without groups that are present nowhere.

    Examples
    --------
    >>> import pandas as pd
    >>> organisations = pd.DataFrame({"group": ["acme", "acme"], "region": ["N", "N"]})
    >>> groups = pd.DataFrame({"group": ["acme"], "kind": ["corporate"]})
    >>> group_presence(organisations, groups, pd.Index(["N", "S"])).loc["acme"].tolist()
    [1.0, 0.0]
    """
    import numpy as np
    import pandas as pd

    tying = tying_groups(groups)
    row = tying.get_indexer(organisations["group"])
    column = regions.get_indexer(organisations["region"])
    is_inside = (row >= 0) & (column >= 0)
    present = np.zeros((len(tying), len(regions)))
    present[row[is_inside], column[is_inside]] = 1.0
    return pd.DataFrame(present, index=tying, columns=regions)[present.any(axis=1)]


def affiliation_pairs(
    organisations: pd.DataFrame, groups: pd.DataFrame, platform_vectors: pd.DataFrame
) -> pd.DataFrame:
    """Pairs of organisations of one tying group in different regions.

    Returns
    -------
    DataFrame
        `source`, `target` (organisations, source < target), `group`, `weight` = 1/(n_g - 1) with
        n_g the regions hosting the group, `platform_vector`.
    """
    import pandas as pd

    members = organisations[
        organisations["group"].isin(tying_groups(groups)) & organisations["region"].notna()
    ]
    members = members[["organisation", "group", "region", "role"]]
    pairs = members.merge(members, on="group", suffixes=("", "_other"))
    pairs = pairs[
        (pairs["organisation"] < pairs["organisation_other"])
        & (pairs["region"] != pairs["region_other"])
    ]
    hosts = members.groupby("group")["region"].nunique()
    # In reverse, so that of two rows with the same roles the first counts.
    vector_of = {
        frozenset((row.role_a, row.role_b)): str(row.platform_vector)
        for row in platform_vectors[::-1].itertuples()
    }
    roles = zip(pairs["role"], pairs["role_other"], strict=True)
    vectors = [vector_of.get(frozenset(both)) for both in roles]
    return pd.DataFrame(
        {
            "source": pairs["organisation"],
            "target": pairs["organisation_other"],
            "group": pairs["group"],
            "weight": 1.0 / (pairs["group"].map(hosts).astype("float64") - 1),
            "platform_vector": pd.Series(vectors, index=pairs.index, dtype="str"),
        }
    ).reset_index(drop=True)
