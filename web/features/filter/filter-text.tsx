"use client";
import type { RunField } from "@cairn/sdk/schema";
import { CircleAlert, Search, X } from "lucide-react";
import { type KeyboardEvent, type Ref, useEffect, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { cn } from "@/lib/cn";
import { completionsAt } from "./completions";
import { filterProblem } from "./problem";

export interface FilterTextProps {
  ref?: Ref<HTMLInputElement>;
  value: string;
  onChange: (text: string) => void;
  fields: readonly RunField[];
}

/** A pause in typing after which the filter is used. */
const PAUSE_MS = 350;

/** The filter as text: used after a pause or on Enter; a mistake is underlined where it is; fields are suggested. */
export function FilterText({ ref, value, onChange, fields }: FilterTextProps) {
  const id = useId();
  const [draft, setDraft] = useState(value);
  const [told, setTold] = useState(filterProblem(value));
  const [choices, setChoices] = useState<{ list: string[]; from: number; to: number; at: number } | null>(null);
  const [scrolled, setScrolled] = useState(0);
  const sent = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // The chips, a view or the way back changed the filter.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setDraft(value);
    setTold(filterProblem(value));
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function apply(text: string) {
    clearTimeout(timer.current);
    const problem = filterProblem(text);
    setTold(problem);
    if (problem || text === sent.current) return;
    sent.current = text;
    onChange(text);
  }
  function change(text: string, caret: number) {
    setDraft(text);
    setTold(null);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => apply(text), PAUSE_MS);
    const found = completionsAt(text, caret, fields);
    setChoices(found.list.length > 0 ? { ...found, at: -1 } : null);
  }
  function complete(choice: string, input: HTMLInputElement) {
    if (!choices) return;
    const text = `${draft.slice(0, choices.from)}${choice} ${draft.slice(choices.to).trimStart()}`;
    const caret = choices.from + choice.length + 1;
    // At once: what is typed next must not come before the cursor is where it belongs.
    flushSync(() => {
      change(text, caret);
      setChoices(null);
    });
    input.setSelectionRange(caret, caret);
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (choices && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const count = choices.list.length;
      setChoices({
        ...choices,
        at: (choices.at + (event.key === "ArrowDown" ? 1 : -1) + count + (choices.at < 0 && event.key === "ArrowUp" ? 1 : 0)) % count,
      });
    } else if (event.key === "Enter" || (event.key === "Tab" && choices && choices.at >= 0)) {
      const choice = choices?.list[choices.at];
      if (choice) {
        event.preventDefault();
        complete(choice, event.currentTarget);
      } else {
        setChoices(null);
        apply(draft);
      }
    } else if (event.key === "Escape") {
      if (choices) setChoices(null);
      else event.currentTarget.blur();
      event.stopPropagation();
    }
  }

  // What could follow is said first; two things would float over one another.
  const isTold = told && !choices;
  return (
    <div className="relative min-w-0 flex-1">
      <div
        className={cn(
          "relative flex h-8 items-center rounded-md border border-input bg-background max-md:h-10 has-[input:focus-visible]:border-ring has-[input:focus-visible]:outline-1 has-[input:focus-visible]:outline-ring",
          told && "border-destructive",
        )}
      >
        <Search aria-hidden className="ml-2.5 size-4 shrink-0 text-muted-foreground" />
        <div className="relative h-full min-w-0 flex-1 overflow-hidden font-mono text-xs max-md:text-lg">
          {told ? (
            <div
              aria-hidden
              className="pointer-events-none absolute inset-0 flex items-center whitespace-pre px-2 text-transparent"
              style={{ transform: `translateX(${-scrolled}px)` }}
            >
              {draft.slice(0, told.position)}
              <span className="underline decoration-2 decoration-destructive decoration-wavy underline-offset-4">
                {draft.slice(told.position).match(/^\S+/)?.[0] ?? "  "}
              </span>
            </div>
          ) : null}
          <input
            ref={ref}
            type="text"
            role="combobox"
            aria-label="Filter"
            aria-expanded={choices !== null}
            aria-controls={`${id}-choices`}
            aria-activedescendant={choices && choices.at >= 0 ? `${id}-${choices.at}` : undefined}
            aria-autocomplete="list"
            aria-invalid={told ? true : undefined}
            aria-describedby={isTold ? `${id}-error` : undefined}
            value={draft}
            placeholder='Filter runs: metrics.loss.min < 0.2 and tags.team = "vision"'
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={({ target }) => change(target.value, target.selectionStart ?? target.value.length)}
            onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollLeft)}
            onKeyDown={onKeyDown}
            onBlur={() => {
              setChoices(null);
              apply(draft);
            }}
            className="relative h-full w-full bg-transparent px-2 outline-none placeholder:font-sans placeholder:text-muted-foreground/80"
          />
        </div>
        {draft ? (
          <button
            type="button"
            aria-label="Clear filter"
            onClick={() => {
              setDraft("");
              apply("");
            }}
            className="mr-1 flex size-6 shrink-0 items-center justify-center rounded-sm text-muted-foreground hover:bg-accent hover:text-foreground"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        ) : null}
      </div>
      {choices ? (
        <div
          id={`${id}-choices`}
          role="listbox"
          aria-label="Fields"
          className="absolute top-full left-0 z-40 mt-1 max-h-64 w-80 max-w-full overflow-y-auto rounded-md border bg-popover p-1 shadow-float"
        >
          {choices.list.map((choice, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the text's own keys choose
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text, as a combobox wants it
            <div
              key={choice}
              id={`${id}-${at}`}
              role="option"
              aria-selected={at === choices.at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={(event) => {
                const input = event.currentTarget.closest("div.relative")?.querySelector("input");
                if (input) complete(choice, input);
              }}
              className="truncate rounded-sm px-2 py-1 font-mono text-xs hover:bg-accent aria-selected:bg-accent"
            >
              {choice}
            </div>
          ))}
        </div>
      ) : null}
      {isTold ? (
        <p
          id={`${id}-error`}
          role="alert"
          className="absolute top-full left-0 z-30 mt-1 flex max-w-full items-start gap-1.5 rounded-md border bg-popover px-2.5 py-1.5 text-destructive text-sm shadow-float"
        >
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0">
            {told.message} <span className="text-muted-foreground">(character {told.position + 1})</span>
          </span>
        </p>
      ) : null}
    </div>
  );
}
