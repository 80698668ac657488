import { type Callback, Redis, type RedisOptions } from 'ioredis';

/** Replies in the form that they had before RESP3, as the class has them unless told otherwise. */
export type ClientOptions = Omit<RedisOptions, 'replyMapping'>;

export interface RedisAddress {
  host: string;
  port: number;
}

/** A user whose password is made for each connection. */
export interface FreshLogin {
  username: string;
  password: () => string;
}

/**
 * A client that logs in with a new password at each connect, for a token of IAM is good for 15 minutes and a function
 * reconnects after hours. ioredis has no hook for that, but it reads its options when it connects, and calls this
 * method for every connect, the first and all later ones. `duplicate()` loses it: not for BullMQ.
 *
 * `where` is a URL, or what tells the address when the first command comes; then by TLS.
 */
export class ElastiCacheRedis extends Redis {
  readonly #password: () => string;
  #locate: (() => Promise<RedisAddress>) | undefined;

  constructor(
    where: string | (() => Promise<RedisAddress>),
    { username, password }: FreshLogin,
    options: ClientOptions,
  ) {
    const given: ClientOptions = { ...options, username };
    if (typeof where === 'string') super(where, given);
    else super({ ...given, tls: {} });
    this.#password = password;
    this.#locate = typeof where === 'string' ? undefined : where;
  }

  override connect(callback?: Callback<void>): Promise<void> {
    this.options.password = this.#password();
    return super.connect(callback);
  }

  /** Has the address first: only with it does a connect begin, and a command's own time. */
  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    if (!this.#locate) return super.sendCommand(command, stream);
    this.#locate().then(
      (address) => {
        Object.assign(this.options, address);
        this.#locate = undefined;
        super.sendCommand(command, stream);
      },
      (error) => command.reject(error),
    );
    return command.promise;
  }
}
