"""Readers of what describes caches: Terraform code, plans and states, CloudFormation templates."""
