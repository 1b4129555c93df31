"""What a person looks at: the HTML report of a run."""
