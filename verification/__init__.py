"""Do the numbers keep what they promise? Planted truths are found, intervals cover, nulls hold."""
