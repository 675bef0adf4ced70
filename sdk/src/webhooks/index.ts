export { type EventHandler, handleWebhook, honoWebhook, nodeWebhook } from "./handlers.ts";
export {
  type CairnEvent,
  type EventType,
  type HeadersLike,
  type VerifyOptions,
  verifyWebhook,
  type WebhookRefusal,
  WebhookVerificationError,
} from "./verify.ts";
