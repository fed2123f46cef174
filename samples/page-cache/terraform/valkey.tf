resource "random_password" "hot_pages" {
  length  = 48
  special = false
}

# Encryption at rest is not mentioned: Valkey encrypts all the same.
resource "aws_elasticache_replication_group" "hot_pages" {
  replication_group_id       = "news-hot-pages"
  description                = "Front page and breaking news"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = "cache.t4g.medium"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  port                       = local.ports.valkey
  subnet_group_name          = aws_elasticache_subnet_group.cache.name
  security_group_ids         = [aws_security_group.cache["valkey"].id]
  transit_encryption_enabled = true
  auth_token                 = random_password.hot_pages.result
  snapshot_retention_limit   = 7
}

# The same block for two engines. Left unset, encryption at rest is on for Valkey and off for Redis;
# TLS is off for both, because the provider sends a plain false.
resource "aws_elasticache_replication_group" "thumbnails" {
  for_each = {
    redis  = "7.1"
    valkey = "7.2"
  }

  replication_group_id       = "news-thumbnails-${each.key}"
  description                = "Thumbnails, comparing ${each.key}"
  engine                     = each.key
  engine_version             = each.value
  node_type                  = "cache.t4g.small"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  subnet_group_name          = aws_elasticache_subnet_group.cache.name
  security_group_ids         = [aws_security_group.cache["valkey"].id]
}
