import type { ServerEvent, ServerEventBus } from '@modelcontextprotocol/server';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { Snapshot } from '../protocol/snapshot';
import { readResources } from './resourceContents';
import type { SnapshotFeed } from './snapshotFeed';

/** Tells which resources have changed, for as long as somebody listens. */
export class ResourceChanges implements ServerEventBus {
  private readonly events = new Emitter<ServerEvent>();
  private following: Promise<Disposable> | undefined;
  private listeners = 0;
  private contents: ReadonlyMap<string, string> = new Map();

  constructor(private readonly feed: SnapshotFeed) {}

  publish(event: ServerEvent): void {
    this.events.fire(event);
  }

  /** Listens; returns what ends it. The coordinator is asked for news while there are listeners. */
  subscribe(listener: (event: ServerEvent) => void): () => void {
    const listening = this.events.event(listener);
    this.listeners++;
    this.following ??= this.follow();
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      listening.dispose();
      if (--this.listeners === 0) this.unfollow();
    };
  }

  private async follow(): Promise<Disposable> {
    const following = await this.feed.follow((snapshot) => this.compare(snapshot));
    this.contents = readResources(following.now);
    return following;
  }

  private unfollow(): void {
    const { following } = this;
    this.following = undefined;
    following?.then(
      (disposable) => disposable.dispose(),
      () => undefined,
    );
  }

  private compare(snapshot: Snapshot): void {
    const before = this.contents;
    this.contents = readResources(snapshot);
    for (const [uri, content] of this.contents)
      if (before.has(uri) && before.get(uri) !== content) this.publish({ kind: 'resource_updated', uri });
    const isSame =
      before.size === this.contents.size && [...before.keys()].every((uri) => this.contents.has(uri));
    if (!isSame) this.publish({ kind: 'resources_list_changed' });
  }
}
