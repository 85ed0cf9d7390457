/** One thing that a client asks for. */
export type ClientStep =
  | { readonly do: 'send'; readonly text: string }
  | { readonly do: 'claim'; readonly path: string }
  | { readonly do: 'release'; readonly path: string };

/** What a client says. `done`: a claim was granted, and not denied. */
export type ClientLine =
  | { readonly kind: 'registered'; readonly session: string }
  | { readonly kind: 'paused' }
  | { readonly kind: 'intends'; readonly step: ClientStep }
  | { readonly kind: 'did'; readonly step: ClientStep; readonly done: boolean; readonly ms: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** What a client said, and when: nanoseconds of the clock that all processes share. */
export type TimedLine = ClientLine & { readonly at: string };
