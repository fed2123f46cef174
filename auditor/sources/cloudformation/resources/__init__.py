"""Resources of templates as the model has them: how they are written, and the field tables of CloudFormation."""
