"use client";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";

/** GitHub's Markdown; HTML in it stays text, people whom it mentions stand out, and links leave the page in a tab of their own. */
export function MarkdownView({ text }: { text: string }) {
  return (
    <div className="prose-cairn min-w-0 max-w-[72ch] break-words text-sm">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        components={{
          a: ({ href, children }) =>
            href?.startsWith("usr_") ? (
              <strong className="font-medium text-primary">{children}</strong>
            ) : (
              <a href={href} target="_blank" rel="noreferrer noopener">
                {children}
              </a>
            ),
          // A page that shows a person's own picture tells somebody else's server who looks.
          img: ({ src, alt }) => (
            <a href={typeof src === "string" ? src : undefined} target="_blank" rel="noreferrer noopener">
              {alt || "Image"}
            </a>
          ),
          input: ({ checked }) => <input type="checkbox" checked={checked ?? false} disabled aria-label={checked ? "Done" : "Not done"} />,
          h1: ({ children }) => <h3>{children}</h3>,
          h2: ({ children }) => <h3>{children}</h3>,
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}
