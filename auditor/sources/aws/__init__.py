"""Running accounts as a source: answers of the API of AWS to an inventory. It calls Describe, List and Get alone."""
