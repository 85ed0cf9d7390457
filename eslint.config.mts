import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Endings that say nothing of what a thing is.
const emptyEnding = '/(Manager|Helper|Util|Utils|Service|Impl)$/';

export default defineConfig(
  {
    ignores: [
      'dist',
      'coverage',
      '.hosts',
      'test-results',
      'test/merge-cases',
      'node_modules',
      '**/*.mjs',
      '**/*.cjs',
    ],
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: `ClassDeclaration[id.name=${emptyEnding}]`, message: 'Name the class after what it is.' },
        { selector: 'TSInterfaceDeclaration[id.name=/^I[A-Z]/]', message: 'Interfaces carry no prefix.' },
        { selector: 'ExportAllDeclaration', message: 'Import from the file that defines it.' },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // One catalogue of all failures, so that their sentences stay alike; it grows with the product.
    files: ['src/core/errors.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // One list of what the SDK can rely on, so that the same file runs wherever there is an E2B.
    files: ['test/sandbox/conformance.test.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['webview-ui/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Build elements: text from outside must never become markup.' },
        { property: 'outerHTML', message: 'Build elements: text from outside must never become markup.' },
        {
          property: 'insertAdjacentHTML',
          message: 'Build elements: text from outside must never become markup.',
        },
      ],
    },
  },
  {
    files: ['test/**', '*.mts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-exports': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
);
