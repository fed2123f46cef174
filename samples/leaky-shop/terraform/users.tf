# Search brings the built-in default user along: everybody, everything, no password.
resource "aws_elasticache_user" "search_app" {
  user_id       = "shop-search-app"
  user_name     = "search-app"
  engine        = "redis"
  access_string = "on ~* +@all"
  passwords     = ["example-password-not-a-secret-123"]
}

resource "aws_elasticache_user_group" "search" {
  user_group_id = "shop-search"
  engine        = "redis"
  user_ids      = ["default", aws_elasticache_user.search_app.user_id]
}

# Recommendations replaced it, with another that is just as open.
resource "aws_elasticache_user" "open_default" {
  user_id              = "shop-default"
  user_name            = "default"
  engine               = "redis"
  access_string        = "on ~* +@all"
  no_password_required = true
}

resource "aws_elasticache_user" "reports" {
  user_id       = "shop-reports"
  user_name     = "reports"
  engine        = "redis"
  access_string = "on ~report:* -@all +@read"

  authentication_mode {
    type      = "password"
    passwords = [var.reports_password]
  }
}

resource "aws_elasticache_user_group" "recommendations" {
  user_group_id = "shop-recommendations"
  engine        = "redis"
  user_ids      = [aws_elasticache_user.open_default.user_id, aws_elasticache_user.reports.user_id]

  lifecycle {
    ignore_changes = [user_ids]
  }
}

resource "aws_elasticache_user" "batch" {
  user_id       = "shop-batch"
  user_name     = "batch"
  engine        = "redis"
  access_string = "on ~batch:* -@all +@read +@write"

  authentication_mode {
    type      = "password"
    passwords = [var.batch_password]
  }
}

resource "aws_elasticache_user_group_association" "batch" {
  user_group_id = aws_elasticache_user_group.recommendations.user_group_id
  user_id       = aws_elasticache_user.batch.user_id
}
