"""Indicators: specialisation, concentration, relatedness, complexity, in space.

Functions of a table of counts, regions x industries, or of what is made from it. A region or an
industry without enterprises gets missing values for itself and changes nothing else. A result whose
value depends on a choice says so in `attrs["convention"]`.
"""

# Groups of indicators, each with the modules that hold its functions.
GROUPS = {
    "specialisation": ("specialisation", "inference"),
    "concentration": ("concentration", "variety", "location"),
    "relatedness": ("relatedness", "similarity", "exact", "nulls"),
    "complexity": ("complexity",),
    "spatial": ("spatial",),
}
