"""Files that suppliers send: read with limits, values only, and made into lines of an offer with what is doubtful."""
