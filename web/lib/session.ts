import type { Me } from "@cairn/sdk/schema";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { statusOf } from "./api/problem";
import { serverApi } from "./api/server";
import { signInPath } from "./return-to";

/** Who is signed in, or null. Throws a CairnError when the API fails otherwise. */
export const getMe: () => Promise<Me | null> = cache(async () => {
  if ((await cookies()).size === 0) return null;
  try {
    return await (await serverApi()).me.get();
  } catch (error) {
    if (statusOf(error) === 401) return null;
    throw error;
  }
});

/** The person who is signed in; otherwise goes to the sign-in page and comes back to `path` (default: the page asked for). */
export async function requireMe(path?: string): Promise<Me> {
  const me = await getMe();
  if (me) return me;
  redirect(signInPath(path ?? (await headers()).get("x-cairn-path") ?? "/"));
}
