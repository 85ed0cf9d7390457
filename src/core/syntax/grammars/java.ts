import { all, declarator, either, field, inner, whole } from './keyRules';
import { bare, bracketed, words } from './listRules';
import type { MergeGrammar } from './mergeGrammar';

/** Java. */
export const java: MergeGrammar = {
  grammar: 'java',
  lists: {
    ...bare('declarations', 'program'),
    ...bracketed('declarations', 'class_body interface_body annotation_type_body'),
    ...bare('declarations', 'enum_body_declarations'),
    ...bracketed('statements', 'block constructor_body switch_block'),
    ...bracketed('set', 'annotation_argument_list enum_body', ','),
    ...bracketed('sequence', 'argument_list formal_parameters array_initializer type_parameters element_value_array_initializer', ','), // prettier-ignore
  },
  keys: {
    ...all('class_declaration record_declaration enum_declaration interface_declaration annotation_type_declaration method_declaration constructor_declaration compact_constructor_declaration enum_constant variable_declarator formal_parameter', field('name')), // prettier-ignore
    ...all('field_declaration constant_declaration local_variable_declaration', either(inner, declarator)),
    import_declaration: whole,
    package_declaration: () => 'package',
    element_value_pair: field('key'),
    expression_statement: inner,
    assignment_expression: field('left'),
  },
  comments: words('line_comment block_comment'),
  attached: words(''),
  imports: words('import_declaration'),
  definitions: words('class_declaration record_declaration enum_declaration interface_declaration annotation_type_declaration method_declaration constructor_declaration enum_constant field_declaration'), // prettier-ignore
  indentMatters: false,
  overloads: true,
};
