import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const NO_DEFAULT_EXPORT = { selector: 'ExportDefaultDeclaration', message: 'Use named exports.' };

// The local cloud's time is an argument (`Clock`), or waits could not be skipped nor tests be instant.
const WALL_TIME = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Take a Clock instead of Date.now().',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take a Clock instead of new Date().' },
  { selector: "CallExpression[callee.name='setTimeout']", message: 'Take a Clock instead of setTimeout().' },
  { selector: "CallExpression[callee.name='setInterval']", message: 'Take a Clock instead of setInterval().' },
];

export default defineConfig(
  globalIgnores(['cdk.out', '.build', '.local', 'coverage']),
  tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT],
      eqeqeq: 'error',
    },
  },
  {
    files: ['local/**/*.ts'],
    ignores: ['local/system-clock.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ...WALL_TIME] },
  },
);
