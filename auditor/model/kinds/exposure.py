"""What is derived of how far away clients of a cache can be: by its security groups, its subnets and their routes."""

from __future__ import annotations

#: How far away clients can be, nearest first.
REACH = "none < self < named groups < subnet < vpc < private < other networks < any address < internet"

#: Of what has network interfaces in a VPC.
EXPOSURE = {
    "reach.by_groups": f"derived enum: {REACH} | from how far its security groups let clients in to its ports",
    "reach.prefix_ipv4": "derived int | prefix length of the widest IPv4 block that its groups let in to its ports",
    "reach.prefix_ipv6": "derived int | the same for IPv6; absent for a cache without IPv6 addresses",
    "reach.all_ports": f"derived enum: {REACH} | from how far its security groups let clients in to every TCP port",
    "reach.egress": f"derived enum: {REACH} | how far its security groups let it connect to",
    "reach.over_ipv6": f"derived enum: {REACH} | the same as by_groups over IPv6, whose addresses need no translation",
    "reach.by_nacls": f"derived enum: {REACH} | from how far network ACLs of its subnets let clients in to its ports",
    "subnets.public": "derived list | those of its subnets that have a route to an internet gateway",
    "routes.elsewhere": "derived list | networks beyond its VPC that routes lead to and its groups let in",
    "groups.default": "derived bool | whether one of its security groups is the VPC's default group",
}

#: Of a serverless cache.
CHOSEN = {"subnets.chosen": "derived bool | whether somebody states its subnets, so that AWS does not choose them"}

#: Of what there was on nodes before VPCs.
CLASSIC = {"classic_groups": "list | cache security groups of EC2-Classic that it names"}

#: Of a subnet group: its subnets, and what follows from them.
ZONES = "derived int | zones that its subnets are in"
SUBNETS = {"subnets": "subnet | the subnets that nodes are placed in"}

#: Of what is placed in a subnet group.
PLACED = {
    "subnet_group.default": "derived bool | whether that is the group `default`, also by stating none",
}
