import { all, declarator, field, whole } from './keyRules';
import { bare, bracketed, words } from './listRules';
import type { MergeGrammar } from './mergeGrammar';

/** C and C++. */
export const cpp: MergeGrammar = {
  grammar: 'cpp',
  lists: {
    ...bare('declarations', 'translation_unit'),
    ...bracketed('declarations', 'declaration_list field_declaration_list'),
    ...bracketed('statements', 'compound_statement'),
    ...bracketed('sequence', 'enumerator_list argument_list parameter_list initializer_list', ','),
  },
  keys: {
    ...all('function_definition declaration field_declaration', declarator),
    ...all('class_specifier struct_specifier union_specifier enum_specifier namespace_definition preproc_def preproc_function_def enumerator alias_declaration', field('name')), // prettier-ignore
    ...all('preproc_include using_declaration', whole),
    type_definition: declarator,
  },
  comments: words('comment'),
  attached: words(''),
  imports: words('preproc_include using_declaration'),
  definitions: words('class_specifier struct_specifier union_specifier enum_specifier enumerator'),
  indentMatters: false,
  overloads: true,
};
