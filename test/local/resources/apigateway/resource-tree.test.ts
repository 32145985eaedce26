import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ResourceTree } from '../../../../local/resources/apigateway/resource-tree.ts';

interface Method {
  readonly httpMethod: string;
}

/** `{path: methods}` → a tree with these resources and all above them. */
function treeOf(resources: Readonly<Record<string, readonly string[]>>): ResourceTree<Method> {
  const tree = new ResourceTree<Method>('/');
  const known = new Set(['/']);
  for (const [path, methods] of Object.entries(resources)) {
    let parent = '/';
    for (const part of path.split('/').filter(Boolean)) {
      const id = `${parent === '/' ? '' : parent}/${part}`;
      if (!known.has(id)) tree.add(id, parent, part);
      known.add(id);
      parent = id;
    }
    methods.forEach((httpMethod) => tree.setMethod(parent, { httpMethod }));
  }
  return tree;
}

describe('a path finds its resource', () => {
  const tree = treeOf({
    '/': ['GET'],
    '/items': ['GET', 'ANY'],
    '/items/{id}': ['GET'],
    '/items/{id}/lines': ['POST'],
    '/items/new': ['GET'],
    '/files/{proxy+}': ['ANY'],
    '/{proxy+}': ['OPTIONS', 'GET'],
  });
  const answer = (httpMethod: string, path: string) => {
    const match = tree.match(httpMethod, path);
    return match && [match.resource.path, match.method.httpMethod, match.pathParameters];
  };

  it.each([
    ['GET', '/', ['/', 'GET', {}]],
    ['GET', '/items', ['/items', 'GET', {}]],
    ['GET', '/items/', ['/items', 'GET', {}]],
    ['DELETE', '/items', ['/items', 'ANY', {}]],
    ['GET', '/items/new', ['/items/new', 'GET', {}]],
    ['GET', '/items/a%2Fb', ['/items/{id}', 'GET', { id: 'a%2Fb' }]],
    ['POST', '/items/7/lines/', ['/items/{id}/lines', 'POST', { id: '7' }]],
    ['POST', '/items/new/lines', ['/items/{id}/lines', 'POST', { id: 'new' }]],
    ['PUT', '/files/a/b//c/', ['/files/{proxy+}', 'ANY', { proxy: 'a/b//c' }]],
    ['GET', '/files', ['/{proxy+}', 'GET', { proxy: 'files' }]],
    // Neither the method nor ANY is on the nearer resource.
    ['OPTIONS', '/items/new', ['/{proxy+}', 'OPTIONS', { proxy: 'items/new' }]],
    ['GET', '/items//lines', ['/{proxy+}', 'GET', { proxy: 'items//lines' }]],
    ['POST', '/', undefined],
    ['OPTIONS', '/', undefined],
    ['DELETE', '/nothing', undefined],
  ])('%s %s', (httpMethod, path, expected) => {
    expect(answer(httpMethod, path)).toEqual(expected);
  });

  it.each([
    ['b', 'root', /Invalid Resource identifier specified: root/],
    ['items', '/', /Another resource with the same parent already has this name: items/],
    ['{other}', '/items', /A sibling \(\{id\}\) of this resource already has a variable path part/],
    ['below', '/files/{proxy+}', /Cannot create a child of a resource with a greedy path variable/],
    ['a/b', '/', /PathPart "a\/b"/],
    ['x{id}', '/', /PathPart "x\{id\}"/],
  ])('part %s below %s is refused', (part, parent, message) => {
    expect(() => tree.add('new', parent, part)).toThrow(message);
  });
});

describe('of any resources and any path', () => {
  const paths = fc.array(fc.constantFrom('a', 'b', '{x}', '{y}', '{p+}'), { maxLength: 4 });
  const trees = fc.array(fc.tuple(paths, fc.constantFrom('GET', 'POST', 'ANY')), { maxLength: 12 }).map(buildAny);
  const requests = fc.tuple(
    fc.constantFrom('GET', 'POST'),
    fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 5 }).map((parts) => `/${parts.join('/')}`),
  );

  /** What cannot be added, such as a second variable below one parent, is left out. */
  function buildAny(wanted: readonly (readonly [readonly string[], string])[]) {
    const tree = new ResourceTree<Method>('/');
    const resources = new Map<string, string[]>([['/', []]]);
    for (const [parts, method] of wanted) {
      let parent: string | undefined = '/';
      for (const part of parts) {
        const id: string = `${parent === '/' ? '' : parent}/${part}`;
        try {
          if (!resources.has(id)) tree.add(id, parent, part);
        } catch {
          parent = undefined;
          break;
        }
        if (!resources.has(id)) resources.set(id, []);
        parent = id;
      }
      if (parent === undefined || resources.get(parent)!.includes(method)) continue;
      tree.setMethod(parent, { httpMethod: method });
      resources.get(parent)!.push(method);
    }
    return { tree, resources };
  }

  const partsOf = (path: string) => path.replace(/\/+$/, '').split('/').slice(1);

  function fits(resource: string, path: string): boolean {
    const wanted = partsOf(resource);
    const given = partsOf(path);
    const greedy = wanted.at(-1)?.endsWith('+}') ?? false;
    if (greedy ? given.length < wanted.length : given.length !== wanted.length) return false;
    return wanted.every((part, at) => part === given[at] || part.endsWith('+}') || (part[0] === '{' && given[at]));
  }

  /** Static parts before variables before greedy ones, from left to right. */
  const rank = (resource: string) =>
    partsOf(resource)
      .map((part) => (part.endsWith('+}') ? 'c' : part.startsWith('{') ? 'b' : 'a'))
      .join('');

  it('the most specific one that has the method answers', () => {
    fc.assert(
      fc.property(trees, requests, ({ tree, resources }, [httpMethod, path]) => {
        const candidates = [...resources]
          .filter(([, methods]) => methods.includes(httpMethod) || methods.includes('ANY'))
          .map(([resource]) => resource)
          .filter((resource) => fits(resource, path))
          .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
        const match = tree.match(httpMethod, path);
        expect(match?.resource.path).toBe(candidates[0]);
        if (match && !resources.get(match.resource.path)!.includes(httpMethod)) {
          expect(match.method.httpMethod).toBe('ANY');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('its parameters put into the resource give the path', () => {
    fc.assert(
      fc.property(trees, requests, ({ tree }, [httpMethod, path]) => {
        const match = tree.match(httpMethod, path);
        if (!match) return;
        const parts = partsOf(match.resource.path).map((part) => {
          const name = /^\{(\w+)\+?\}$/.exec(part)?.[1];
          return name === undefined ? part : match.pathParameters[name];
        });
        // A variable name that stands twice in a path has one value only.
        const names = match.resource.path.match(/\{\w+/g) ?? [];
        if (new Set(names).size === names.length) expect(parts.join('/')).toBe(partsOf(path).join('/'));
      }),
      { numRuns: 2000 },
    );
  });
});
