import { type Link, messagePage } from "./pages/page.ts";

export type Problem = { error: string; description?: string | undefined; name?: string | undefined; atSignOut?: boolean };

type Words = { heading: string; text: string; links: Link[] };

function words(problem: Problem, { appOrigin, signOutPath }: { appOrigin: string; signOutPath: string }): Words {
  const startAgain = { href: `${appOrigin}/sign-in`, text: "Start again" };
  const back = { href: `${appOrigin}/`, text: "Back to Cairn" };
  if (problem.atSignOut) {
    return {
      heading: "You are not signed out here yet",
      text: "Cairn's request to sign you out could not be read, so your session at this provider was left as it was. You can end it yourself.",
      links: [{ href: signOutPath, text: "Sign out here" }, back],
    };
  }
  if (problem.name === "SessionNotFound") {
    return {
      heading: "This sign-in has ended",
      text: "It was open for too long, was finished in another tab, or this page was reached with the back button. Start again from Cairn.",
      links: [startAgain],
    };
  }
  if (problem.name === "InvalidRedirectUri") {
    return {
      heading: "Cairn is open at another address",
      text: `This provider sends people back to ${appOrigin} only. Open Cairn at that address and sign in from there.`,
      links: [{ href: `${appOrigin}/sign-in`, text: "Open Cairn" }],
    };
  }
  if (problem.error === "invalid_client") {
    return {
      heading: "This application is not known here",
      text: "The client id in the request is not the one this provider was started with. If you changed Cairn's sign-in settings, restart it and start again.",
      links: [startAgain, back],
    };
  }
  if (problem.error === "not_found") {
    return {
      heading: "There is no such page",
      text: "This is the local identity provider of Cairn. Sign-in begins in Cairn itself.",
      links: [back],
    };
  }
  if (problem.error === "server_error") {
    return {
      heading: "The identity provider failed",
      text: "Nothing was changed in Cairn. Start again; if it fails again, the terminal in which Cairn runs says why.",
      links: [startAgain, back],
    };
  }
  return { heading: "This request could not be answered", text: "Start the sign-in again from Cairn.", links: [startAgain, back] };
}

/** The page for any error: what happened, what to do, and a way back to Cairn. */
export function errorPage(problem: Problem, at: { appOrigin: string; signOutPath: string }): string {
  // What the library says about these two adds nothing to the sentence above it.
  const plain = problem.error === "not_found" || problem.name === "SessionNotFound";
  const details: [string, string][] = plain ? [] : [["Code", problem.error]];
  if (!plain && problem.description && problem.error !== "server_error") details.push(["Reason", problem.description]);
  return messagePage({ ...words(problem, at), details });
}
