import { all, either, field, first, inner, whole } from './keyRules';
import { bare, bracketed, words } from './listRules';
import type { MergeGrammar } from './mergeGrammar';

/** PHP. */
export const php: MergeGrammar = {
  grammar: 'php',
  lists: {
    ...bare('statements', 'program'),
    ...bracketed('declarations', 'declaration_list enum_declaration_list'),
    ...bracketed('statements', 'compound_statement'),
    ...bracketed('sequence', 'arguments formal_parameters array_creation_expression', ','),
  },
  keys: {
    ...all('class_declaration interface_declaration trait_declaration enum_declaration function_definition method_declaration enum_case namespace_definition', field('name')), // prettier-ignore
    ...all('property_declaration const_declaration', inner),
    ...all('property_element const_element', first),
    ...all('simple_parameter property_promotion_parameter', field('name')),
    namespace_use_declaration: whole,
    expression_statement: either(inner),
    assignment_expression: field('left'),
  },
  comments: words('comment'),
  attached: words(''),
  imports: words('namespace_use_declaration'),
  definitions: words('class_declaration interface_declaration trait_declaration enum_declaration function_definition method_declaration property_declaration'), // prettier-ignore
  indentMatters: false,
  overloads: false,
};
