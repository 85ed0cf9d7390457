import type { SyntaxNode } from '../syntax/syntaxNode';
import { partsOf } from '../syntax/syntaxNode';
import type { Scope } from './scope';
import type { Word, WordPart } from './word';
import { escape, unknownWord, wordsOf } from './word';

/** Evaluates what is run to make a part of a word; null: what it prints is not known. */
export type Substitute = (node: SyntaxNode) => string | null;

/** Expands a node of a command to the words that it means. */
export function expandNode(node: SyntaxNode, scope: Scope, substitute: Substitute): Word[] {
  return wordsOf(tilde(partsIn(node, { scope, substitute }), scope));
}

/** Expands a node that means one word, such as the target of a redirection. */
export function expandOne(node: SyntaxNode, scope: Scope, substitute: Substitute): Word {
  const words = expandNode(node, scope, substitute);
  return words.length === 1 && words[0] !== undefined ? words[0] : unknownWord();
}

interface Expansion {
  readonly scope: Scope;
  readonly substitute: Substitute;
}

function partsIn(node: SyntaxNode, expansion: Expansion): WordPart[] {
  switch (node.type) {
    case 'word':
    case 'number':
    case 'extglob_pattern':
    case 'brace_expression':
    case 'regex':
    case 'special_character':
    case 'command_name':
    case 'concatenation':
      return unquotedParts(node, expansion);
    case 'raw_string':
      return [known(node.text.slice(1, -1))];
    case 'ansi_c_string':
      return [ansi(node.text.slice(2, -1))];
    case 'string':
      return quotedParts(node, expansion);
    case 'translated_string':
      return partsOf(node).flatMap((part) => partsIn(part, expansion));
    case 'simple_expansion':
      return [variable(node.text.slice(1), false, expansion.scope)];
    case 'expansion':
      return [braced(node, false, expansion)];
    case 'process_substitution':
      expansion.substitute(node);
      return [known('/dev/fd/63')];
    default:
      return [substituted(node, expansion)];
  }
}

const known = (text: string): WordPart => ({ pattern: escape(text), exact: true });
const notKnown: WordPart = { pattern: '', exact: false };

function unquotedParts(node: SyntaxNode, expansion: Expansion): WordPart[] {
  return betweenChildren(node, 0, 0, (text) => ({ pattern: text.replaceAll('\\\n', ''), exact: true }), (child) => partsIn(child, expansion)); // prettier-ignore
}

function quotedParts(node: SyntaxNode, expansion: Expansion): WordPart[] {
  const literal = (text: string): WordPart =>
    known(text.replaceAll('\\\n', '').replace(/\\([$`"\\])/g, '$1'));
  return betweenChildren(node, 1, 1, literal, (child, text) => {
    if (child.type === 'string_content') return [literal(text)];
    if (child.type === 'simple_expansion') return [variable(child.text.slice(1), true, expansion.scope)];
    return child.type === 'expansion' ? [braced(child, true, expansion)] : partsIn(child, expansion);
  });
}

// The grammar leaves some blanks out of a string's children: what is between them counts too.
function betweenChildren(
  node: SyntaxNode,
  skipStart: number,
  skipEnd: number,
  literal: (text: string) => WordPart,
  inner: (child: SyntaxNode, text: string) => WordPart[],
): WordPart[] {
  const { text, startIndex } = node;
  const parts: WordPart[] = [];
  let at = skipStart;
  for (const child of partsOf(node)) {
    const [start, end] = [child.startIndex - startIndex, child.endIndex - startIndex];
    if (start > at) parts.push(literal(text.slice(at, start)));
    parts.push(...inner(child, text.slice(Math.max(start, at), end)));
    at = Math.max(at, end);
  }
  if (at < text.length - skipEnd) parts.push(literal(text.slice(at, text.length - skipEnd)));
  return parts;
}

function braced(node: SyntaxNode, isQuoted: boolean, expansion: Expansion): WordPart {
  const name = /^\$\{(\w+)\}$/.exec(node.text)?.[1];
  return name === undefined ? substituted(node, expansion) : variable(name, isQuoted, expansion.scope);
}

function variable(name: string, isQuoted: boolean, scope: Scope): WordPart {
  const value = valueOf(name, scope);
  if (value === null || !value.exact)
    return value === null ? notKnown : { pattern: escape(value.text), exact: false };
  // A blank would part the word in two.
  if (!isQuoted && /\s/.test(value.text)) return notKnown;
  // What is not quoted is looked at for globs again, not for braces.
  const pattern = isQuoted ? escape(value.text) : value.text.replace(/[\\{},~!()]/g, '\\$&');
  return { pattern: value.glob ?? pattern, exact: true };
}

function valueOf(name: string, scope: Scope): Word | null {
  const assigned = scope.variables.get(name);
  if (assigned !== undefined) return assigned;
  const special = name === 'HOME' ? scope.home : name === 'PWD' ? scope.cwd : null;
  return special === null ? null : { text: special, exact: true, glob: null };
}

function substituted(node: SyntaxNode, { substitute }: Expansion): WordPart {
  const text = substitute(node);
  return text === null ? notKnown : known(text);
}

function ansi(text: string): WordPart {
  const named: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    '\\': '\\',
    "'": "'",
    '"': '"',
    r: '\r',
  };
  if (/\\[^nt\\'"r]/.test(text)) return notKnown;
  return known(text.replace(/\\([\s\S])/g, (_, letter: string) => named[letter] ?? letter));
}

function tilde(parts: readonly WordPart[], { home }: Scope): readonly WordPart[] {
  const [first, ...rest] = parts;
  if (first === undefined || !first.pattern.startsWith('~')) return parts;
  if (!/^~(\/|$)/.test(first.pattern)) return [notKnown];
  return [{ ...first, pattern: escape(home) + first.pattern.slice(1) }, ...rest];
}
