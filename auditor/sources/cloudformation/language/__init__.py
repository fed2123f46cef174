"""What a template means: parameters, conditions and intrinsic functions, as far as they can be known."""
