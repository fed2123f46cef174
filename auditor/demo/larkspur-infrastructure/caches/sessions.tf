resource "aws_kms_key" "cache" {
  description         = "Caches"
  enable_key_rotation = true
}

resource "aws_sns_topic" "events" {
  name              = "cache-events"
  kms_master_key_id = aws_kms_key.cache.arn
}

resource "aws_cloudwatch_log_group" "cache" {
  for_each = toset(["slow-log", "engine-log"])

  name              = "/larkspur/cache/${each.key}"
  retention_in_days = 90
  kms_key_id        = aws_kms_key.cache.arn
}

resource "aws_elasticache_user" "app" {
  user_id       = "app"
  user_name     = "app"
  engine        = "valkey"
  access_string = "on ~app:* resetchannels &app:* -@all +@read +@write +@connection -@dangerous"

  authentication_mode {
    type = "iam"
  }
}

resource "aws_elasticache_user_group" "services" {
  user_group_id = "services"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.app.user_id]
}

resource "aws_elasticache_parameter_group" "valkey8" {
  name   = "larkspur-valkey8"
  family = "valkey8"

  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }

  parameter {
    name  = "timeout"
    value = "300"
  }

  parameter {
    name  = "acl-pubsub-default"
    value = "resetchannels"
  }
}

resource "aws_elasticache_replication_group" "sessions" {
  for_each = toset(["checkout-sessions", "account-sessions"])

  replication_group_id       = each.key
  description                = "${each.key} of Larkspur Travel"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = "cache.r7g.large"
  num_cache_clusters         = 3
  automatic_failover_enabled = true
  multi_az_enabled           = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.cache.arn
  user_group_ids             = [aws_elasticache_user_group.services.user_group_id]
  parameter_group_name       = aws_elasticache_parameter_group.valkey8.name
  subnet_group_name          = aws_elasticache_subnet_group.private.name
  security_group_ids         = [aws_security_group.cache.id]
  snapshot_retention_limit   = 14
  snapshot_window            = "03:00-04:00"
  maintenance_window         = "sun:04:30-sun:05:30"
  final_snapshot_identifier  = "${each.key}-last"
  notification_topic_arn     = aws_sns_topic.events.arn
  apply_immediately          = false

  dynamic "log_delivery_configuration" {
    for_each = aws_cloudwatch_log_group.cache

    content {
      destination      = log_delivery_configuration.value.name
      destination_type = "cloudwatch-logs"
      log_format       = "json"
      log_type         = log_delivery_configuration.key
    }
  }

  tags = { team = "platform", workload = "session-store" }
}
