"""From the text of a template to nodes with places."""
