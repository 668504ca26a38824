"""The ground floor: errors, identifiers, registries, progress. Imports nothing of ours."""
