/** Something that holds a resource until `dispose` is called; calling it twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Collects disposables and disposes of them together, last added first. */
export class DisposableStore implements Disposable {
  private items: Disposable[] = [];
  private disposed = false;

  /** Adds an item; an item added after disposal is disposed of at once. */
  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (const item of this.items.splice(0).reverse()) item.dispose();
  }
}

/** Makes a disposable of a function that runs at most once. */
export function toDisposable(run: () => void): Disposable {
  let pending: (() => void) | undefined = run;
  return {
    dispose() {
      const action = pending;
      pending = undefined;
      action?.();
    },
  };
}
