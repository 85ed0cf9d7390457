import { Fields } from '../fields';

/** What the service inside a sandbox is told when it starts. */
export interface EnvdConfig {
  /** The path of the socket that it serves. */
  readonly socket: string;
  /** The home of the sandbox's user, where relative paths begin. */
  readonly home: string;
  /** Whether it runs in namespaces of its own, so that every process it sees belongs to the sandbox. */
  readonly isolated: boolean;
  /** The folders that files may be in, with links resolved; null: wherever the system allows, which is how it is inside of namespaces. */
  readonly roots: readonly string[] | null;
  /** Where the disk is measured. */
  readonly storage: readonly string[];
  /** The environment of every process. */
  readonly env: Readonly<Record<string, string>>;
  /** When the sandbox ends by itself, in milliseconds since the Unix epoch. */
  readonly deadline: number;
  /** The socket of the proxy that leads out, and the port that leads to it inside; null without a network. */
  readonly egress: { readonly socket: string; readonly port: number } | null;
  /** What the sandbox may use, for its metrics. */
  readonly cpuCount: number;
  readonly memoryBytes: number;
}

/** The variable that carries the configuration. */
export const configVariable = 'PARALLEL_CC_ENVD';

/** Takes the configuration out of the environment, so that no process inherits it. */
export function takeConfig(env: NodeJS.ProcessEnv): EnvdConfig {
  const text = env[configVariable] ?? '';
  Reflect.deleteProperty(env, configVariable);
  Fields.parse(text, 'the configuration');
  return JSON.parse(text) as EnvdConfig;
}
