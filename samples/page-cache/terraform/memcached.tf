# As good as Memcached on nodes gets: TLS, three zones, and only the web servers may connect.
resource "aws_elasticache_cluster" "fragments" {
  cluster_id                 = "news-fragments"
  engine                     = "memcached"
  engine_version             = "1.6.22"
  node_type                  = "cache.t4g.medium"
  num_cache_nodes            = 3
  az_mode                    = "cross-az"
  port                       = local.ports.memcached
  subnet_group_name          = aws_elasticache_subnet_group.cache.name
  security_group_ids         = [aws_security_group.cache["memcached"].id]
  transit_encryption_enabled = true
}

# 1.6.6 has no TLS to switch on: the way out is a newer version, which is a new cluster.
resource "aws_elasticache_cluster" "legacy_pages" {
  cluster_id           = "news-legacy-pages"
  engine               = "memcached"
  engine_version       = "1.6.6"
  node_type            = "cache.t3.medium"
  num_cache_nodes      = 2
  az_mode              = "single-az"
  parameter_group_name = "default.memcached1.6"
  subnet_group_name    = aws_elasticache_subnet_group.cache.name
  security_group_ids   = [aws_security_group.legacy.id]
}

# Serverless: encrypted always, and unlike the nodes above it could be backed up.
resource "aws_elasticache_serverless_cache" "api_responses" {
  name                 = "news-api-responses"
  description          = "Responses of the public API"
  engine               = "memcached"
  major_engine_version = "1.6"
  subnet_ids           = [for zone in local.zones : aws_subnet.cache[zone].id]
  security_group_ids   = [aws_security_group.cache["memcached"].id]

  cache_usage_limits {
    data_storage {
      maximum = 10
      unit    = "GB"
    }

    ecpu_per_second {
      maximum = 5000
    }
  }
}
