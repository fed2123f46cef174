import time

import pytest

from auditor.sources.cloudformation.syntax.detect import Kind, kind_of

TYPE = b"\n  A:\n    Type: AWS::SNS::Topic\n"
MEMBER = b'{"A": {"Type": "AWS::SNS::Topic"}}'


@pytest.mark.parametrize(
    "text",
    [
        b"AWSTemplateFormatVersion: 2010-09-09\n",
        b"---\nAWSTemplateFormatVersion: 2010-09-09\n",
        b"--- # c\n'AWSTemplateFormatVersion' : '2010-09-09'\r\nResources:\r\n",
        b"# c\n\n%YAML 1.1\n---\nDescription: x\nAWSTemplateFormatVersion: x\n",
        b"  Description: x\n  AWSTemplateFormatVersion: x\n",
        b"\xef\xbb\xbfAWSTemplateFormatVersion: x\n",
        "AWSTemplateFormatVersion: x\n".encode("utf-16"),
        b"Description: x\rAWSTemplateFormatVersion: x\r",
        b"Transform: AWS::Serverless-2016-10-31\nResources: {}\n",
        b"Transform:\n  - AWS::LanguageExtensions\n  - AWS::Serverless-2016-10-31\n",
        b"Resources:" + TYPE,
        b"Resources:\n  A:\n    Properties: {}\n    Type: 'Custom::Thing'\n",
        b"{Resources: {A: {Type: AWS::SNS::Topic}}}",
        b'{"Resources": ' + MEMBER + b"}",
        b'{\n  "Description": "}{",\n  "Resources": ' + MEMBER + b"}",
        b'{"Parameters": {"x": [{}]}, "AWSTemplateFormatVersion" : "2010-09-09"}',
        # Damaged, and still it says what it is.
        b'{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {',
        b"<<<<<<< HEAD\nAWSTemplateFormatVersion: x\n=======\n>>>>>>> b\n",
        b'<<<<<<< HEAD\n{\n  "AWSTemplateFormatVersion": "x"\n',
        b'// c\n{"AWSTemplateFormatVersion": "x"}',
        b"\tx\nAWSTemplateFormatVersion: x\n",
        b"{% set x = 1 %}\nAWSTemplateFormatVersion: x\n",
        b"{{- if .x }}\nResources:" + TYPE,
        "AWSTemplateFormatVersion: x\n".encode("utf-16")[:-1],
        "AWSTemplateFormatVersion: x\n".encode("utf-16-le"),
        '{"AWSTemplateFormatVersion": "x"}'.encode("utf-16-be"),
    ],
)
def test_templates(text):
    assert kind_of(text) is Kind.TEMPLATE


@pytest.mark.parametrize(
    "text",
    [
        b"service: x\nprovider:\n  name: aws\nresources:\n  Resources:" + TYPE,
        b"service:\n  name: x\nprovider: {name: aws}\nfunctions: {}\nresources: ${file(r.yml)}\n",
        b'{"service": "x", "provider": {"name": "aws"}, "resources": {}}',
    ],
)
def test_files_of_the_serverless_framework(text):
    assert kind_of(text) is Kind.SERVERLESS


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"# AWSTemplateFormatVersion: x\n",
        b"apiVersion: v1\nkind: ConfigMap\ndata:\n  t.yaml: |\n    AWSTemplateFormatVersion: x\n    Resources:" + TYPE,
        b"apiVersion: v1\nspec:\n  resources:\n    limits: {}\n  provider: x\n",
        b"services:\n  a:\n    image: x\n    environment:\n      - PROVIDER=provider\n",
        b'{"name": "x", "service": {"provider": "x"}, "resources": 1}',
        b'{"body": "{\\"AWSTemplateFormatVersion\\": \\"x\\"}"}',
        b'{"a": {"AWSTemplateFormatVersion": "x"}}',
        b'[{"AWSTemplateFormatVersion": "x"}]',
        b'{"a": {"Resources": ' + MEMBER + b"}}",
        b'{"version": "36.0.0", "artifacts": {"x": {"type": "aws:cloudformation:stack", "a": "AWS::x"}}}',
        b"version: 0.0\nResources:\n  - S:\n      Type: AWS::ECS::Service\n",
        b'{"version": 0.0, "Resources": [{"S": {"Type": "AWS::ECS::Service"}}]}',
        b"Resources:\n  - title: reading about AWS::SNS::Topic\n",
        b"service: x\nprovider: {name: aws}\nfunctions: {}\n",
        b"Transform: [rotate]\nprovider: x\n",
        b"- AWSTemplateFormatVersion: x\n",
        b"AWSTemplateFormatVersions: x\n",
        b'{"format_version": "1.2", "planned_values": {"x": "AWS::SNS::Topic"}}',
    ],
)
def test_anything_else(text):
    assert kind_of(text) is Kind.OTHER


def test_large_files_cost_next_to_nothing():
    lock = b'{\n "packages": {\n' + b'  "node_modules/x": {"version": "1.0.0", "resolved": "somewhere"},\n' * 80_000
    manifests = b"apiVersion: v1\nkind: Pod\nspec:\n  provider: x\n---\n" * 100_000
    for text in (
        lock,
        manifests,
        b"\n" * 5_000_000,
        b" " * 5_000_000,
        b"{" * 5_000_000,
        b"# x\n" * 1_200_000 + b"provider",
    ):
        started = time.process_time()
        assert kind_of(text) is Kind.OTHER
        assert time.process_time() - started < 1
