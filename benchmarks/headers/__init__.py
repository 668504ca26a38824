"""How fast headers are read, and how many bytes they take over the network."""
