"""Verifies a delivery with the Python library of Standard Webhooks as it is: SECRET FILE. Fails unless it is accepted as sent and refused
when changed."""

import json
import sys
from importlib.metadata import version

from standardwebhooks import Webhook, WebhookVerificationError

secret, file = sys.argv[1:]
webhook = Webhook(secret)
with open(file, encoding="utf-8") as text:
    sent = json.load(text)
body, headers = sent["body"], sent["headers"]

event = webhook.verify(body, headers)
assert event["type"] == "run.created", event
assert event["data"]["id"] == headers["webhook-id"], event

for what, changed in {
    "body": (body.replace("run.created", "run.crashed"), headers),
    "id": (body, {**headers, "webhook-id": "evt_another"}),
    "time": (body, {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}),
}.items():
    try:
        webhook.verify(*changed)
    except WebhookVerificationError:
        continue
    sys.exit(f"a changed {what} was accepted")
print(f"standardwebhooks {version('standardwebhooks')}")
