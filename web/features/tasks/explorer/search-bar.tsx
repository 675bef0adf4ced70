"use client";
import { printTaskQuery } from "@cairn/sdk/tasks/query";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Search, X } from "lucide-react";
import { type FormEvent, type KeyboardEvent, type Ref, useId, useMemo, useState } from "react";
import { Input } from "@/components/ui/input";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { taskFieldsQuery, taskValuesQuery } from "../data/queries";
import { OPERATOR_WORDS, type Problem, readConditions } from "./conditions";
import { suggestionsFor } from "./suggestions";

export interface SearchBarProps {
  ref?: Ref<HTMLInputElement>;
  place: Place;
  value: string;
  /** What the server says of the search, if it refused it. */
  refusal: string | null;
  onChange: (text: string) => void;
}

/** A search as chips, with a field for the next condition that suggests keys, operators and values. */
export function SearchBar({ ref, place, value, refusal, onChange }: SearchBarProps) {
  const id = useId();
  const [draft, setDraft] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { conditions } = useMemo(() => readConditions(value), [value]);
  // Once a type is chosen only its own fields and values are suggested.
  const type = conditions.find(({ field, operator }) => field === "type" && operator === "=")?.value;
  const fields = useQuery(taskFieldsQuery(api, place, type));
  const asked = /^(.+?):(?:=|!=|<|<=|>|>=|~|\^):/.exec(draft)?.[1]?.replace(/^"|"$/g, "") ?? "";
  const values = useQuery({ ...taskValuesQuery(api, place, asked, type), enabled: asked !== "" });
  const choices = useMemo(
    () => suggestionsFor(draft, fields.data ?? [], asked ? (values.data?.items ?? []) : []),
    [draft, fields.data, values.data, asked],
  );
  const isShown = isOpen && choices.length > 0;

  function add(text: string) {
    const read = readConditions(text);
    if (read.problem) return setProblem(read.problem);
    setDraft("");
    setAt(-1);
    setProblem(null);
    if (read.conditions.length > 0) onChange(printTaskQuery([...conditions, ...read.conditions]));
  }
  function choose(choice: string) {
    setAt(-1);
    // A whole condition is used at once; a part of one waits for the rest.
    if (/^.+?:(?:=|!=|<|<=|>|>=|~|\^):./.test(choice)) add(choice);
    else setDraft(choice);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (isShown && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((at + step + choices.length + (at < 0 && step < 0 ? 1 : 0)) % choices.length);
    } else if (event.key === "Enter" || (event.key === "Tab" && isShown && at >= 0)) {
      const choice = isShown ? choices[at] : undefined;
      if (!choice && event.key === "Tab") return;
      event.preventDefault();
      if (choice) choose(choice.text);
      else add(draft);
    } else if (event.key === "Escape" && isShown) {
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Backspace" && draft === "" && conditions.length > 0) {
      event.preventDefault();
      setDraft(printTaskQuery(conditions.slice(-1)));
      onChange(printTaskQuery(conditions.slice(0, -1)));
    }
  }
  const told = problem?.message ?? refusal;
  return (
    <search className="relative min-w-0 flex-1 max-md:basis-full">
      <form
        onSubmit={(event: FormEvent) => event.preventDefault()}
        className="flex min-h-8 flex-wrap items-center gap-1 rounded-md border border-input bg-background px-1.5 py-[3px] has-[input:focus-visible]:border-ring has-[input:focus-visible]:outline-1 has-[input:focus-visible]:outline-ring"
      >
        <Search aria-hidden className="mx-1 size-4 shrink-0 text-muted-foreground" />
        {conditions.map(({ field, operator, value: wanted }, i) => (
          <span
            key={`${field} ${operator} ${wanted}`}
            className="inline-flex h-6 max-w-full items-center gap-1 rounded-sm border bg-muted pl-1.5 text-xs"
            title={`${field} ${OPERATOR_WORDS[operator]} ${wanted}`}
          >
            {field === "text" ? null : (
              <>
                <span className="truncate font-mono">{field.replace(/^params\./, "")}</span>
                <span className="text-muted-foreground">{operator}</span>
              </>
            )}
            <span className="max-w-48 truncate font-medium">{wanted === "" ? "empty" : wanted}</span>
            <button
              type="button"
              aria-label={`Remove condition ${field} ${OPERATOR_WORDS[operator]} ${wanted}`}
              className="flex size-6 items-center justify-center rounded-sm text-muted-foreground hover:bg-accent hover:text-foreground"
              onClick={() => onChange(printTaskQuery(conditions.filter((_, place) => place !== i)))}
            >
              <X aria-hidden className="size-3" />
            </button>
          </span>
        ))}
        <Input
          ref={ref}
          role="combobox"
          aria-label="Search tasks"
          aria-expanded={isShown}
          aria-controls={`${id}-choices`}
          aria-activedescendant={isShown && at >= 0 ? `${id}-${at}` : undefined}
          aria-autocomplete="list"
          aria-invalid={told ? true : undefined}
          aria-describedby={told ? `${id}-error` : undefined}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={conditions.length > 0 ? "" : "status:=:failed  params.model.depth:>:3"}
          className="h-6 min-w-40 flex-1 border-0 bg-transparent px-1 font-mono text-xs outline-none focus-visible:outline-none max-md:h-8"
          value={draft}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onChange={({ target }) => {
            setDraft(target.value);
            setProblem(null);
            setAt(-1);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
        />
        {value ? (
          <button
            type="button"
            aria-label="Clear search"
            className="flex size-6 items-center justify-center rounded-sm text-muted-foreground hover:bg-accent hover:text-foreground"
            onClick={() => onChange("")}
          >
            <X aria-hidden className="size-3.5" />
          </button>
        ) : null}
      </form>
      {isShown ? (
        <div
          id={`${id}-choices`}
          role="listbox"
          aria-label="Suggestions"
          className="absolute top-full left-0 z-40 mt-1 max-h-72 w-96 max-w-full overflow-y-auto rounded-md border bg-popover p-1 shadow-float"
        >
          {choices.map((choice, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the text's own keys choose
            <div
              key={choice.text}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(choice.text)}
              className="flex items-center justify-between gap-3 rounded-sm px-2 py-1 text-xs hover:bg-accent aria-selected:bg-accent"
            >
              <span className="truncate font-mono">{choice.text}</span>
              <span className="shrink-0 text-muted-foreground">{choice.note}</span>
            </div>
          ))}
        </div>
      ) : told ? (
        <p id={`${id}-error`} role="alert" className="mt-1 flex items-start gap-1.5 text-destructive text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0">
            {told}
            {problem ? <span className="text-muted-foreground"> (character {problem.position + 1})</span> : null}
          </span>
        </p>
      ) : null}
    </search>
  );
}
