/**
 * Reads an OpenAPI 3.1 document the strict way: whatever is not in the part of the standard that ours uses does not fit.
 * And checks answers by it, which is what a client made from it relies on.
 */

import { z } from 'zod';

/** JSON Schema 2020-12, as far as our document goes. */
const schema: z.ZodType<Readonly<Record<string, unknown>>> = z.lazy(() =>
  z.union([
    z.strictObject({ $ref: z.string().startsWith('#/components/schemas/') }),
    z.strictObject({
      type: z.union([typeName, z.array(typeName)]).optional(),
      properties: z.record(z.string(), schema).optional(),
      required: z.array(z.string()).optional(),
      additionalProperties: z.union([z.boolean(), schema]).optional(),
      propertyNames: schema.optional(),
      items: schema.optional(),
      anyOf: z.array(schema).min(1).optional(),
      oneOf: z.array(schema).min(1).optional(),
      allOf: z.array(schema).min(1).optional(),
      enum: z.array(z.unknown()).min(1).optional(),
      const: z.unknown().optional(),
      default: z.unknown().optional(),
      format: z.string().optional(),
      pattern: z.string().optional(),
      minLength: z.int().optional(),
      maxLength: z.int().optional(),
      minItems: z.int().optional(),
      maxItems: z.int().optional(),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
    }),
  ]),
);
const typeName = z.enum(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);

const content = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.strictObject({ schema }));
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z]\w+$/i),
  summary: z.string().min(1),
  description: z.string().optional(),
  parameters: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        in: z.enum(['query', 'header', 'path']),
        required: z.boolean(),
        schema,
      }),
    )
    .optional(),
  requestBody: z.strictObject({ content, required: z.literal(true) }).optional(),
  responses: z.record(
    z.string().regex(/^[1-5](?:\d\d|XX)$/),
    z.strictObject({ description: z.string().min(1), content }),
  ),
});
const document = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({
    title: z.string().min(1),
    version: z.string().min(1),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.string() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.strictObject({ get: operation.optional(), post: operation.optional() }),
  ),
  components: z.strictObject({ schemas: z.record(z.string().regex(/^[A-Z]\w*$/), schema) }),
});

export interface Operation extends z.infer<typeof operation> {
  /** `GET /api/runs/{id}` */
  readonly key: string;
  readonly path: string;
}

export class ApiDocument {
  readonly operations: readonly Operation[];
  readonly #schemas: Readonly<Record<string, unknown>>;
  readonly #text: string;

  /** @throws ZodError where it is no document of OpenAPI 3.1 */
  constructor(json: unknown) {
    const { paths, components } = document.parse(json);
    this.#text = JSON.stringify(json);
    this.#schemas = components.schemas;
    this.operations = Object.entries(paths).flatMap(([path, { get, post }]) => [
      ...(get ? [{ ...get, path, key: `GET ${path}` }] : []),
      ...(post ? [{ ...post, path, key: `POST ${path}` }] : []),
    ]);
  }

  /** Names of schemas that are referred to, and of those that there are. */
  references(): { readonly used: readonly string[]; readonly known: readonly string[] } {
    const used = [...this.#text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
    return { used: [...new Set(used)].sort(), known: Object.keys(this.#schemas).sort() };
  }

  /** What an answer of this status and type must be; `null` where the document knows of none. */
  answerOf({ responses }: Operation, status: number, mediaType: string): z.ZodType | null {
    const response = responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
    const answer = response?.content[mediaType]?.schema;
    return answer ? this.#read(answer) : null;
  }

  schemaNamed(name: string): z.ZodType {
    return this.#read({ $ref: `#/components/schemas/${name}` });
  }

  #read(given: object): z.ZodType {
    const whole = { ...given, $defs: this.#schemas };
    const text = JSON.stringify(whole).replaceAll('"#/components/schemas/', '"#/$defs/');
    return z.fromJSONSchema(JSON.parse(text));
  }
}
