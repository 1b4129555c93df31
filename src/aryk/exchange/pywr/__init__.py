"""Pywr models as cases."""
