variable "name" {
  description = "Identifier of the cache and prefix of everything around it."
  type        = string
}

variable "description" {
  description = "What the cache is for."
  type        = string
}

variable "engine_version" {
  description = "Valkey version as major.minor."
  type        = string
  default     = "8.0"
}

variable "node_type" {
  description = "Type of every node."
  type        = string
  default     = "cache.r7g.large"
}

variable "replicas" {
  description = "Replicas beside the primary."
  type        = number
  default     = 1

  validation {
    condition     = var.replicas >= 1 && var.replicas <= 5
    error_message = "A session store needs one to five replicas."
  }
}

variable "port" {
  description = "Port that clients connect to."
  type        = number
  default     = 6379
}

variable "vpc_id" {
  description = "VPC of the cache."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, one for each zone."
  type        = list(string)
}

variable "clients" {
  description = "Security groups that may connect, by a name of your choice."
  type        = map(string)
}

variable "users" {
  description = "Access string of each user; all of them log in through IAM."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "Customer managed key for data on disk and snapshots."
  type        = string
}

variable "log_group_name" {
  description = "Log group for slow and engine log."
  type        = string
}

variable "notification_topic_arn" {
  description = "Topic for failovers and maintenance."
  type        = string
}

variable "snapshot_days" {
  description = "Days that automatic snapshots are kept."
  type        = number
  default     = 14
}
