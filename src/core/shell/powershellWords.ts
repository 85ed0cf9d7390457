import type { SyntaxNode } from '../syntax/syntaxNode';
import { partsOf } from '../syntax/syntaxNode';
import type { Scope } from './scope';
import type { Word } from './word';
import { escape, unknownWord, wordsOf } from './word';

/** Expands an argument of a PowerShell command; a list, and what is computed, is not known. */
export function expandPowerShell(node: SyntaxNode, scope: Scope): Word {
  const inner = partsOf(node);
  switch (node.type) {
    case 'generic_token':
    case 'command_parameter':
    case 'simple_name':
    case 'command_name':
      return /[,`(){}@]/.test(node.text) || node.text.includes('$') ? interpolated(node.text, scope) : globbed(node.text); // prettier-ignore
    case 'variable':
      return variable(node.text, scope);
    case 'verbatim_string_characters':
      return globbed(node.text.slice(1, -1).replaceAll("''", "'"));
    case 'expandable_string_literal':
      return interpolated(node.text.slice(1, -1), scope);
    case 'command_argument_sep':
      return unknownWord();
    default:
      // Every level of precedence has its node, most of them around one other.
      return inner.length === 1 && inner[0] !== undefined && inner[0].text.trim() === node.text.trim() ? expandPowerShell(inner[0], scope) : unknownWord(); // prettier-ignore
  }
}

// Cmdlets take special characters for a glob, quoted or not.
function globbed(text: string): Word {
  return { text, exact: true, glob: /[*?[]/.test(text) ? text.replaceAll('\\', '/') : null };
}

function interpolated(text: string, scope: Scope): Word {
  if (/[`(){}@,]/.test(text)) return unknownWord(/^[^`$(){}@,]*/.exec(text)?.[0] ?? '');
  const parts = text.split(/(\$[\w:]+)/).map((part) => {
    const value = part.startsWith('$') ? variable(part, scope) : { text: part, exact: !part.includes('$') };
    return { pattern: escape(value.text), exact: value.exact };
  });
  return wordsOf(parts)[0] ?? unknownWord();
}

function variable(text: string, scope: Scope): Word {
  const name = text.replace('$', '').toLowerCase();
  if (name === 'null') return { text: '/dev/null', exact: true, glob: null };
  const special = name === 'home' || name === 'env:userprofile' || name === 'env:home' ? scope.home : name === 'pwd' ? scope.cwd : null; // prettier-ignore
  const value =
    scope.variables.get(name) ?? (special === null ? null : { text: special, exact: true, glob: null });
  return value ?? unknownWord();
}

/** The path that a text names: PowerShell takes `\` between folders on every system. */
export function powerShellPath(text: string): string {
  return text.replaceAll('\\', '/');
}
