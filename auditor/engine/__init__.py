"""Rules, conditions and their three-valued evaluation over an inventory."""
