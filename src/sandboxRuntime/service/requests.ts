import type { Fields } from '../fields';
import { InputError } from '../fields';
import { HttpError } from '../http';
import type { NetworkPolicy } from '../network/networkPolicy';
import { openPolicy } from '../network/networkPolicy';
import type { NewSandbox } from './sandboxes';
import { baseTemplate } from '../store/templates';

/** How long a sandbox lives where its client does not say, in seconds. */
export const defaultTimeoutSeconds = 300;

/** The longest time that can be asked for, in seconds: a week. */
const longestTimeoutSeconds = 7 * 24 * 3600;

/** Reads the body of a request that creates a sandbox. What cannot be had here is refused, not ignored. */
export function newSandboxIn(body: Fields, isolated: boolean): NewSandbox {
  for (const name of ['mcp', 'iam', 'volumeMounts']) refuse(body, name);
  const onTimeout = body.boolean('autoPause') === true ? 'pause' : 'kill';
  return {
    templateId: body.string('templateID') ?? baseTemplate,
    timeoutMs: timeoutIn(body),
    metadata: body.stringMap('metadata') ?? {},
    env: body.stringMap('envVars') ?? {},
    network: networkIn(body, body.object('network'), isolated),
    lifecycle: {
      onTimeout,
      keepMemory: body.boolean('autoPauseMemory') ?? true,
      autoResume: body.object('autoResume')?.boolean('enabled') ?? false,
    },
  };
}

/** Reads the time that a request asks for, in milliseconds. */
export function timeoutIn(body: Fields): number {
  const seconds = body.number('timeout') ?? defaultTimeoutSeconds;
  if (!(seconds >= 0 && seconds <= longestTimeoutSeconds))
    throw new InputError(`"timeout" must be from 0 to ${longestTimeoutSeconds} seconds`);
  return seconds * 1000;
}

/** Reads where a sandbox may connect to. Where nothing is isolated, no limit can be kept, so none is accepted. */
export function networkIn(access: Fields, rules: Fields | undefined, isolated: boolean): NetworkPolicy {
  for (const name of ['rules', 'egressProxy']) refuse(rules, name);
  const policy = {
    allowInternetAccess: access.boolean('allow_internet_access') ?? openPolicy.allowInternetAccess,
    allowOut: rules?.strings('allowOut') ?? [],
    denyOut: rules?.strings('denyOut') ?? [],
  };
  if (!isolated && (!policy.allowInternetAccess || policy.allowOut.length + policy.denyOut.length > 0))
    throw new HttpError(400, 'the network of this sandbox cannot be limited: the runtime runs without isolation');
  return policy;
} // prettier-ignore

function refuse(fields: Fields | undefined, name: string): void {
  if (fields?.has(name) === true && !isEmpty(fields, name))
    throw new HttpError(400, `"${name}" is not supported by the local sandbox runtime`);
}

function isEmpty(fields: Fields, name: string): boolean {
  const [, value] = fields.entries().find(([key]) => key === name) ?? [];
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
