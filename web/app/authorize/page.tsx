import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AuthorizePage } from "@/features/authorize/authorize-page";
import { requireMe } from "@/lib/session";

export const metadata: Metadata = { title: "Sign in a program" };

export default async function Authorize({ searchParams }: { searchParams: Promise<{ request?: string | string[] }> }) {
  const { request } = await searchParams;
  if (typeof request !== "string" || !/^[\w-]{1,80}$/.test(request)) notFound();
  const me = await requireMe(`/authorize?request=${request}`);
  return <AuthorizePage id={request} email={me.user?.email ?? me.actor.name} />;
}
