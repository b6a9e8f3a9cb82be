"""What the network says: distance, centrality, hubs, communities, spectrum. Siblings do not import each other."""
