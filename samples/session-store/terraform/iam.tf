# Both ARNs are needed: the cache and the user that the task becomes.
data "aws_iam_policy_document" "connect" {
  statement {
    sid     = "Connect"
    actions = ["elasticache:Connect"]
    resources = [
      module.sessions.arn,
      module.sessions.user_arns["session-app"],
    ]
  }
}

resource "aws_iam_policy" "connect" {
  name        = "${local.name}-connect"
  description = "Log in to the session store as session-app"
  policy      = data.aws_iam_policy_document.connect.json
}
