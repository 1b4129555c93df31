"""RULES FROM PLANS: what stored water is worth when the future is not known, handed to a river run as tables."""
