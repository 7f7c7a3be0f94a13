"""Files that evaluation reads: their lines, each with its place, and their checksums."""
