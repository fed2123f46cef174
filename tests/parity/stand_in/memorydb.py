"""What resources of MemoryDB have, as the source of hashicorp/aws 6 declares it; `schemas` tells how to read this."""

from __future__ import annotations

_ENDPOINT = "list(object{address:string port:number})"

SCHEMAS = {
    "aws_memorydb_cluster": f"""
acl_name string r
arn string c
auto_minor_version_upgrade bool o =true
cluster_endpoint {_ENDPOINT} c
data_tiering bool o =false
description string o =Managed by Terraform
engine string oc
engine_patch_version string c
engine_version string oc
final_snapshot_name string o
kms_key_arn string o
maintenance_window string oc
multi_region_cluster_name string o
name string oc
name_prefix string oc
node_type string r
num_replicas_per_shard number o =1
num_shards number o =1
parameter_group_name string oc
port number oc
security_group_ids set(string) o
snapshot_arns list(string) o
snapshot_name string o
snapshot_retention_limit number oc
snapshot_window string oc
sns_topic_arn string o
subnet_group_name string oc
tls_enabled bool o =true
tags
{{ timeouts single
  create string o
  update string o
  delete string o
}}
""",
    "aws_memorydb_acl": """
arn string c
minimum_engine_version string c
name string oc
name_prefix string oc
user_names set(string) o
tags
""",
    "aws_memorydb_user": """
access_string string r
arn string c
minimum_engine_version string c
user_name string r
tags
{ authentication_mode list
  password_count number c
  passwords set(string) o s
  type string r
}
""",
    "aws_memorydb_subnet_group": """
arn string c
description string o =Managed by Terraform
name string oc
name_prefix string oc
subnet_ids set(string) r
vpc_id string c
tags
""",
    "aws_memorydb_parameter_group": """
arn string c
description string o =Managed by Terraform
family string r
name string oc
name_prefix string oc
tags
{ parameter set
  name string r
  value string r
}
""",
}
