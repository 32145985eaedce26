/** ESM mode, because fauxqs has no CommonJS export; swc, because types are checked by `tsc` (`npm run check:types`). */
const config = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { module: { type: 'es6' }, jsc: { target: 'es2024', parser: { syntax: 'typescript' } } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.build', '<rootDir>/.local'],
  globalSetup: '<rootDir>/test/support/synthesized-app.ts',
  testTimeout: 30_000,
  // By default jest leaves one core idle, which on two is half of them; no test depends on how long it takes.
  maxWorkers: '100%',
};

export default config;
