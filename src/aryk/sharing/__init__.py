"""What parties gain from acting together, and how the gain may be divided."""
