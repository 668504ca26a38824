"""Parents that nobody declared, inferred from names, cards, tags and configurations."""
