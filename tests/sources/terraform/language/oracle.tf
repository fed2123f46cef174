# What nobody gives a value; beside expressions.tf.
variable "u_text" { type = string }
variable "u_number" { type = number }
variable "u_bool" { type = bool }
variable "u_list" { type = list(string) }
variable "u_map" { type = map(string) }
variable "u_object" {
  type = object({ a = string, b = optional(number) })
}
variable "u_any" {}
resource "terraform_data" "u" {
  input = uuid()
}
