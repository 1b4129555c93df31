"""THE TEN-DAY DESK: from what is there and what may come to the table that a commission signs, dekad by dekad."""
