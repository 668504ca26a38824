"""From what models declare to the pedigree: evidence, edges, families, queries."""
