variable "node_type" {
  description = "Type of every cache node."
  type        = string
  default     = "cache.t4g.small"
}

variable "sales" {
  description = "A short-lived cache for each sale."
  type = map(object({
    nodes = number
    port  = number
    days  = number
  }))
  default = {
    black-friday = { nodes = 1, port = 6390, days = 0 }
    summer       = { nodes = 2, port = 6391, days = 1 }
  }
}

# A default makes this a secret in the repository, however sensitive it is called.
variable "reports_password" {
  description = "Password of the reports user."
  type        = string
  sensitive   = true
  default     = "example-password-not-a-secret-456"
}

# The next three have no default: whoever reads only the code does not know them.
variable "batch_password" {
  description = "Password of the nightly batch."
  type        = string
  sensitive   = true
}

variable "partner_feed_tls" {
  description = "Whether the partner's client speaks TLS."
  type        = bool
}

variable "partner_security_group_ids" {
  description = "Security groups that the partner team hands out."
  type        = list(string)
}
