output "endpoint" {
  description = "Where the application writes sessions."
  value       = module.sessions.primary_endpoint
}
