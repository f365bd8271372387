/** The OpenAPI 3.1 document, made of the schemas that check requests and answers. */

import swagger, { type SwaggerTransformObject } from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Routes } from './app.ts';
import { namedSchemas } from './wire/basics.ts';

const zodToJsonConfig = {
  // A list is read-only to our types; in the document the word means something else.
  override: ({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    delete jsonSchema.readOnly;
  },
};

export async function registerDocument(app: Routes, version: string): Promise<void> {
  const settings = { schemaRegistry: namedSchemas, zodToJsonConfig };
  const withNamed = createJsonSchemaTransformObject(settings);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Andon',
        version,
        description: 'Agents on a manufacturing line: what they want, what people decide, and the trail of it.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
    },
    transform: createJsonSchemaTransform(settings),
    transformObject: (document) => answersOnly(withNamed(document)),
  });
}

/** Each named schema comes out twice, as input and as output; requests use none of them. */
function answersOnly(document: ReturnType<SwaggerTransformObject>): ReturnType<SwaggerTransformObject> {
  const schemas = 'components' in document ? (document.components?.schemas ?? {}) : {};
  for (const name of Object.keys(schemas)) if (name.endsWith('Input')) delete schemas[name];
  return document;
}
