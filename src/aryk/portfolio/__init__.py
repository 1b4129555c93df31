"""Which measures to build together: the best portfolio under budgets, and what stands beside it."""
