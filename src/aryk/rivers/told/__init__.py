"""What a run of a river tells: observations, limits, accounts."""
