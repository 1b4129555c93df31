"""A case written as a PyPSA network: sheet of components, and one file for each kind of row."""
