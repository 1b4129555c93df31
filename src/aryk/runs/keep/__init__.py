"""What it takes to keep a commitment: held as a limit of the plan, with measures where they are needed."""
