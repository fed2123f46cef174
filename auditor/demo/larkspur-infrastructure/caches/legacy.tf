# Fixed here in May; nobody has applied it yet.
resource "aws_elasticache_replication_group" "pricing" {
  replication_group_id       = "legacy-pricing"
  description                = "legacy-pricing of Larkspur Travel"
  engine                     = "valkey"
  engine_version             = "7.2"
  node_type                  = "cache.m7g.large"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
  user_group_ids             = [aws_elasticache_user_group.services.user_group_id]
  subnet_group_name          = aws_elasticache_subnet_group.private.name
  security_group_ids         = [aws_security_group.cache.id]
  snapshot_retention_limit   = 7
}

variable "gift_card_token" {
  type    = string
  default = "hunter2-hunter2-hunter2"
}

# Comes with the next release.
resource "aws_elasticache_replication_group" "gift_cards" {
  replication_group_id       = "gift-cards"
  description                = "Balances of gift cards"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = "cache.t3.micro"
  num_cache_clusters         = 1
  transit_encryption_enabled = true
  auth_token                 = var.gift_card_token
  subnet_group_name          = aws_elasticache_subnet_group.private.name
  security_group_ids         = [aws_security_group.anyone.id]
}

resource "aws_elasticache_cluster" "pages" {
  cluster_id                   = "page-fragments"
  engine                       = "memcached"
  engine_version               = "1.6.22"
  node_type                    = "cache.m7g.large"
  num_cache_nodes              = 3
  az_mode                      = "cross-az"
  preferred_availability_zones = ["us-east-1a", "us-east-1b", "us-east-1c"]
  transit_encryption_enabled   = true
  subnet_group_name            = aws_elasticache_subnet_group.private.name
  security_group_ids           = [aws_security_group.pages.id]
}

resource "aws_elasticache_serverless_cache" "offers" {
  name   = "offers"
  engine = "valkey"
}
