import { all, either, field, inner, namedCall, whole } from './keyRules';
import { bare, bracketed, words } from './listRules';
import type { MergeGrammar } from './mergeGrammar';

/** Python. */
export const python: MergeGrammar = {
  grammar: 'python',
  lists: {
    ...bare('statements', 'module block'),
    import_from_statement: { policy: 'set', after: 'import', separator: ',' },
    ...bracketed('set', 'dictionary set', ','),
    ...bracketed('sequence', 'argument_list parameters list tuple', ','),
  },
  keys: {
    ...all('function_definition class_definition', field('name')),
    decorated_definition: inner,
    expression_statement: either(namedCall, inner),
    assignment: field('left'),
    import_from_statement: field('module_name', 'from '),
    ...all('import_statement future_import_statement', whole),
    ...all('pair', field('key')),
    ...all('keyword_argument default_parameter typed_default_parameter', field('name')),
    aliased_import: field('alias'),
    dotted_name: whole,
  },
  comments: words('comment'),
  attached: words(''),
  imports: words('import_statement import_from_statement future_import_statement'),
  definitions: words('function_definition class_definition decorated_definition pair keyword_argument'),
  indentMatters: true,
  overloads: false,
};
