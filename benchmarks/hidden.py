"""Communities that no single layer shows.

The same race on a harder synthetic multiplex, without the peers that are too slow.
"""

from __future__ import annotations

from functools import partial

import communities
from measure import Contender
from synthetic import HARDLY_INSIDE

TITLE = "Communities, 30 % of the ties inside"
NOTES = (
    (
        "Here one layer alone is below what can be detected (each node has 3 of its 10 ties "
        "inside), "
        "the sum of four is above."
    ),
    "py3plex is left out: it does not finish the easier case.",
)
CONTENDERS = tuple(
    Contender(contender.label, partial(contender.prepare, inside=HARDLY_INSIDE), contender.work)
    for contender in communities.CONTENDERS
    if not contender.label.startswith("py3plex")
)
agreement = communities.agreement
