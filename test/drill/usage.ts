import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

const TICKS_PER_SECOND = 100;

/** What processes and Redis used since the call. */
export interface Usage {
  /** Of each process: hundredths of a core, and resident megabytes now. */
  nodes: { name: string; cpuPercent: number; rssMb: number }[];
  redis: { commandsPerSecond: number; memoryMb: number; cpuPercent: number };
  /** Milliseconds that the nodes' main threads waited for a processor, all together. */
  starvedMs: number;
}

export async function measureUsage(
  redis: Redis,
  processes: { name: string; pid: number }[],
): Promise<() => Promise<Usage>> {
  const startedAt = performance.now();
  const before = processes.map(({ pid }) => [cpuSeconds(pid), runDelayMs(pid)] as const);
  const redisBefore = await redisFacts(redis);
  return async () => {
    const seconds = (performance.now() - startedAt) / 1_000;
    const after = await redisFacts(redis);
    // one that was killed meanwhile has no figures
    const nodes = processes.flatMap(({ name, pid }, at) => {
      const [cpu = 0, delay = 0] = before[at] ?? [];
      if (rssMb(pid) === 0) return [];
      const cpuPercent = Math.round((100 * (cpuSeconds(pid) - cpu)) / seconds);
      return { name, cpuPercent, rssMb: rssMb(pid), starvedMs: runDelayMs(pid) - delay };
    });
    const starvedMs = nodes.reduce((sum, node) => sum + node.starvedMs, 0);
    return {
      nodes,
      redis: {
        // a restart counts anew
        commandsPerSecond: Math.round(Math.max(0, after.commands - redisBefore.commands) / seconds),
        memoryMb: Math.round(after.memory / 1e6),
        cpuPercent: Math.round((100 * Math.max(0, after.cpu - redisBefore.cpu)) / seconds),
      },
      starvedMs: Math.round(starvedMs),
    };
  };
}

async function redisFacts(redis: Redis) {
  const info = await redis.info();
  const field = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
  return {
    commands: field('total_commands_processed'),
    memory: field('used_memory'),
    cpu: field('used_cpu_sys') + field('used_cpu_user'),
  };
}

/** 0 for a process that has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function cpuSeconds(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

function rssMb(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024);
}

function runDelayMs(pid: number): number {
  return Number(read(`/proc/${pid}/schedstat`).split(' ')[1] ?? 0) / 1e6;
}
