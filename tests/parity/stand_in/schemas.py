"""What resources of the providers have, as their sources declare it: hashicorp/aws 6 and hashicorp/random 3.

A line is an attribute: name, type, and letters: r required, o optional, c computed, s sensitive, and `=value` for the
default that the provider's schema fills in where code leaves it unset. `{ name mode` opens a nested block, `}` ends it.
What code may leave unset and AWS then decides is `oc`: optional and computed, blocks too. Only types that stories and
parity tests use are here. Every regional resource also has `id` and `region`, and `tags` where it says so.
"""

from __future__ import annotations

from tests.parity.stand_in import memorydb

_LOGS = """
{ log_delivery_configuration set
  destination string r
  destination_type string r
  log_format string r
  log_type string r
}
"""
_TIMEOUTS = """
{ timeouts single
  create string o
  update string o
  delete string o
}
"""
#: One rule inside of a security group: an object in an attribute, which code may also write as a block.
_RULE = (
    "set(object{cidr_blocks:list(string) description:string from_port:number ipv6_cidr_blocks:list(string) "
    "prefix_list_ids:list(string) protocol:string security_groups:set(string) self:bool to_port:number})"
)

_CACHES = {
    "aws_elasticache_replication_group": f"""
apply_immediately bool oc
arn string c
at_rest_encryption_enabled string oc
auth_token string o s
auth_token_update_strategy string o
auto_minor_version_upgrade string oc
automatic_failover_enabled bool o =false
cluster_enabled bool c
cluster_mode string oc
configuration_endpoint_address string c
data_tiering_enabled bool oc
description string r
engine string oc
engine_version string oc
engine_version_actual string c
final_snapshot_identifier string o
global_replication_group_id string oc
ip_discovery string oc
kms_key_id string o
maintenance_window string oc
member_clusters set(string) c
multi_az_enabled bool o =false
network_type string oc
node_type string oc
notification_topic_arn string o
num_cache_clusters number oc
num_node_groups number oc
parameter_group_name string oc
port number o
preferred_cache_cluster_azs list(string) o
primary_endpoint_address string c
reader_endpoint_address string c
replicas_per_node_group number oc
replication_group_id string r
security_group_ids set(string) oc
security_group_names set(string) oc
snapshot_arns set(string) o
snapshot_name string o
snapshot_retention_limit number o
snapshot_window string oc
subnet_group_name string oc
transit_encryption_enabled bool oc
transit_encryption_mode string oc
user_group_ids set(string) o
tags
{{ node_group_configuration set c
  node_group_id string o
  primary_availability_zone string oc
  primary_outpost_arn string oc
  replica_availability_zones list(string) oc
  replica_count number o
  replica_outpost_arns list(string) oc
  slots string o
}}
{_LOGS}{_TIMEOUTS}""",
    "aws_elasticache_cluster": f"""
apply_immediately bool oc
arn string c
auto_minor_version_upgrade string o =true
availability_zone string oc
az_mode string oc
cache_nodes list(object{{address:string availability_zone:string id:string outpost_arn:string port:number}}) c
cluster_address string c
cluster_id string r
configuration_endpoint string c
engine string oc
engine_version string oc
engine_version_actual string c
final_snapshot_identifier string o
ip_discovery string oc
maintenance_window string oc
network_type string oc
node_type string oc
notification_topic_arn string o
num_cache_nodes number oc
outpost_mode string o
parameter_group_name string oc
port number oc
preferred_availability_zones list(string) o
preferred_outpost_arn string oc
replication_group_id string oc
security_group_ids set(string) oc
snapshot_arns list(string) o
snapshot_name string o
snapshot_retention_limit number o
snapshot_window string oc
subnet_group_name string oc
transit_encryption_enabled bool oc
tags
{_LOGS}{_TIMEOUTS}""",
    "aws_elasticache_serverless_cache": f"""
arn string c
create_time string c
daily_snapshot_time string oc
description string oc
endpoint list(object{{address:string port:number}}) c
engine string r
full_engine_version string c
kms_key_id string o
major_engine_version string oc
name string r
network_type string oc
reader_endpoint list(object{{address:string port:number}}) c
security_group_ids set(string) oc
snapshot_arns_to_restore list(string) o
snapshot_retention_limit number oc
status string c
subnet_ids set(string) oc
user_group_id string o
tags
{{ cache_usage_limits list
  {{ data_storage list
    maximum number o
    minimum number o
    unit string r
  }}
  {{ ecpu_per_second list
    maximum number o
    minimum number o
  }}
}}
{_TIMEOUTS}""",
    "aws_elasticache_user": f"""
access_string string r
arn string c
engine string r
no_password_required bool o =false
passwords set(string) o s
user_id string r
user_name string r
tags
{{ authentication_mode list c
  password_count number c
  passwords set(string) o s
  type string r
}}
{_TIMEOUTS}""",
    "aws_elasticache_user_group": """
arn string c
engine string r
user_group_id string r
user_ids set(string) o
tags
""",
    "aws_elasticache_user_group_association": f"""
user_group_id string r
user_id string r
{_TIMEOUTS}""",
    "aws_elasticache_parameter_group": """
arn string c
description string o =Managed by Terraform
family string r
name string r
tags
{ parameter set
  name string r
  value string r
}
""",
    "aws_elasticache_subnet_group": """
arn string c
description string o =Managed by Terraform
name string r
subnet_ids set(string) r
vpc_id string c
tags
""",
    "aws_elasticache_global_replication_group": f"""
arn string c
at_rest_encryption_enabled bool c
auth_token_enabled bool c
automatic_failover_enabled bool oc
cache_node_type string oc
cluster_enabled bool c
engine string oc
engine_version string oc
engine_version_actual string c
global_node_groups set(object{{global_node_group_id:string slots:string}}) c
global_replication_group_description string o
global_replication_group_id string c
global_replication_group_id_suffix string r
num_node_groups number oc
parameter_group_name string o
primary_replication_group_id string r
transit_encryption_enabled bool c
{_TIMEOUTS}""",
}

_NETWORK = {
    "aws_vpc": """
arn string c
assign_generated_ipv6_cidr_block bool o
cidr_block string oc
default_network_acl_id string c
default_route_table_id string c
default_security_group_id string c
dhcp_options_id string c
enable_dns_hostnames bool oc
enable_dns_support bool o =true
enable_network_address_usage_metrics bool oc
instance_tenancy string o =default
ipv4_ipam_pool_id string o
ipv4_netmask_length number o
ipv6_association_id string c
ipv6_cidr_block string oc
ipv6_cidr_block_network_border_group string oc
ipv6_ipam_pool_id string o
ipv6_netmask_length number o
main_route_table_id string c
owner_id string c
tags
""",
    "aws_subnet": f"""
arn string c
assign_ipv6_address_on_creation bool o =false
availability_zone string oc
availability_zone_id string oc
cidr_block string o
customer_owned_ipv4_pool string o
enable_dns64 bool o =false
enable_lni_at_device_index number o
enable_resource_name_dns_a_record_on_launch bool o =false
enable_resource_name_dns_aaaa_record_on_launch bool o =false
ipv6_cidr_block string o
ipv6_cidr_block_association_id string c
ipv6_native bool o =false
map_customer_owned_ip_on_launch bool o
map_public_ip_on_launch bool o =false
outpost_arn string o
owner_id string c
private_dns_hostname_type_on_launch string oc
vpc_id string r
tags
{_TIMEOUTS}""",
    "aws_security_group": f"""
arn string c
description string o =Managed by Terraform
egress {_RULE} oc
ingress {_RULE} oc
name string oc
name_prefix string oc
owner_id string c
revoke_rules_on_delete bool o =false
vpc_id string oc
tags
{_TIMEOUTS}""",
    "aws_default_security_group": f"""
arn string c
description string c
egress {_RULE} o
ingress {_RULE} o
name string c
name_prefix string c
owner_id string c
revoke_rules_on_delete bool o =false
vpc_id string oc
tags
""",
    "aws_security_group_rule": f"""
cidr_blocks list(string) o
description string o
from_port number r
ipv6_cidr_blocks list(string) o
prefix_list_ids list(string) o
protocol string r
security_group_id string r
security_group_rule_id string c
self bool o =false
source_security_group_id string oc
to_port number r
type string r
{_TIMEOUTS}""",
}
_MODERN_RULE = """
arn string c
cidr_ipv4 string o
cidr_ipv6 string o
description string o
from_port number o
ip_protocol string r
prefix_list_id string o
referenced_security_group_id string o
security_group_id string r
security_group_rule_id string c
to_port number o
tags
"""
_NETWORK["aws_vpc_security_group_ingress_rule"] = _NETWORK["aws_vpc_security_group_egress_rule"] = _MODERN_RULE

_AROUND = {
    "aws_kms_key": """
arn string c
bypass_policy_lockout_safety_check bool o =false
custom_key_store_id string o
customer_master_key_spec string o =SYMMETRIC_DEFAULT
deletion_window_in_days number o
description string oc
enable_key_rotation bool o =false
is_enabled bool o =true
key_id string c
key_usage string o =ENCRYPT_DECRYPT
multi_region bool oc
policy string oc
rotation_period_in_days number oc
xks_key_id string o
tags
""",
    "aws_kms_alias": """
arn string c
name string oc
name_prefix string oc
target_key_arn string c
target_key_id string r
""",
    "aws_cloudwatch_log_group": """
arn string c
deletion_protection_enabled bool oc
kms_key_id string o
log_group_class string oc
name string oc
name_prefix string oc
retention_in_days number o =0
skip_destroy bool o =false
tags
""",
    "aws_sns_topic": """
arn string c
beginning_archive_time string c
content_based_deduplication bool o =false
delivery_policy string o
display_name string o
fifo_topic bool o =false
kms_master_key_id string o
name string oc
name_prefix string oc
owner string c
policy string oc
signature_version number oc
tracing_config string oc
tags
""",
    "aws_cloudwatch_metric_alarm": """
actions_enabled bool o =true
alarm_actions set(string) o
alarm_description string o
alarm_name string r
arn string c
comparison_operator string r
datapoints_to_alarm number o
dimensions map(string) o
evaluate_low_sample_count_percentiles string oc
evaluation_periods number r
extended_statistic string o
insufficient_data_actions set(string) o
metric_name string o
namespace string o
ok_actions set(string) o
period number o
statistic string o
threshold number o
threshold_metric_id string o
treat_missing_data string o =missing
unit string o
tags
""",
    "aws_iam_policy": """
arn string c
attachment_count number c
description string o
name string oc
name_prefix string oc
path string o =/
policy string r
policy_id string c
tags
""",
    "random_password": """
bcrypt_hash string c s
keepers map(string) o
length number r
lower bool o =true
min_lower number o =0
min_numeric number o =0
min_special number o =0
min_upper number o =0
number bool oc
numeric bool oc
override_special string o
result string c s
special bool o =true
upper bool o =true
""",
}

#: Resource type -> its attributes and blocks.
RESOURCES: dict[str, str] = _CACHES | memorydb.SCHEMAS | _NETWORK | _AROUND

#: Type of data source -> the same.
DATA_SOURCES: dict[str, str] = {
    "aws_availability_zones": """
all_availability_zones bool o
exclude_names set(string) o
exclude_zone_ids set(string) o
group_names set(string) c
names list(string) c
state string o
zone_ids list(string) c
""",
    "aws_caller_identity": """
account_id string c
arn string c
user_id string c
""",
    "aws_iam_policy_document": """
json string c
minified_json string c
override_policy_documents list(string) o
policy_id string o
source_policy_documents list(string) o
version string oc
{ statement list
  actions set(string) o
  effect string o =Allow
  not_actions set(string) o
  not_resources set(string) o
  resources set(string) o
  sid string o
  { condition set
    test string r
    values list(string) r
    variable string r
  }
  { not_principals set
    identifiers set(string) r
    type string r
  }
  { principals set
    identifiers set(string) r
    type string r
  }
}
""",
}

#: The version of the schema of a resource type, where it is not the first.
VERSIONS = {
    "aws_elasticache_replication_group": 3,
    "aws_elasticache_cluster": 0,
    "aws_security_group": 1,
    "aws_default_security_group": 1,
    "aws_security_group_rule": 2,
    "aws_vpc": 1,
    "aws_subnet": 1,
    "aws_cloudwatch_metric_alarm": 1,
    "random_password": 3,
}
#: Types that belong to no region.
GLOBAL = frozenset({"aws_iam_policy", "random_password", "aws_iam_policy_document", "aws_caller_identity"})
#: Types that the newer framework of providers makes: there a set with an unknown member is not unknown as a whole.
NEWER = frozenset(
    {
        "aws_elasticache_serverless_cache",
        "aws_vpc_security_group_ingress_rule",
        "aws_vpc_security_group_egress_rule",
        "random_password",
    }
)
