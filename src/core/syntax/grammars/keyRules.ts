import { canonical } from '../tree/tokens';
import type { TreeNode } from '../tree/treeNode';
import { childIn, namedChildren } from '../tree/treeNode';
import type { KeyRule } from './mergeGrammar';

/** The text of the child in a role. */
export function field(name: string, prefix = ''): KeyRule {
  return (node, text) => {
    const found = childIn(node, name);
    return found === null ? null : prefix + textOf(found, text);
  };
}

/** The texts of the children in several roles, as far as there are any. */
export function fields(...names: readonly string[]): KeyRule {
  return (node, text) => {
    const found = names.map((name) => childIn(node, name)).filter((child) => child !== null);
    return found.length === 0 ? null : found.map((child) => textOf(child, text)).join(' ');
  };
}

/** The key of the first child that has one. */
export const inner: KeyRule = (node, _, keyOf) => {
  for (const child of namedChildren(node)) {
    const key = keyOf(child);
    if (key !== null) return key;
  }
  return null;
};

/** The text of the first child that is no sign. */
export const first: KeyRule = (node, text) => {
  const [child] = namedChildren(node);
  return child === undefined ? null : textOf(child, text);
};

/** All of its text. */
export const whole: KeyRule = textOf;

/** The text before a bracket, such as that of the list of names of an import. */
export function before(sign: string): KeyRule {
  return (node, text) => textOf(node, text).split(sign)[0]?.trim() ?? null;
}

/** What a declarator declares lies at the bottom of pointers and parameters. */
export const declarator: KeyRule = (node, text) => {
  let found = childIn(node, 'declarator');
  for (let next = found; next !== null; next = childIn(next, 'declarator')) found = next;
  return found === null ? null : textOf(found, text);
};

/** A call with a text, such as a test: the callee and the first text. */
export const namedCall: KeyRule = (node, text) => {
  const [call] = namedChildren(node);
  if (call === undefined) return null;
  const callee = childIn(call, 'function');
  const args = childIn(call, 'arguments');
  const name = args === null ? undefined : namedChildren(args)[0];
  if (callee === null || name?.type.includes('string') !== true) return null;
  return `${textOf(callee, text)}(${textOf(name, text)})`;
};

/** The first of several rules that gives a key. */
export function either(...rules: readonly KeyRule[]): KeyRule {
  return (node, text, keyOf) => {
    for (const rule of rules) {
      const key = rule(node, text, keyOf);
      if (key !== null) return key;
    }
    return null;
  };
}

/** Gives the same rule to several kinds of nodes. */
export function all(types: string, rule: KeyRule): Record<string, KeyRule> {
  return Object.fromEntries(types.split(' ').map((type) => [type, rule]));
}

function textOf(node: TreeNode, text: string): string {
  return canonical(text.slice(node.start, node.end), false);
}
