"""Why a river cannot be run."""


class NoAllocationError(Exception):
    """A step for which no allocation keeps all bounds, or whose flows have none."""
