"""A stand-in for AWS on this machine, and a made-up company in it: what `auditor demo` scans, and what tests ask.

`server` answers over HTTP what boto3 asks, in each of the protocols that it speaks. The shapes of all answers are those
of botocore's own models; `estate` holds what they tell of, as plain values.
"""
