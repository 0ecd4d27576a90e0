/**
 * The managers of the page that have models of ours: how saving finds them.
 */

import type { LabManager } from './manager';

/** A model, as far as it is saved. */
export interface Savable {
  get(name: string): unknown;
  /** As the runtime has it, with what goes into documents only. */
  get_state(dropDefaults: boolean): object;
}

/** One manager and its models of ours. */
export interface OpenManager {
  readonly manager: LabManager;
  readonly models: ReadonlyMap<string, Savable>;
}

/** A notebook, as far as its manager is to be found by it. */
export interface Place {
  readonly sessionContext: { readonly session: { readonly kernel: { readonly id: string } | null } | null };
}

const open = new Set<OpenManager>();

/** Notes a manager, until its notebook or kernel is gone. */
export function noteManager(entry: OpenManager): void {
  open.add(entry);
  const { context, kernel } = entry.manager;
  (context?.disposed ?? kernel?.disposed)?.connect(() => {
    open.delete(entry);
  });
}

/** The manager of a notebook: its own, or the one of its kernel. Two notebooks on one kernel share one. */
export function managerOf(notebook: Place): OpenManager | undefined {
  const id = notebook.sessionContext.session?.kernel?.id;
  const all = [...open];
  return (
    all.find(({ manager }) => manager.context === notebook) ??
    all.find(({ manager }) => id !== undefined && manager.kernel?.id === id)
  );
}
