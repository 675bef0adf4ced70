const SECRETS = /cairn_[a-z]+_[A-Za-z0-9_-]{12,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|(?<=bearer\s)\S+|(?<=:\/\/)[^\s/@]+(?=@)/gi;

/** Text without API keys, access tokens and passwords in URLs. */
export function redact(text: string): string {
  return text.replace(SECRETS, "[redacted]");
}
