locals {
  name = "sessions-${var.environment}"

  tags = {
    Environment = var.environment
    Service     = "sessions"
    Workload    = "session-store"
    ManagedBy   = "terraform"
  }
}

module "sessions" {
  source = "./modules/session-cache"

  name           = local.name
  description    = "Login sessions of the ${var.environment} shop"
  engine_version = "8.0"
  node_type      = "cache.r7g.large"
  replicas       = length(var.zones) - 1
  port           = var.cache_port

  vpc_id     = aws_vpc.this.id
  subnet_ids = [for zone in var.zones : aws_subnet.private[zone].id]
  clients = {
    app = aws_security_group.app.id
  }

  kms_key_arn            = aws_kms_key.sessions.arn
  log_group_name         = aws_cloudwatch_log_group.valkey.name
  notification_topic_arn = aws_sns_topic.alerts.arn

  users = {
    session-app   = "on ~session:* resetchannels -@all +@read +@write +@connection +@transaction -@dangerous"
    session-audit = "on %R~session:* resetchannels -@all +@read +@connection -@dangerous"
  }
}
