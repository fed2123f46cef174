"""Readers of what describes caches: Terraform code, plans, state, the AWS API."""
