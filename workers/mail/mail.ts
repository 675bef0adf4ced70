/** One message, ready to be sent. */
export interface Mail {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

/** How mail leaves. */
export interface Mailer {
  /** Sends a message; the key is the same at every try, for providers that drop what they had before. Throws `MailRefused`, or what failed. */
  send(mail: Mail, key: string): Promise<void>;
}

/** The provider will not take this message, however often it is tried. */
export class MailRefused extends Error {}
