resource "aws_vpc" "shop" {
  cidr_block                       = "10.20.0.0/16"
  assign_generated_ipv6_cidr_block = true
  enable_dns_hostnames             = true

  tags = { Name = "leaky-shop" }
}

data "aws_availability_zones" "available" {
  state = "available"
}

resource "aws_subnet" "shop" {
  count = 2

  vpc_id            = aws_vpc.shop.id
  availability_zone = data.aws_availability_zones.available.names[count.index]
  cidr_block        = cidrsubnet(aws_vpc.shop.cidr_block, 8, count.index)
  ipv6_cidr_block   = cidrsubnet(aws_vpc.shop.ipv6_cidr_block, 8, count.index)
}

resource "aws_elasticache_subnet_group" "shop" {
  name       = "leaky-shop"
  subnet_ids = aws_subnet.shop[*].id
}

resource "aws_default_security_group" "shop" {
  vpc_id = aws_vpc.shop.id

  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}

# Inline rule.
resource "aws_security_group" "cart" {
  name        = "leaky-shop-cart"
  description = "Open while we debug, TODO close"
  vpc_id      = aws_vpc.shop.id

  ingress {
    description = "redis"
    protocol    = "tcp"
    from_port   = 6379
    to_port     = 6379
    cidr_blocks = ["10.20.0.0/16", "0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# A rule of its own, IPv6 only, over a range of ports.
resource "aws_security_group" "catalog" {
  name        = "leaky-shop-catalog"
  description = "Catalog cache"
  vpc_id      = aws_vpc.shop.id
}

resource "aws_security_group_rule" "catalog_anyone_v6" {
  type              = "ingress"
  security_group_id = aws_security_group.catalog.id
  protocol          = "tcp"
  from_port         = 6000
  to_port           = 7000
  ipv6_cidr_blocks  = ["::/0"]
}

# The newest form of a rule.
resource "aws_security_group" "search" {
  name        = "leaky-shop-search"
  description = "Search cache"
  vpc_id      = aws_vpc.shop.id
}

resource "aws_vpc_security_group_ingress_rule" "search_anyone" {
  security_group_id = aws_security_group.search.id
  ip_protocol       = "tcp"
  from_port         = 6379
  to_port           = 6379
  cidr_ipv4         = "0.0.0.0/0"
}

# Two halves are the whole.
resource "aws_security_group" "recommendations" {
  name        = "leaky-shop-recommendations"
  description = "Recommendations cache"
  vpc_id      = aws_vpc.shop.id
}

resource "aws_vpc_security_group_ingress_rule" "recommendations_halves" {
  for_each = toset(["0.0.0.0/1", "128.0.0.0/1"])

  security_group_id = aws_security_group.recommendations.id
  ip_protocol       = "tcp"
  from_port         = 6379
  to_port           = 6379
  cidr_ipv4         = each.value
}

# Every protocol and port: no port number to find.
resource "aws_security_group" "reviews" {
  name        = "leaky-shop-reviews"
  description = "Reviews cache"
  vpc_id      = aws_vpc.shop.id
}

resource "aws_security_group_rule" "reviews_everything" {
  type              = "ingress"
  security_group_id = aws_security_group.reviews.id
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

# The world may use 6390 and the VPC 6391: only a cache that listens on 6390 is open.
resource "aws_security_group" "sales" {
  name        = "leaky-shop-sales"
  description = "Caches of the sales"
  vpc_id      = aws_vpc.shop.id

  dynamic "ingress" {
    for_each = { 6390 = "0.0.0.0/0", 6391 = "10.20.0.0/16" }

    content {
      protocol    = "tcp"
      from_port   = ingress.key
      to_port     = ingress.key
      cidr_blocks = [ingress.value]
    }
  }
}
