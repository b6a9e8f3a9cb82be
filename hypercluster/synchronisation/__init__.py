"""Opportunities at three levels: new clusters, linkages, diversification.

One cross-section supports alignment potential. Synchronisation proper needs series over time. The
word "opportunity" stands for the score and nothing more.
"""
