const FORM_ID = "sign-out-form";

/** Signing out is a form, so that the browser follows the identity provider's redirect. One of these is on every page with a frame. */
export function SignOutForm() {
  return <form id={FORM_ID} method="post" action="/api/auth/logout" hidden />;
}

/** Sends the form of the page. */
export function signOut(): void {
  const form = document.getElementById(FORM_ID);
  if (form instanceof HTMLFormElement) form.requestSubmit();
}
