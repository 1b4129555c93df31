"""The sections of the report, each from a `View` to HTML."""
