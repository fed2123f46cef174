"""Facts derived from other facts: pure functions over an inventory, computed only when a selected rule asks."""
