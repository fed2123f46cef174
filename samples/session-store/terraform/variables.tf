variable "region" {
  description = "Region of the session store."
  type        = string
  default     = "eu-central-1"
}

variable "environment" {
  description = "Name of the environment, part of every identifier."
  type        = string
}

variable "cidr_block" {
  description = "Address range of the VPC."
  type        = string
  default     = "10.40.0.0/16"
}

variable "zones" {
  description = "Zones that the cache nodes are spread over."
  type        = list(string)
  default     = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
}

variable "cache_port" {
  description = "Port that Valkey listens on."
  type        = number
  default     = 6380
}
