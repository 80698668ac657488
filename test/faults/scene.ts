import { join } from 'node:path';
import { ENV } from '#lib/env.ts';
import { startProcess } from '../support/running-process.ts';
import { COLLECTOR_WEAKENINGS, type CollectorGuard } from '../support/weakened/collectors.ts';
import { WEAKENINGS } from '../support/weakened/weakenings.ts';
import { type Cache, startCache } from './cache.ts';
import { type CollectorNode, KEYS, type Lab } from './lab.ts';
import { Ledger } from './ledger.ts';
import { type Subject, startSubject } from './subject.ts';

let files = 0;

/** What one run of a scenario has. Whatever it starts is ended with it. */
export class Scene {
  readonly lab: Lab;
  /** The guard that is taken out, in a run that must fail. */
  readonly without: string | undefined;
  readonly codes: readonly string[];
  readonly #ledger: Ledger;
  readonly #ends: (() => Promise<unknown>)[] = [];

  constructor(lab: Lab, codes: readonly string[], without?: string) {
    this.lab = lab;
    this.codes = codes;
    this.without = without;
    // what a broken part acknowledges is not ours to keep
    this.#ledger = without === undefined ? lab.ledger : new Ledger();
  }

  /** Has something ended with the scene, latest first. */
  onEnd(end: () => Promise<unknown>): void {
    this.#ends.unshift(end);
  }

  /** The path of a file that is not there yet. */
  file(name: string): string {
    files += 1;
    return join(this.lab.folder, `${files}-${name}`);
  }

  async cache(options?: Parameters<typeof startCache>[0]): Promise<Cache> {
    const cache = await startCache(options);
    this.onEnd(() => cache.end());
    return cache;
  }

  /** The functions that the row is about: as shipped, or without the guard. */
  functions(cache: Cache, env?: Record<string, string>): Promise<Subject> {
    return this.#subject(cache, env, this.without && this.without in WEAKENINGS ? this.without : undefined);
  }

  /** Other instances of the functions, always as shipped. */
  shipped(cache: Cache): Promise<Subject> {
    return this.#subject(cache, {}, undefined);
  }

  /** Another node beside the lab's; without the guard that is taken out, if it is one of theirs. */
  anotherCollector(): Promise<CollectorNode> {
    return this.lab.startCollector(this.#collectorGuard);
  }

  /** Has the lab's only node be one that lacks the guard which is taken out, until the scene ends. */
  async collectors(): Promise<void> {
    const { lab } = this;
    if (this.#collectorGuard === undefined) return;
    await lab.collector.end('SIGKILL');
    lab.collector = await this.anotherCollector();
    this.onEnd(async () => {
      await lab.collector.end('SIGKILL');
      lab.collector = await lab.startCollector();
    });
  }

  get #collectorGuard(): CollectorGuard | undefined {
    return this.without !== undefined && this.without in COLLECTOR_WEAKENINGS
      ? (this.without as CollectorGuard)
      : undefined;
  }

  /** The local form of the registry's stream and schedules. */
  async follower(cache: Cache): Promise<void> {
    const env = {
      ...this.lab.environment,
      [ENV.redisUrl]: cache.url,
      [ENV.ccxtServiceUrl]: this.lab.ccxt.url,
      [ENV.collectorUrl]: this.lab.collector.url,
      [ENV.adminApiKey]: KEYS.admin,
      [ENV.serviceApiKey]: KEYS.service,
      [ENV.recordsPath]: join(this.lab.folder, 'records.sqlite'),
    };
    const jobs = await startProcess('local/jobs/main.ts', env, { listens: false });
    this.lab.watch('jobs', jobs.output);
    this.onEnd(() => jobs.end('SIGKILL'));
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0)) await end();
  }

  async #subject(cache: Cache, env: Record<string, string> | undefined, guard: string | undefined) {
    const subject = await startSubject(this.lab, cache, {
      ledger: this.#ledger,
      codes: this.codes,
      guard,
      env: { ...this.lab.environment, [ENV.recordsPath]: join(this.lab.folder, 'records.sqlite'), ...env },
    });
    this.onEnd(() => subject.end());
    return subject;
  }
}
