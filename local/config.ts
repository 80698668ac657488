import * as v from 'valibot';
import { weakness } from '#lib/auth/weak-key.ts';
import { ENV } from '#lib/env.ts';

/** Ports from PORT on: the gateway and four parts. */
export const PORT_COUNT = 5;

/** What fetch and browsers refuse to connect to (https://fetch.spec.whatwg.org/#port-blocking), from 1024 on. */
const BLOCKED_PORTS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080,
]);

/** An empty variable is one that is not set. */
const optional = <S extends v.GenericSchema<string, unknown>>(schema: S) =>
  v.optional(
    v.union([
      v.pipe(
        v.literal(''),
        v.transform(() => undefined),
      ),
      schema,
    ]),
  );

const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/),
  v.transform(Number),
  v.minValue(1_024),
  v.maxValue(65_536 - PORT_COUNT),
);

const basePort = v.pipe(
  v.message(port, `PORT must be a number from 1024 to ${65_536 - PORT_COUNT}.`),
  v.check(
    (first) => !Array.from({ length: PORT_COUNT }, (_, i) => first + i).some((one) => BLOCKED_PORTS.has(one)),
    `PORT and the ${PORT_COUNT - 1} after it include one that browsers and fetch refuse: choose another.`,
  ),
);

/** npm keeps a flag that stands before `--` to itself, and tells of it in the environment. */
const keptByNpm = (flag: string) =>
  v.optional(v.literal('', `npm kept --${flag} to itself: write npm start -- --${flag}.`));

const startSchema = v.object({
  npm_config_live: keptByNpm('live'),
  npm_config_reset: keptByNpm('reset'),
  npm_config_state: keptByNpm('state'),
  [ENV.port]: optional(basePort),
  [ENV.redisUrl]: optional(
    v.pipe(v.string(), v.regex(/^rediss?:\/\/./, 'REDIS_URL must begin with redis:// or rediss://.')),
  ),
  [ENV.adminApiKey]: optional(
    v.pipe(
      v.string(),
      v.check(
        (key) => weakness(key) === undefined,
        ({ input }) => `ADMIN_API_KEY is too weak: ${weakness(input)}. Unset it to have one made.`,
      ),
    ),
  ),
  [ENV.logLevel]: optional(
    v.pipe(
      v.string(),
      v.toLowerCase(),
      v.picklist(['debug', 'info', 'warn', 'error'], 'LOG_LEVEL must be debug, info, warn or error.'),
    ),
  ),
  /** Set by npm for the script it runs: then npm is our parent. */
  npm_lifecycle_event: v.optional(v.string()),
  /** Anything but empty: no colours (https://no-color.org). */
  NO_COLOR: v.optional(v.string()),
});

/** What `npm start` reads of its environment. @throws with a sentence for what is wrong. */
export function startConfig(env: NodeJS.ProcessEnv): v.InferOutput<typeof startSchema> {
  return parse(startSchema, env);
}

const partSchema = v.object({
  [ENV.port]: v.message(port, 'PORT must be set.'),
  [ENV.logLevel]: v.optional(v.string(), 'info'),
});

/** What the gateway and the part that holds Redis read of theirs. */
export function partConfig(env: NodeJS.ProcessEnv): v.InferOutput<typeof partSchema> {
  return parse(partSchema, env);
}

const jobsSchema = v.object({
  [ENV.ccxtServiceUrl]: v.string('CCXT_SERVICE_URL must be set.'),
  [ENV.serviceApiKey]: v.string('SERVICE_API_KEY must be set.'),
  [ENV.logLevel]: v.optional(v.string(), 'info'),
});

/** What the jobs part reads of its environment, beside what the functions read. */
export function jobsConfig(env: NodeJS.ProcessEnv): v.InferOutput<typeof jobsSchema> {
  return parse(jobsSchema, env);
}

function parse<S extends v.GenericSchema>(schema: S, env: NodeJS.ProcessEnv): v.InferOutput<S> {
  const result = v.safeParse(schema, env);
  if (result.success) return result.output;
  throw new Error(result.issues.map((issue) => deepest(issue).message).join('\n'));
}

/** A union reports each branch; the last one is ours. */
function deepest(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  const inner = issue.issues?.at(-1);
  return inner ? deepest(inner) : issue;
}
