"""Synchronisation opportunities at three levels: new clusters, linkages, diversification.

One cross-section supports alignment potential; synchronisation proper needs series over time. The word
"opportunity" stands for the score and nothing more.
"""
