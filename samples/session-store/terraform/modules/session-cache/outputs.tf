output "arn" {
  description = "ARN of the replication group."
  value       = aws_elasticache_replication_group.this.arn
}

output "user_arns" {
  description = "ARN of each user by its name."
  value       = { for name, user in aws_elasticache_user.this : name => user.arn }
}

output "member_clusters" {
  description = "Identifiers of the nodes, known before they exist."
  value       = [for index in range(local.nodes) : format("%s-%03d", var.name, index + 1)]
}

output "security_group_id" {
  description = "Security group of the cache."
  value       = aws_security_group.this.id
}

output "primary_endpoint" {
  description = "Address and port of the primary."
  value       = "${aws_elasticache_replication_group.this.primary_endpoint_address}:${var.port}"
}
