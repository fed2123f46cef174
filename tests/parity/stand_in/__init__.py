"""A stand-in for the providers hashicorp/aws and hashicorp/random: it plans and "makes" what they would, offline.

The real ones are out of reach where there is no network, but plans and states must be what Terraform writes. So the
real `terraform` talks to this one, whose schemas are those of the real ones, over the protocol of providers.
It needs the extra `stand-in`; nothing but `python -m tests.parity.retell` and the oracle tests use it.
"""
