"""The commands of the command line, one per file. Each returns its exit code."""
