"""From evaluated resource blocks to the resources, facts and relations of the model."""
