/** What kinds of client there are; the host logs them. */
export type ClientKind = 'cli' | 'hook' | 'mcp' | 'extension' | 'test';
