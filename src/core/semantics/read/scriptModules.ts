import type { SourceNode } from '../sourceNode';
import { childOf, fieldOf } from '../sourceNode';
import type { FactsBuilder } from './builder';

/** Notes the names that an import statement brings. */
export function importNames(node: SourceNode, facts: FactsBuilder): void {
  const module = moduleText(fieldOf(node, 'source'), facts);
  const clause = childOf(node, 'import_clause');
  if (module === null) return;
  if (clause === undefined) facts.import('', null, module, node);
  for (const part of clause?.children ?? []) {
    if (part.type === 'identifier') facts.import(facts.text(part), 'default', module, part);
    else if (part.type === 'namespace_import') facts.import(facts.text(part.children[0]), null, module, part);
    else for (const one of part.children) importOne(one, module, facts);
  }
}

function importOne(node: SourceNode, module: string, facts: FactsBuilder): void {
  if (node.type !== 'import_specifier') return;
  const name = facts.text(fieldOf(node, 'name'));
  facts.import(facts.text(fieldOf(node, 'alias')) || name, name, module, node);
}

/** Notes what an export statement makes visible; says whether there is nothing more in it. */
export function exportNames(node: SourceNode, facts: FactsBuilder): boolean {
  const module = moduleText(fieldOf(node, 'source'), facts);
  const clause = childOf(node, 'export_clause');
  const declaration = fieldOf(node, 'declaration');
  const isDefault = /^export\s+default\b/.test(facts.text(node).slice(0, 40));
  for (const one of clause?.children ?? []) {
    const name = facts.text(fieldOf(one, 'name'));
    if (one.type === 'export_specifier')
      facts.export(facts.text(fieldOf(one, 'alias')) || name, name, module);
  }
  if (module !== null && clause === undefined) {
    const space = childOf(node, 'namespace_export');
    facts.export(space === undefined ? '*' : facts.text(space.children[0]), null, module);
  }
  for (const name of declaredNames(declaration, facts)) facts.export(isDefault ? 'default' : name, name);
  const value = fieldOf(node, 'value');
  if (isDefault && declaration === undefined) facts.export('default', value?.type === 'identifier' ? facts.text(value) : null); // prettier-ignore
  return clause !== undefined || module !== null;
}

function declaredNames(node: SourceNode | undefined, facts: FactsBuilder): string[] {
  if (node === undefined) return [];
  const name = fieldOf(node, 'name');
  if (name !== undefined) return [facts.text(name)];
  return node.children.filter(({ type }) => type === 'variable_declarator').map((one) => facts.text(fieldOf(one, 'name'))); // prettier-ignore
}

/** Notes what `require` brings; says whether the declarator is one. */
export function requiredNames(node: SourceNode, facts: FactsBuilder): boolean {
  const [name, value] = [fieldOf(node, 'name'), fieldOf(node, 'value')];
  if (value?.type !== 'call_expression' || facts.text(fieldOf(value, 'function')) !== 'require') return false;
  const module = moduleText(fieldOf(value, 'arguments')?.children[0], facts);
  if (module === null || name === undefined) return false;
  if (name.type === 'identifier') facts.import(facts.text(name), null, module, node);
  for (const part of name.type === 'object_pattern' ? name.children : []) {
    const local = facts.text(part.type === 'pair_pattern' ? fieldOf(part, 'value') : part);
    facts.import(
      local,
      part.type === 'pair_pattern' ? facts.text(fieldOf(part, 'key')) : local,
      module,
      part,
    );
  }
  return true;
}

function moduleText(node: SourceNode | undefined, facts: FactsBuilder): string | null {
  return node?.type === 'string' ? facts.text(node).slice(1, -1) : null;
}
