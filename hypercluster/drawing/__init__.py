"""What every picture shares: projection, places, curves, labels, ring, colours.

Pages (SVG), figures (matplotlib), notebooks (folium) and graph files (Gephi, QGIS) paint what
stands here. Nothing here draws, and no name, colour or place is decided by a painter.
"""
