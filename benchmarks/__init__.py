"""Benchmarks: whole commands on simulated hubs, each beside a peer or a bound of the same run."""
