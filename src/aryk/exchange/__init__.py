"""Other tools' models: read into a case, written from a case."""
