import { defineCloudflareConfig } from "@opennextjs/cloudflare";

// No incremental cache: a stored page would carry a stale CSP nonce.
export default defineCloudflareConfig({});
