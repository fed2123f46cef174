"""From evaluated values to resources of the model: what does not depend on where the values come from."""
