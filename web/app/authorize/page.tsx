import type { Metadata } from "next";
import { AuthorizePage } from "@/features/authorize/authorize-page";
import { BadAuthorizationRequest } from "@/features/authorize/bad-request";
import { requireMe } from "@/lib/session";

export const metadata: Metadata = { title: "Sign in a program" };

type Search = Promise<{ request?: string | string[]; error?: string | string[] }>;

export default async function Authorize({ searchParams }: { searchParams: Search }) {
  const { request, error } = await searchParams;
  if (typeof request !== "string" || !/^[\w-]{1,80}$/.test(request))
    return <BadAuthorizationRequest error={typeof error === "string" ? error : undefined} />;
  const me = await requireMe(`/authorize?request=${request}`);
  return <AuthorizePage id={request} email={me.user?.email ?? me.actor.name} />;
}
