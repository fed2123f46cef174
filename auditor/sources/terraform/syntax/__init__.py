"""From bytes to syntax: nodes with exact places, whatever the bytes are."""
