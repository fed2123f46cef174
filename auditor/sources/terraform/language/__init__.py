"""The language of Terraform: values, operators, functions and the partial evaluator of expressions."""
