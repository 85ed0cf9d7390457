import { all, field } from './keyRules';
import { bare, bracketed, words } from './listRules';
import type { MergeGrammar } from './mergeGrammar';

/** Ruby. */
export const ruby: MergeGrammar = {
  grammar: 'ruby',
  lists: {
    ...bare('statements', 'program body_statement then else'),
    ...bracketed('set', 'hash', ','),
    ...bracketed('sequence', 'argument_list method_parameters array', ','),
  },
  keys: {
    ...all('class module method singleton_method', field('name')),
    assignment: field('left'),
    pair: field('key'),
  },
  comments: words('comment'),
  attached: words(''),
  imports: words(''),
  definitions: words('class module method singleton_method pair'),
  indentMatters: false,
  overloads: false,
};

/** The shell of Unix. */
export const bash: MergeGrammar = {
  grammar: 'bash',
  lists: { ...bare('statements', 'program do_group'), ...bracketed('statements', 'compound_statement') },
  keys: { ...all('function_definition variable_assignment', field('name')) },
  comments: words('comment'),
  attached: words(''),
  imports: words(''),
  definitions: words('function_definition'),
  indentMatters: false,
  overloads: false,
};
