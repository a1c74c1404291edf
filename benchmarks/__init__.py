"""What `make bench` runs: ratios of two things measured in one run on one machine."""
