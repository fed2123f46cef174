"""A made-up company: what stands in company.yaml, in the shapes of the API of AWS."""
