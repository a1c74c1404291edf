"""What staff set: rules, closed times, resources; and what the rules refused. One blueprint a noun."""
