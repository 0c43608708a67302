"""Checks on a simulated account, one line each: see boto.go."""

import os
import time
import traceback

import boto3
import botocore.exceptions


def client(service, region="us-east-1"):
    """A client of the account; older versions of boto3 know no AWS_ENDPOINT_URL."""
    return boto3.client(service, region_name=region, endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def run(title, checks):
    """Runs the checks in order. The first failure ends them: the later ones build on it."""
    for check in checks:
        name = title + ": " + check.__doc__
        try:
            check()
        except Exception as err:  # what is wrong is said, whatever it is
            where = traceback.extract_tb(err.__traceback__)[-1]
            text = " ".join(str(err).split())
            print("failed", name, f"{type(err).__name__}: {text} ({where.line})", sep="\t")
            return
        print("ok", name, sep="\t", flush=True)


def same(got, want):
    """Fails unless both are equal."""
    assert got == want, f"got {got!r}, want {want!r}"


def refused(code, call, **arguments):
    """Fails unless the call is answered with the service's error of that code."""
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as err:
        same(err.response["Error"]["Code"], code)
        return
    raise AssertionError(f"not refused with {code}")


def eventually(ask, looks=150, pause=0.2):
    """Asks until the answer is right."""
    for look in range(looks):
        try:
            return ask()
        except AssertionError:
            if look == looks - 1:
                raise
            time.sleep(pause)
