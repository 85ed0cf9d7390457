import { all, field, fields, first, inner, whole } from './keyRules';
import { bare, bracketed, words } from './listRules';
import type { MergeGrammar } from './mergeGrammar';

/** Go. */
export const go: MergeGrammar = {
  grammar: 'go',
  lists: {
    ...bare('declarations', 'source_file'),
    ...bare('statements', 'statement_list expression_case default_case type_case communication_case'),
    ...bracketed('set', 'import_spec_list'),
    ...bracketed('declarations', 'const_declaration var_declaration var_spec_list type_declaration field_declaration_list interface_type'), // prettier-ignore
    ...bracketed('sequence', 'argument_list parameter_list', ','),
    ...bracketed('sequence', 'literal_value', ','),
    ...bracketed('statements', 'block expression_switch_statement type_switch_statement select_statement'),
  },
  keys: {
    package_clause: () => 'package',
    function_declaration: field('name'),
    method_declaration: (node, text) => {
      const receiver = node.children.find((child) => child.field === 'receiver');
      const name = node.children.find((child) => child.field === 'name');
      if (receiver === undefined || name === undefined) return null;
      const type = /([\p{L}\p{N}_]+)(?:\[[^\]]*\])?\s*\)$/u.exec(
        text.slice(receiver.start, receiver.end),
      )?.[1];
      return `${type ?? ''}.${text.slice(name.start, name.end)}`;
    },
    ...all('type_declaration const_declaration var_declaration', inner),
    ...all('type_spec type_alias const_spec var_spec method_spec method_elem', field('name')),
    import_spec: fields('name', 'path'),
    import_declaration: () => 'import',
    field_declaration: first,
    keyed_element: first,
    short_var_declaration: field('left'),
    expression_case: field('value', 'case '),
    type_case: field('type', 'case '),
    default_case: () => 'default',
    labeled_statement: field('label'),
    identifier: whole,
  },
  comments: words('comment'),
  attached: words(''),
  imports: words('import_spec import_declaration'),
  definitions: words('function_declaration method_declaration type_spec type_declaration const_spec var_spec field_declaration keyed_element method_elem import_spec'), // prettier-ignore
  indentMatters: false,
  overloads: false,
};
