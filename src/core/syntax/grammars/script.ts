import { all, either, field, inner, namedCall, whole } from './keyRules';
import { bare, bracketed, words } from './listRules';
import type { MergeGrammar } from './mergeGrammar';

const script: Omit<MergeGrammar, 'grammar'> = {
  lists: {
    ...bare('statements', 'program switch_case switch_default'),
    ...bracketed('statements', 'statement_block switch_body'),
    ...bracketed('declarations', 'class_body'),
    ...bracketed('set', 'interface_body object_type', ';'),
    ...bracketed('set', 'named_imports export_clause object enum_body object_pattern', ','),
    ...bracketed('sequence', 'arguments formal_parameters array array_pattern type_parameters type_arguments tuple_type', ','), // prettier-ignore
  },
  keys: {
    import_statement: field('source', 'import '),
    export_statement: either(field('source', 'export '), inner),
    ...all('lexical_declaration variable_declaration ambient_declaration', inner),
    ...all('function_declaration generator_function_declaration class_declaration abstract_class_declaration interface_declaration type_alias_declaration enum_declaration internal_module module variable_declarator method_definition method_signature abstract_method_signature public_field_definition property_signature function_signature', field('name')), // prettier-ignore
    field_definition: field('property'),
    ...all('pair pair_pattern', field('key')),
    ...all('import_specifier export_specifier', either(field('alias'), field('name'))),
    ...all('shorthand_property_identifier shorthand_property_identifier_pattern property_identifier', whole),
    enum_assignment: field('name'),
    expression_statement: either(namedCall, inner),
    assignment_expression: field('left'),
    switch_case: field('value', 'case '),
    switch_default: () => 'default',
    jsx_attribute: (node, text) => text.slice(node.start, node.end).split('=')[0] ?? null,
    required_parameter: field('pattern'),
    optional_parameter: field('pattern'),
  },
  comments: words('comment html_comment'),
  attached: words('decorator'),
  imports: words('import_statement'),
  definitions: words('function_declaration generator_function_declaration class_declaration abstract_class_declaration type_alias_declaration enum_declaration variable_declarator lexical_declaration variable_declaration method_definition public_field_definition field_definition pair property_signature import_specifier enum_assignment'), // prettier-ignore
  indentMatters: false,
  overloads: true,
};

/** JavaScript with JSX. */
export const javascript: MergeGrammar = { ...script, grammar: 'javascript' };

/** TypeScript. */
export const typescript: MergeGrammar = { ...script, grammar: 'typescript' };

/** TypeScript with JSX. */
export const tsx: MergeGrammar = { ...script, grammar: 'tsx' };
