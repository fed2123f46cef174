"""The same verdict whatever the infrastructure is written in."""
