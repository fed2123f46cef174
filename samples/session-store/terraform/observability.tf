data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }

  statement {
    sid       = "LogsAndAlerts"
    actions   = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"]
    resources = ["*"]

    principals {
      type = "Service"
      identifiers = [
        "logs.${var.region}.amazonaws.com",
        "cloudwatch.amazonaws.com",
        "elasticache.amazonaws.com",
      ]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_kms_key" "sessions" {
  description             = "Session store, its logs and its alerts"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "sessions" {
  name          = "alias/${local.name}"
  target_key_id = aws_kms_key.sessions.key_id
}

resource "aws_cloudwatch_log_group" "valkey" {
  name              = "/elasticache/${local.name}"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.sessions.arn
}

resource "aws_sns_topic" "alerts" {
  name              = "${local.name}-alerts"
  kms_master_key_id = aws_kms_key.sessions.arn
}

locals {
  alarms = {
    EngineCPUUtilization          = { statistic = "Average", threshold = 80, unit = "percent" }
    DatabaseMemoryUsagePercentage = { statistic = "Maximum", threshold = 80, unit = "percent" }
    Evictions                     = { statistic = "Sum", threshold = 0, unit = "keys" }
    ReplicationLag                = { statistic = "Maximum", threshold = 5, unit = "seconds" }
    AuthenticationFailures        = { statistic = "Sum", threshold = 20, unit = "attempts" }
  }

  alarm_targets = {
    for pair in setproduct(keys(local.alarms), module.sessions.member_clusters) :
    "${pair[1]}-${pair[0]}" => { metric = pair[0], node = pair[1] }
  }
}

resource "aws_cloudwatch_metric_alarm" "node" {
  for_each = local.alarm_targets

  alarm_name          = each.key
  alarm_description   = "${each.value.metric} of ${each.value.node} in ${local.alarms[each.value.metric].unit}"
  namespace           = "AWS/ElastiCache"
  metric_name         = each.value.metric
  dimensions          = { CacheClusterId = each.value.node }
  statistic           = local.alarms[each.value.metric].statistic
  comparison_operator = "GreaterThanThreshold"
  threshold           = local.alarms[each.value.metric].threshold
  period              = 60
  evaluation_periods  = 5
  alarm_actions       = [aws_sns_topic.alerts.arn]
}
