"""What does the network say?

Distance, centrality, hubs, communities, spectrum, series. Siblings do not import each other.
"""
