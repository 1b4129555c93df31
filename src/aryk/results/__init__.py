"""What came out: labelled fields of a plan or a simulation, and the indicators read off them."""
