locals {
  zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]

  # Port of each engine, and so of each rule below.
  ports = {
    memcached = 11211
    valkey    = 6379
  }
}

resource "aws_vpc" "news" {
  cidr_block           = "10.60.0.0/16"
  enable_dns_hostnames = true

  tags = { Name = "news" }
}

resource "aws_subnet" "cache" {
  for_each = toset(local.zones)

  vpc_id            = aws_vpc.news.id
  availability_zone = each.value
  cidr_block        = cidrsubnet(aws_vpc.news.cidr_block, 8, index(local.zones, each.value))
}

resource "aws_elasticache_subnet_group" "cache" {
  name        = "news-cache"
  description = "Cache subnets of the news site"
  subnet_ids  = [for zone in local.zones : aws_subnet.cache[zone].id]
}

resource "aws_security_group" "web" {
  name        = "news-web"
  description = "Web servers"
  vpc_id      = aws_vpc.news.id
}

resource "aws_security_group" "cache" {
  for_each = local.ports

  name        = "news-${each.key}"
  description = "Clients of ${each.key}"
  vpc_id      = aws_vpc.news.id
}

resource "aws_vpc_security_group_ingress_rule" "web_to_cache" {
  for_each = local.ports

  security_group_id            = aws_security_group.cache[each.key].id
  description                  = "Web servers"
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
  referenced_security_group_id = aws_security_group.web.id
}

# The old pages are served by whatever still runs in the VPC.
resource "aws_security_group" "legacy" {
  name        = "news-legacy"
  description = "Clients of the old page cache"
  vpc_id      = aws_vpc.news.id

  ingress {
    description = "Anything in the VPC"
    protocol    = "tcp"
    from_port   = local.ports.memcached
    to_port     = local.ports.memcached
    cidr_blocks = [aws_vpc.news.cidr_block]
  }
}
