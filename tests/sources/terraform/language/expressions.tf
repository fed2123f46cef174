# What the expressions in expressions.jsonl are evaluated over.
variable "text" { default = "redis" }
variable "typed_number" {
  type    = number
  default = "6379"
}
variable "typed_text" {
  type    = string
  default = 7.1
}
variable "flag" {
  type    = bool
  default = "true"
}
variable "nothing" { default = null }
variable "names" {
  type    = list(string)
  default = ["b", "a", "b"]
}
variable "numbers" {
  type    = set(number)
  default = [3, 1, 2, 3]
}
variable "tags" {
  type    = map(string)
  default = { env = "prod", count = 3 }
}
variable "cache" {
  type = object({
    name     = string
    port     = optional(number, 6379)
    tls      = optional(bool)
    replicas = optional(number, 1)
    nested   = optional(object({ on = optional(bool, true), size = optional(number) }), {})
  })
  default = { name = "c", port = null, replicas = "2", more = "dropped" }
}
variable "caches" {
  type    = map(object({ engine = string, tls = optional(bool, true) }))
  default = { b = { engine = "redis" }, a = { engine = "valkey", tls = false } }
}
variable "pair" {
  type    = tuple([string, number])
  default = [1, "2"]
}
variable "anything" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
locals {
  one     = 1
  two     = "2"
  yes     = true
  empty   = []
  none    = {}
  words   = ["x", "yy", "zzz"]
  users   = [{ name = "ann", admin = true, age = 30 }, { name = "bob", admin = false, age = 20 }, { name = "cid", admin = true, age = 20 }]
  nested  = { a = { b = [{ c = 1 }, { c = 2 }] }, null_one = null, "odd key" = "odd" }
  set     = toset(["q", "p", "q"])
  numbers = [1, 2, 3, 4]
}
