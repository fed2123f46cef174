# Nothing at all: no TLS, no encryption, no login, one node, no backup, no patches.
resource "aws_elasticache_replication_group" "cart" {
  replication_group_id       = "shop-cart"
  description                = "Shopping carts"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.node_type
  num_cache_clusters         = 1
  subnet_group_name          = aws_elasticache_subnet_group.shop.name
  security_group_ids         = [aws_security_group.cart.id]
  transit_encryption_enabled = false
  at_rest_encryption_enabled = false
  auto_minor_version_upgrade = "false"
}

# TLS is offered, plaintext is still taken; the token stands in the code.
resource "aws_elasticache_replication_group" "catalog" {
  replication_group_id       = "shop-catalog"
  description                = "Product catalog"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = var.node_type
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  subnet_group_name          = aws_elasticache_subnet_group.shop.name
  security_group_ids         = [aws_security_group.catalog.id]
  network_type               = "dual_stack"
  transit_encryption_enabled = true
  transit_encryption_mode    = "preferred"
  at_rest_encryption_enabled = "false"
  auth_token                 = "example-token-not-a-secret-123"
  snapshot_retention_limit   = 1
}

# Users are attached, and the built-in default user is one of them.
resource "aws_elasticache_replication_group" "search" {
  replication_group_id       = "shop-search"
  description                = "Search results"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.node_type
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  subnet_group_name          = aws_elasticache_subnet_group.shop.name
  security_group_ids         = [aws_security_group.search.id]
  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
  user_group_ids             = [aws_elasticache_user_group.search.user_group_id]
  snapshot_retention_limit   = 7
}

# The same with a home-made default user.
resource "aws_elasticache_replication_group" "recommendations" {
  replication_group_id       = "shop-recommendations"
  description                = "Recommendations"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.node_type
  num_cache_clusters         = 1
  subnet_group_name          = aws_elasticache_subnet_group.shop.name
  security_group_ids         = [aws_security_group.recommendations.id]
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  at_rest_encryption_enabled = true
  user_group_ids             = [aws_elasticache_user_group.recommendations.user_group_id]
  auto_minor_version_upgrade = "false"
}

# An empty list of groups is no group. Redis 6.2 has no TLS mode: TLS on is TLS only.
resource "aws_elasticache_replication_group" "reviews" {
  replication_group_id       = "shop-reviews"
  description                = "Product reviews"
  engine                     = "redis"
  engine_version             = "6.2"
  node_type                  = var.node_type
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  subnet_group_name          = aws_elasticache_subnet_group.shop.name
  security_group_ids         = [aws_security_group.reviews.id]
  transit_encryption_enabled = true
  user_group_ids             = []
  snapshot_retention_limit   = 3
}

# One block, two caches, different verdicts.
resource "aws_elasticache_replication_group" "sale" {
  for_each = var.sales

  replication_group_id       = "shop-sale-${each.key}"
  description                = "Stock counters of the ${each.key} sale"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.node_type
  port                       = each.value.port
  num_cache_clusters         = each.value.nodes
  automatic_failover_enabled = each.value.nodes > 1
  multi_az_enabled           = each.value.nodes > 1
  subnet_group_name          = aws_elasticache_subnet_group.shop.name
  security_group_ids         = [aws_security_group.sales.id]
  snapshot_retention_limit   = each.value.days
}

# Shards without a replica: failover is on, with nothing to fail over to.
resource "aws_elasticache_replication_group" "stock" {
  count = 2

  replication_group_id       = "shop-stock-${count.index}"
  description                = "Stock levels of warehouse ${count.index}"
  engine                     = "valkey"
  engine_version             = "7.2"
  node_type                  = "cache.r7g.large"
  parameter_group_name       = "default.valkey7.cluster.on"
  num_node_groups            = 2
  replicas_per_node_group    = 0
  automatic_failover_enabled = true
  subnet_group_name          = aws_elasticache_subnet_group.shop.name
  security_group_ids         = [aws_default_security_group.shop.id]
}

# A lone node: what it lacks, only a replication group could give.
resource "aws_elasticache_cluster" "coupons" {
  cluster_id                 = "shop-coupons"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.node_type
  num_cache_nodes            = 1
  subnet_group_name          = aws_elasticache_subnet_group.shop.name
  security_group_ids         = [aws_security_group.search.id]
  auto_minor_version_upgrade = "false"
}

# Encrypted whether it likes it or not, and open to whoever can route to it.
resource "aws_elasticache_serverless_cache" "wishlist" {
  name                 = "shop-wishlist"
  description          = "Wish lists"
  engine               = "valkey"
  major_engine_version = "8"
}

# What depends on a variable without a value is not established.
resource "aws_elasticache_replication_group" "partner_feed" {
  replication_group_id       = "shop-partner-feed"
  description                = "Stock feed for the partner"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.node_type
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  subnet_group_name          = aws_elasticache_subnet_group.shop.name
  security_group_ids         = var.partner_security_group_ids
  transit_encryption_enabled = var.partner_feed_tls
  at_rest_encryption_enabled = true
  snapshot_retention_limit   = 7
}
