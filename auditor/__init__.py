"""Find insecure, fragile and wasteful caches on AWS: in infrastructure code, in a live account and on the wire."""

__version__ = "0.1.0"
