/**
 * The resources of one API and how a path finds its method.
 *
 * T1. Of the resources that fit a path, one with a static part wins over `{name}` at the first place where they differ, and
 *     `{name+}` takes what is left: one part or more.
 * T2. A resource that has neither the method nor ANY does not fit, so a `{proxy+}` further up may answer instead.
 * T3. A slash at the end changes nothing.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
export interface ApiResource {
  readonly id: string;
  /** `/items/{id}` */
  readonly path: string;
}

export interface Match<M> {
  readonly resource: ApiResource;
  readonly method: M;
  /** As they stand in the path, still percent-encoded; API Gateway does not decode them either. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Node<M> extends ApiResource {
  readonly methods: Map<string, M>;
  readonly children: Map<string, Node<M>>;
  variable?: { readonly name: string; readonly greedy: boolean; readonly node: Node<M> };
}

const VARIABLE = /^\{([\w.:-]+)(\+)?\}$/;

export class ResourceTree<M extends { readonly httpMethod: string }> {
  readonly #nodes = new Map<string, Node<M>>();
  readonly #root: Node<M>;

  constructor(rootId: string) {
    this.#root = this.#node(rootId, '/');
  }

  /** Throws in API Gateway's words when the parent is unknown or has such a child already. */
  add(id: string, parentId: string, pathPart: string): void {
    const parent = this.#find(parentId);
    const path = `${parent.path === '/' ? '' : parent.path}/${pathPart}`;
    if (parent.path.endsWith('+}')) {
      throw new Error(`Cannot create a child of a resource with a greedy path variable: ${path}`);
    }
    const variable = VARIABLE.exec(pathPart);
    if (variable === null) {
      if (pathPart === '' || /[/{}]/.test(pathPart)) {
        throw new Error(`PathPart ${JSON.stringify(pathPart)} is neither a name nor one variable in braces`);
      }
      if (parent.children.has(pathPart)) {
        throw new Error(`Another resource with the same parent already has this name: ${pathPart}`);
      }
      parent.children.set(pathPart, this.#node(id, path));
      return;
    }
    if (parent.variable) {
      const sibling = `{${parent.variable.name}${parent.variable.greedy ? '+' : ''}}`;
      throw new Error(
        `A sibling (${sibling}) of this resource already has a variable path part -- only one is allowed: ${pathPart}`,
      );
    }
    parent.variable = { name: variable[1]!, greedy: variable[2] !== undefined, node: this.#node(id, path) };
  }

  setMethod(resourceId: string, method: M): void {
    const { methods, path } = this.#find(resourceId);
    if (methods.has(method.httpMethod)) {
      throw new Error(`Method already exists for this resource: ${method.httpMethod} ${path}`);
    }
    methods.set(method.httpMethod, method);
  }

  match(httpMethod: string, path: string): Match<M> | undefined {
    return follow(this.#root, path.replace(/\/+$/, '').split('/').slice(1), httpMethod, {});
  }

  #node(id: string, path: string): Node<M> {
    const node: Node<M> = { id, path, methods: new Map(), children: new Map() };
    this.#nodes.set(id, node);
    return node;
  }

  #find(id: string): Node<M> {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new Error(`Invalid Resource identifier specified: ${id}`);
    return node;
  }
}

/** Each node is looked at once at most, whatever the path: its depth is the number of parts that are behind. */
function follow<M>(
  node: Node<M>,
  parts: readonly string[],
  httpMethod: string,
  pathParameters: Readonly<Record<string, string>>,
): Match<M> | undefined {
  const [part, ...rest] = parts;
  if (part === undefined) {
    const method = node.methods.get(httpMethod) ?? node.methods.get('ANY');
    return method && { resource: { id: node.id, path: node.path }, method, pathParameters };
  }
  const child = node.children.get(part);
  const found = child && follow(child, rest, httpMethod, pathParameters);
  if (found || !node.variable) return found;
  const { name, greedy, node: variable } = node.variable;
  if (greedy) return follow(variable, [], httpMethod, { ...pathParameters, [name]: parts.join('/') });
  return part === '' ? undefined : follow(variable, rest, httpMethod, { ...pathParameters, [name]: part });
}
