"""Values of which a part is not known yet: what the sources that evaluate code work with."""
