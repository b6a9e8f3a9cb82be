"""Organisations as positions: a draw moves numbers, never a table of texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from hypercluster.organisations import tying_groups
from hypercluster.synchronisation.new_clusters import CLUSTER_KIND

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd

DROP_PROBABILITY = {"high": 0.05, "medium": 0.15, "low": 0.5}


@dataclass(frozen=True, eq=False)
class Lookup:
    """What every draw leaves as it is, one value a row of the table.

    Attributes
    ----------
    table
        All located organisations.
    kinds
        All kinds that an organisation has or may have, sorted.
    alternative
        Position of the kind that it may have instead; -1 for none.
    drop_probability
        Probability that a draw leaves it out, by confidence.
    duplicate_of
        Row of the organisation that it may duplicate; -1 for none in the table.
    group, focus
        Position among the tying groups and among the focuses with directions; -1 for none.
    role_weight
        Weight by helix role.
    """

    table: pd.DataFrame
    kinds: pd.Index
    alternative: np.ndarray
    drop_probability: np.ndarray
    duplicate_of: np.ndarray
    group: np.ndarray
    focus: np.ndarray
    role_weight: np.ndarray


@dataclass(frozen=True, eq=False)
class Roster:
    """Organisations that count, each of one kind and in one region.

    Attributes
    ----------
    lookup
        What no draw changes.
    rows
        Rows of the organisations that count, in order.
    kind
        Position of the kind of each.
    region
        Position of the region of each; -1 outside the scheme.
    """

    lookup: Lookup
    rows: np.ndarray
    kind: np.ndarray
    region: np.ndarray

    @cached_property
    def codes(self) -> pd.Index:
        """Codes of the organisations."""
        import pandas as pd

        return pd.Index(self.lookup.table["organisation"].iloc[self.rows])

    @property
    def group(self) -> np.ndarray:
        """Position of the tying group of each; -1 for none."""
        group: np.ndarray = self.lookup.group[self.rows]
        return group

    @cached_property
    def is_cluster(self) -> np.ndarray:
        """Which of them are cluster organisations."""
        if CLUSTER_KIND not in self.lookup.kinds:
            return self.kind < 0
        is_cluster: np.ndarray = self.kind == self.lookup.kinds.get_loc(CLUSTER_KIND)
        return is_cluster

    def kind_counts(self, regions: int) -> np.ndarray:
        """Organisations of each region by kind, for the kinds that occur: regions x kinds."""
        import numpy as np

        counted = np.zeros((regions, len(self.lookup.kinds)), dtype="int64")
        is_inside = self.region >= 0
        np.add.at(counted, (self.region[is_inside], self.kind[is_inside]), 1)
        occurs = np.bincount(self.kind, minlength=len(self.lookup.kinds)) > 0
        return counted[:, occurs]

    def frame(self, regions: pd.Index) -> pd.DataFrame:
        """Table of the organisations that count."""
        import pandas as pd

        codes = pd.Index([*regions, None], dtype="str")
        return (
            self.lookup.table.iloc[self.rows]
            .assign(
                kind=self.lookup.kinds[self.kind].astype("str"),
                region=codes[self.region].astype("str"),
            )
            .reset_index(drop=True)
        )

    def drawn(self, generator: np.random.Generator) -> Roster:
        """Organisations that one draw keeps, each of one of the kinds it may be.

        A possible duplicate is merged, and an alternative kind taken, with probability 0.5.
        """
        import numpy as np

        lookup, number = self.lookup, len(self.rows)
        chance = generator.random(number)
        is_merged = generator.random(number) < 0.5
        is_other = (generator.random(number) < 0.5) & (lookup.alternative[self.rows] >= 0)
        kind = np.where(is_other, lookup.alternative[self.rows], self.kind)
        is_kept = chance >= lookup.drop_probability[self.rows]
        # One place more than there are rows: position -1, no duplicate, is never kept.
        kept_rows = np.zeros(len(lookup.table) + 1, dtype=bool)
        kept_rows[self.rows[is_kept]] = True
        is_kept &= ~(kept_rows[lookup.duplicate_of[self.rows]] & is_merged)
        return Roster(lookup, self.rows[is_kept], kind[is_kept], self.region[is_kept])

    def moved(self, generator: np.random.Generator) -> Roster:
        """Organisations that change places, so that every region keeps their number.

        Only organisations with a region take part, as in `indicators.permute_regions`.
        """
        region = self.region.copy()
        region[region >= 0] = generator.permutation(region[region >= 0])
        return replace(self, region=region)


def roster_of(
    organisations: pd.DataFrame,
    regions: pd.Index,
    *,
    groups: pd.DataFrame,
    focus_directions: pd.DataFrame,
    role_weights: Mapping[str, float],
) -> Roster:
    """Roster of all organisations of a table.

    Parameters
    ----------
    organisations
        Located organisations.
    regions
        Regions of the scheme.
    groups, focus_directions
        The pack's tables.
    role_weights
        Weight by helix role. A role not named counts 1.
    """
    import numpy as np
    import pandas as pd

    kinds = pd.Index(
        sorted({*organisations["kind"], *organisations["alternative_kind"].dropna()}), dtype="str"
    )
    codes = pd.Index(organisations["organisation"])
    confidence = organisations["confidence"].map(DROP_PROBABILITY)
    lookup = Lookup(
        table=organisations,
        kinds=kinds,
        alternative=_positions(kinds, organisations["alternative_kind"]),
        drop_probability=confidence.to_numpy(dtype=float),
        duplicate_of=_positions(codes, organisations["duplicate_of"]),
        group=_positions(tying_groups(groups), organisations["group"]),
        focus=_positions(pd.Index(focus_directions["focus"].unique()), organisations["focus"]),
        role_weight=np.array([role_weights.get(role, 1.0) for role in organisations["role"]]),
    )
    return Roster(
        lookup,
        rows=np.arange(len(organisations)),
        kind=_positions(kinds, organisations["kind"]),
        region=_positions(regions, organisations["region"]),
    )


def _positions(labels: pd.Index, values: pd.Series) -> np.ndarray:
    """Position of each value among the labels; -1 for missing and unknown."""
    import numpy as np

    found = labels.get_indexer(values)
    return np.where(values.isna().to_numpy(), -1, found)
