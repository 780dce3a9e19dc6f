/** Which part may know which. The directions are those of docs/architecture.md. */

const TESTS = String.raw`\.test\.ts$`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'engine-knows-nothing',
      comment:
        'The engine is a pure library: nothing else of ours, no Node, so it runs anywhere and only computes.',
      severity: 'error',
      from: { path: '^engine/', pathNot: TESTS },
      to: { path: ['^(src|activities|workflows|scripts|test|bench)/'] },
    },
    {
      name: 'engine-does-no-io',
      severity: 'error',
      from: { path: '^engine/', pathNot: TESTS },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'workflows-know-types-alone',
      comment:
        'Workflow code is replayed for years: rules of the engine and effects of activities must not get into it.',
      severity: 'error',
      from: { path: '^workflows/', pathNot: TESTS },
      to: { path: '^(engine|activities)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-live-in-a-sandbox',
      severity: 'error',
      from: { path: '^workflows/', pathNot: TESTS },
      to: {
        pathNot: ['^(workflows|engine|activities)/', '/@temporalio/(workflow|common)/'],
      },
    },
    {
      name: 'activities-know-ports',
      comment: 'Activities are factories over ports; src fills the ports.',
      severity: 'error',
      from: { path: '^activities/', pathNot: TESTS },
      to: { path: ['^(src|scripts|test|bench)/', '/@(nestjs|mikro-orm)/'] },
    },
    {
      name: 'workflows-are-reached-by-contract',
      severity: 'error',
      from: { path: '^(src|activities|engine)/', pathNot: TESTS },
      to: { path: '^workflows/', pathNot: '^workflows/contract\\.ts$' },
    },
    {
      name: 'the-product-stands-alone',
      comment: 'What is shipped never needs what builds, starts or tests it.',
      severity: 'error',
      from: { path: '^(src|activities|engine|workflows)/', pathNot: TESTS },
      to: { path: '^(scripts|test|bench)/' },
    },
    {
      name: 'threads-load-little',
      comment:
        'A thread is begun for one question: it brings no framework along. It runs from source too, where nobody compiles decorators.',
      severity: 'error',
      from: { path: '^src/threads/entry\\.ts$' },
      to: { path: '/@nestjs/', reachable: true },
    },
    {
      name: 'no-development-packages-in-the-product',
      severity: 'error',
      from: { path: '^(src|activities|engine|workflows)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
