import { all, field, inner, whole } from './keyRules';
import { bare, bracketed, words } from './listRules';
import type { MergeGrammar } from './mergeGrammar';

/** C#. */
export const csharp: MergeGrammar = {
  grammar: 'c-sharp',
  lists: {
    ...bare('declarations', 'compilation_unit'),
    ...bracketed('declarations', 'declaration_list'),
    ...bracketed('statements', 'block switch_body'),
    ...bracketed('set', 'enum_member_declaration_list', ','),
    ...bracketed('sequence', 'argument_list parameter_list initializer_expression', ','),
  },
  keys: {
    ...all('namespace_declaration file_scoped_namespace_declaration class_declaration struct_declaration record_declaration interface_declaration enum_declaration delegate_declaration method_declaration constructor_declaration property_declaration enum_member_declaration variable_declarator parameter', field('name')), // prettier-ignore
    ...all(
      'field_declaration event_field_declaration variable_declaration local_declaration_statement',
      inner,
    ),
    using_directive: whole,
  },
  comments: words('comment'),
  attached: words(''),
  imports: words('using_directive'),
  definitions: words('class_declaration struct_declaration record_declaration interface_declaration enum_declaration delegate_declaration method_declaration constructor_declaration property_declaration field_declaration enum_member_declaration'), // prettier-ignore
  indentMatters: false,
  overloads: true,
};
