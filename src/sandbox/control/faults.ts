import { z } from "zod";

export const FAULT_KINDS = [
  "blaze_drop",
  "blaze_refuse",
  "message_duplicate",
  "message_delay",
  "message_reorder",
  "http_500",
  "timeout_before",
  "timeout_after",
  "silence",
  "finality_delay",
  "rate_limit_429",
  "too_large_413",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

const ruleSchema = z.object({
  kind: z.enum(FAULT_KINDS),
  /** All that are given must fit; a rule without `match` fits everything. */
  match: z
    .object({
      /** The path begins with this; HTTP kinds only. */
      path: z.string().optional(),
      method: z.string().optional(),
      /** Who asks, is connected, receives the message, or sends the money. */
      user: z.string().optional(),
      /** Message category; for blaze_drop the message that would have been pushed. */
      category: z.string().optional(),
    })
    .strict()
    .optional(),
  /** How often it fires before it is spent; without it, for ever. */
  count: z.number().int().positive().optional(),
  /** 0 to 1, drawn from the seeded generator each time the rule fits. */
  probability: z.number().min(0).max(1).optional(),
  /** How long to delay or to keep silent; each kind has a default. */
  delay_ms: z.number().int().nonnegative().optional(),
  /** HTTP status of blaze_refuse and rate_limit_429. */
  status: z.number().int().min(200).max(599).optional(),
});

/** The body of `POST /sandbox/faults`. */
export const faultsSchema = z.object({ seed: z.number().int().optional(), rules: z.array(ruleSchema) }).strict();

export type FaultRule = z.infer<typeof ruleSchema>;

export interface FaultSubject {
  readonly path?: string;
  readonly method?: string;
  readonly user?: string;
  readonly category?: string;
}

interface ActiveRule {
  readonly rule: FaultRule;
  fired: number;
}

/** A small seeded generator (mulberry32), so that a run of faults can be had again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What shall go wrong, and how often it did. */
export class Faults {
  private active: ActiveRule[] = [];
  private seed = 1;
  private random = seeded(1);

  /** Replaces all rules; counts begin at nought. */
  set(rules: readonly FaultRule[], seed = 1): void {
    this.active = rules.map((rule) => ({ rule, fired: 0 }));
    this.seed = seed;
    this.random = seeded(seed);
  }

  clear(): void {
    this.set([]);
  }

  describe() {
    return { seed: this.seed, rules: this.active.map(({ rule, fired }) => ({ ...rule, fired })) };
  }

  /** The first live rule of this kind that fits and whose dice fall; counts it as fired. */
  fire(kind: FaultKind, subject: FaultSubject): FaultRule | undefined {
    for (const entry of this.active) {
      const { rule } = entry;
      if (rule.kind !== kind || !fits(rule, subject)) continue;
      if (rule.count !== undefined && entry.fired >= rule.count) continue;
      if (rule.probability !== undefined && this.random() >= rule.probability) continue;
      entry.fired += 1;
      return rule;
    }
    return undefined;
  }
}

function fits({ match }: FaultRule, subject: FaultSubject): boolean {
  if (match === undefined) return true;
  return (
    (match.path === undefined || (subject.path ?? "").startsWith(match.path)) &&
    (match.method === undefined || match.method.toUpperCase() === subject.method) &&
    (match.user === undefined || match.user === subject.user) &&
    (match.category === undefined || match.category === subject.category)
  );
}
