export interface SignInErrorText {
  title: string;
  happened: string;
  todo: string;
}

const texts: Record<string, SignInErrorText> = {
  access_denied: {
    title: "Sign-in was cancelled",
    happened: "Your identity provider answered that access was denied, or you left its page.",
    todo: "Try again. If it denies you each time, ask the people who run your identity provider for access to Cairn.",
  },
  sign_in_expired: {
    title: "The sign-in took too long",
    happened: "The sign-in was started too long ago, in another browser, or was already used.",
    todo: "Try again and finish in this browser.",
  },
  claim_missing: {
    title: "Your account is incomplete",
    happened: "Your identity provider left out something that Cairn needs to know you by.",
    todo: "Ask the people who run your identity provider to release it to Cairn, then try again.",
  },
  id_token_invalid: {
    title: "The identity provider's answer is not valid",
    happened: "The token of your identity provider did not pass Cairn's checks, so you were not signed in.",
    todo: "Try again. If it stays, give the request id below to your administrator.",
  },
  provider_unavailable: {
    title: "The identity provider does not answer",
    happened: "Cairn could not reach your identity provider, or it answered too slowly.",
    todo: "Wait a moment and try again. Nothing is wrong with your account.",
  },
  client_rejected: {
    title: "The identity provider does not know Cairn",
    happened: "Your identity provider refused Cairn's client id, secret or redirect address.",
    todo: "An administrator has to correct the connection's settings; give them the request id below.",
  },
  connection_not_found: {
    title: "This way to sign in does not exist",
    happened: "The identity provider connection that was asked for does not exist or was removed.",
    todo: "Try again with the default one, or ask your administrator for a new link.",
  },
  rate_limited: {
    title: "Too many tries",
    happened: "This address started too many sign-ins in a short time.",
    todo: "Wait a minute, then try again.",
  },
};

const unknown: SignInErrorText = {
  title: "Sign-in did not work",
  happened: "Something failed on the way from your identity provider back to Cairn.",
  todo: "Try again. If it stays, give the request id below to your administrator.",
};

/** What to say for a code of a failed sign-in. */
export function signInErrorText(code: string): SignInErrorText {
  return Object.hasOwn(texts, code) ? (texts[code] ?? unknown) : unknown;
}
