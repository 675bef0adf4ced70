"use client";
import dynamic from "next/dynamic";

/** Markdown without raw HTML; its library comes when it is needed. */
export const Markdown = dynamic(() => import("./markdown-view").then((module) => module.MarkdownView), {
  loading: () => <div className="h-5" />,
});
