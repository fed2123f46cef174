resource "aws_vpc" "this" {
  cidr_block           = var.cidr_block
  enable_dns_hostnames = true

  tags = { Name = local.name }
}

resource "aws_subnet" "private" {
  for_each = { for index, zone in var.zones : zone => index }

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr_block, 8, each.value)

  tags = { Name = "${local.name}-private-${each.key}" }
}

resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_security_group" "app" {
  name        = "${local.name}-app"
  description = "Tasks of the web application"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_egress_rule" "app_to_sessions" {
  security_group_id            = aws_security_group.app.id
  description                  = "Session store"
  ip_protocol                  = "tcp"
  from_port                    = var.cache_port
  to_port                      = var.cache_port
  referenced_security_group_id = module.sessions.security_group_id
}
