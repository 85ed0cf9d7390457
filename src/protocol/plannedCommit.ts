import * as z from 'zod/mini';

const objectId = z.string().check(z.regex(/^[0-9a-f]{40,64}$/));

/** What git is about to commit or to push, as its hooks tell it. */
export const plannedCommitSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('commit'),
    /** The files that the commit changes, from the top of the worktree, with their blobs; null where there is none. */
    files: z.array(
      z.object({ path: z.string().check(z.minLength(1)), before: z.nullable(objectId), after: z.nullable(objectId) }),
    ),
  }),
  z.object({
    kind: z.literal('push'),
    /** The commits that are pushed, each with the one that the remote has there; null where it has none. */
    refs: z.array(z.object({ local: objectId, remote: z.nullable(objectId) })).check(z.maxLength(10_000)),
  }),
]); // prettier-ignore

/** What git is about to commit or to push. */
export type PlannedCommit = z.infer<typeof plannedCommitSchema>;
