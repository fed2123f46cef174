"""CloudFormation templates as a source: YAML and JSON, SAM, synthesised CDK, Serverless Framework."""
