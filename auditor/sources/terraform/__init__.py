"""Terraform code: syntax, evaluation and the resources that result."""
