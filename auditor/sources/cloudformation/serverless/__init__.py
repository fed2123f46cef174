"""Services of the Serverless Framework: what their resources are once its variables are filled in."""
