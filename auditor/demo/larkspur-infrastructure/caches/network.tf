terraform {
  required_version = ">= 1.6"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = {
      environment = "production"
      managed-by  = "terraform"
    }
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.10.0.0/16"
}

resource "aws_subnet" "private" {
  for_each = { "us-east-1a" = "10.10.0.0/24", "us-east-1b" = "10.10.1.0/24", "us-east-1c" = "10.10.2.0/24" }

  vpc_id            = aws_vpc.main.id
  availability_zone = each.key
  cidr_block        = each.value
}

resource "aws_elasticache_subnet_group" "private" {
  name        = "cache-private"
  description = "The private subnets"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_security_group" "services" {
  name        = "services"
  description = "Services in containers"
  vpc_id      = aws_vpc.main.id
}

resource "aws_security_group" "cache" {
  name        = "cache-from-services"
  description = "Caches, from the services alone"
  vpc_id      = aws_vpc.main.id

  ingress {
    description     = "Redis and Valkey"
    protocol        = "tcp"
    from_port       = 6379
    to_port         = 6380
    security_groups = [aws_security_group.services.id]
  }
}

resource "aws_security_group" "pages" {
  name        = "pages-from-services"
  description = "Page caches, from the services alone"
  vpc_id      = aws_vpc.main.id

  ingress {
    description     = "Memcached"
    protocol        = "tcp"
    from_port       = 11211
    to_port         = 11211
    security_groups = [aws_security_group.services.id]
  }
}

# For the load test of March.
resource "aws_security_group" "anyone" {
  name        = "cache-open"
  description = "created while debugging, remove!"
  vpc_id      = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 0
    to_port     = 65535
    cidr_blocks = ["0.0.0.0/0"]
  }
}
