resource "aws_elasticache_replication_group" "orders" {
  replication_group_id       = "shop-orders"
  description                = "Order status"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = "cache.r7g.large"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  subnet_group_name          = aws_elasticache_subnet_group.shop.name
  security_group_ids         = [aws_default_security_group.shop.id]
  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
  auto_minor_version_upgrade = "true"
  snapshot_retention_limit   = 14
}

resource "aws_elasticache_global_replication_group" "orders" {
  global_replication_group_id_suffix = "shop-orders"
  primary_replication_group_id       = aws_elasticache_replication_group.orders.id
}

# Engine, TLS and encryption at rest come from the primary and cannot be written here.
# Nodes, groups and backups are its own: one node, no security group named, no backup.
resource "aws_elasticache_replication_group" "orders_dr" {
  provider = aws.dr

  replication_group_id        = "shop-orders-dr"
  description                 = "Order status, disaster recovery"
  global_replication_group_id = aws_elasticache_global_replication_group.orders.global_replication_group_id
  num_cache_clusters          = 1
  auto_minor_version_upgrade  = "true"
}
