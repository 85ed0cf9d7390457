import type { TimedLine } from './clientLine';

/** What is certain of one client's dealings: what it was told counts, what it asked for without an answer may. */
export interface Account {
  readonly name: string;
  session: string | null;
  readonly held: Set<string>;
  readonly sent: Set<string>;
  /** What it was asking for when it was killed. */
  unanswered: Extract<TimedLine, { kind: 'intends' }>['step'] | null;
}

/** Keeps the books of all clients: what the state must hold, and every sign that it does not. */
export class Ledger {
  private readonly accounts = new Map<string, Account>();
  private readonly received = new Map<string, number>();
  readonly wrong: string[] = [];
  /** The longest that a client waited for an answer, in milliseconds. */
  longestMs = 0;
  answers = 0;

  /** Takes what clients said, in the order of their common clock. */
  take(lines: readonly { readonly client: string; readonly line: TimedLine }[]): void {
    const ordered = [...lines].sort((one, other) => Number(BigInt(one.line.at) - BigInt(other.line.at)));
    for (const { client, line } of ordered) this.takeOne(this.accountOf(client), line);
  }

  /** Forgets the claims of a session that was ended. */
  ended(client: string): void {
    const account = this.accountOf(client);
    account.held.clear();
    if (account.unanswered?.do !== 'send') account.unanswered = null;
  }

  /** The session of a client, if it was told that it has one. */
  sessionOf(client: string): string | null {
    return this.accountOf(client).session;
  }

  /** Takes what the listener was told. */
  heard(context: string): void {
    for (const [text] of context.matchAll(/<[^>]+>/g))
      this.received.set(text, (this.received.get(text) ?? 0) + 1);
  }

  /** Compares the claims in the state, while nobody works, with what the clients were told. */
  judgeClaims(claims: readonly { readonly path: string; readonly sessionId: string }[]): void {
    const byPath = new Map<string, string[]>();
    for (const { path, sessionId } of claims) byPath.set(path, [...(byPath.get(path) ?? []), sessionId]);
    for (const [path, holders] of byPath)
      if (holders.length > 1) this.wrong.push(`${path} is held by ${holders.join(' and ')}`);
    for (const { name, session, held, unanswered } of this.accounts.values()) {
      const has = (path: string): boolean => byPath.get(path)?.[0] === session;
      const uncertain = unanswered !== null && unanswered.do !== 'send' ? unanswered.path : null;
      for (const path of held)
        if (!has(path) && path !== uncertain) this.wrong.push(`${name} lost ${path}, which it was granted`);
      for (const { path, sessionId } of claims)
        if (sessionId === session && !held.has(path) && path !== uncertain)
          this.wrong.push(`${name} has ${path} again, which it released`);
    }
  }

  /** Compares what the listener was told with what was sent. */
  judgeMessages(): void {
    for (const [text, times] of this.received)
      if (times > 1) this.wrong.push(`the message ${text} came ${times} times`);
    for (const { sent } of this.accounts.values())
      for (const text of sent) {
        if (!this.received.has(text)) this.wrong.push(`the message ${text} was lost`);
        sent.delete(text);
      }
  }

  private takeOne(account: Account, line: TimedLine): void {
    if (line.kind === 'registered') account.session = line.session;
    if (line.kind === 'failed') this.wrong.push(`${account.name} was failed: ${line.reason}`);
    if (line.kind === 'intends') {
      account.unanswered = line.step;
      if (line.step.do === 'release') account.held.delete(line.step.path);
    }
    if (line.kind === 'did') this.takeAnswer(account, line);
  }

  private takeAnswer(account: Account, { step, done, ms }: Extract<TimedLine, { kind: 'did' }>): void {
    account.unanswered = null;
    this.answers++;
    this.longestMs = Math.max(this.longestMs, ms);
    if (step.do === 'send') account.sent.add(step.text);
    if (step.do !== 'claim' || !done) return;
    for (const other of this.accounts.values())
      if (other !== account && other.held.has(step.path))
        this.wrong.push(`${account.name} was granted ${step.path} while ${other.name} held it`);
    account.held.add(step.path);
  }

  private accountOf(name: string): Account {
    const known = this.accounts.get(name);
    if (known !== undefined) return known;
    const made: Account = { name, session: null, held: new Set(), sent: new Set(), unanswered: null };
    this.accounts.set(name, made);
    return made;
  }
}
