import { all, before, field, fields, first, whole } from './keyRules';
import { bare, bracketed, words } from './listRules';
import type { MergeGrammar } from './mergeGrammar';

/** Rust. */
export const rust: MergeGrammar = {
  grammar: 'rust',
  lists: {
    ...bare('declarations', 'source_file'),
    ...bracketed('statements', 'block'),
    ...bracketed('declarations', 'declaration_list match_block'),
    ...bracketed('set', 'use_list field_declaration_list enum_variant_list field_initializer_list', ','),
    ...bracketed('sequence', 'arguments parameters array_expression tuple_expression type_parameters type_arguments ordered_field_declaration_list', ','), // prettier-ignore
  },
  keys: {
    ...all('function_item function_signature_item struct_item union_item enum_item type_item trait_item mod_item macro_definition const_item static_item field_declaration enum_variant associated_type', field('name')), // prettier-ignore
    impl_item: fields('trait', 'type'),
    use_declaration: before('{'),
    scoped_use_list: field('path'),
    ...all('scoped_identifier identifier use_as_clause use_wildcard self crate', whole),
    field_initializer: field('field'),
    shorthand_field_initializer: first,
    match_arm: field('pattern'),
    let_declaration: field('pattern'),
    extern_crate_declaration: field('name'),
  },
  comments: words('line_comment block_comment'),
  attached: words('attribute_item'),
  imports: words('use_declaration'),
  definitions: words('function_item struct_item union_item enum_item type_item trait_item mod_item macro_definition const_item static_item field_declaration enum_variant field_initializer'), // prettier-ignore
  indentMatters: false,
  overloads: false,
};
