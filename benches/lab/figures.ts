/** From measurements to figures: medians, tables, goals, and the file that keeps them. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../tests/e2e/harness/environment.ts';

/** What a scenario wants to reach. */
export interface Goal {
  readonly what: string;
  readonly measured: number;
  readonly sense: 'at most' | 'at least';
  readonly limit: number;
}

/** What a scenario has to say. */
export interface Report {
  readonly scenario: string;
  readonly title: string;
  /** Names of the columns; the first is the peer's. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly goals: readonly Goal[];
  /** Every single measurement, by peer. */
  readonly runs: Readonly<Record<string, readonly object[]>>;
}

/** The value in the middle; NaN where there is none. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The least value that this share of the values does not exceed; NaN where there is none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The numbers among these: what never came has none. */
export function known(values: readonly (number | null | undefined)[]): number[] {
  return values.filter(value => value !== null && value !== undefined);
}

/** A number with so many decimals, and a word where there is none. */
export function shown(value: number, decimals = 0): string {
  return Number.isFinite(value) ? value.toFixed(decimals) : 'never';
}

/** How many of how many. */
export function share(hits: readonly boolean[]): string {
  return `${String(hits.filter(Boolean).length)} of ${String(hits.length)}`;
}

/** How many runs a scenario makes: those asked for by YEWPYTER_BENCH_RUNS, or as many as usual, within its own bounds. */
export function runs(usual: number, most = Number.POSITIVE_INFINITY): number {
  const asked = process.env['YEWPYTER_BENCH_RUNS'] ?? '';
  const count = asked === '' ? usual : Number(asked);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`YEWPYTER_BENCH_RUNS is ${asked}: give a whole number from 1`);
  }
  return Math.min(count, most);
}

/** Prints a scenario's table and goals, and keeps them with the single runs in target/bench-results. */
export function publish(report: Report): void {
  const { scenario, title, head, rows, goals } = report;
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map(row => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('   ');
  const [load = Number.NaN] = loadavg();
  const lines = [
    '',
    `${scenario}: ${title} (machine's load ${shown(load, 1)})`,
    line(head),
    ...rows.map(line),
    ...goals.map(judged),
  ];
  console.log(lines.join('\n'));
  const folder = join(repository, 'target/bench-results');
  mkdirSync(folder, { recursive: true });
  const kept = { ...report, goals: goals.map(goal => ({ ...goal, met: isMet(goal) })) };
  const about = { taken: new Date().toISOString(), load };
  const file = join(folder, `wire-${scenario.replaceAll(' ', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ ...about, ...kept }, undefined, 2)}\n`);
}

function judged(goal: Goal): string {
  const { what, measured, sense, limit } = goal;
  const of = limit === 0 ? '' : `, ${shown(measured / limit, 2)} of the goal`;
  const verdict = isMet(goal) ? 'met' : 'NOT MET';
  return `  goal ${verdict}: ${what}: ${shown(measured, 2)} (${sense} ${String(limit)}${of})`;
}

/** What never came meets no goal. */
function isMet({ measured, sense, limit }: Goal): boolean {
  return sense === 'at most' ? measured <= limit : measured >= limit;
}
