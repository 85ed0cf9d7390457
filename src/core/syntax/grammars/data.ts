import { all, field, first, whole } from './keyRules';
import { bare, bracketed, words } from './listRules';
import type { MergeGrammar } from './mergeGrammar';

const plain = {
  comments: words('comment'),
  attached: words(''),
  imports: words(''),
  indentMatters: false,
  overloads: false,
} as const;

/** JSON, with comments too. */
export const json: MergeGrammar = {
  ...plain,
  grammar: 'json',
  lists: {
    ...bare('sequence', 'document'),
    ...bracketed('set', 'object', ','),
    ...bracketed('sequence', 'array', ','),
  },
  keys: { pair: field('key') },
  definitions: words('pair'),
};

/** YAML. */
export const yaml: MergeGrammar = {
  ...plain,
  grammar: 'yaml',
  lists: {
    ...bare('set', 'block_mapping'),
    ...bare('sequence', 'stream block_sequence'),
    ...bracketed('set', 'flow_mapping', ','),
    ...bracketed('sequence', 'flow_sequence', ','),
  },
  keys: all('block_mapping_pair flow_pair', field('key')),
  definitions: words('block_mapping_pair flow_pair'),
  indentMatters: true,
};

/** TOML. */
export const toml: MergeGrammar = {
  ...plain,
  grammar: 'toml',
  lists: {
    ...bare('declarations', 'document'),
    table: { policy: 'set', after: ']' },
    table_array_element: { policy: 'set', after: ']]' },
    ...bracketed('set', 'inline_table', ','),
    ...bracketed('sequence', 'array', ','),
  },
  keys: { pair: first, table: first },
  definitions: words('pair table'),
};

/** HTML. */
export const html: MergeGrammar = {
  ...plain,
  grammar: 'html',
  lists: {
    ...bare('sequence', 'document'),
    element: { policy: 'sequence', after: 'start_tag' },
    start_tag: { policy: 'set', after: 'tag_name' },
    self_closing_tag: { policy: 'set', after: 'tag_name' },
  },
  keys: { attribute: first },
  definitions: words('attribute'),
};

/** CSS. */
export const css: MergeGrammar = {
  ...plain,
  grammar: 'css',
  lists: { ...bare('statements', 'stylesheet'), ...bracketed('statements', 'block keyframe_block_list') },
  keys: { declaration: first, rule_set: first, import_statement: whole, keyframe_block: first },
  imports: words('import_statement'),
  definitions: words(''),
};
